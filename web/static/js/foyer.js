// @ts-check
/** Foyer density: three columns for people who stand near. One voice changes at a time; the last waits, nobody shrinks. */

import { appear, cut, leave, rise, settle } from './motion.js';
import { paginateIn } from './paging.js';
import { ready, voice } from './voice.js';

/** @typedef {import('./state.js').Card} Card */
/** @typedef {import('./voice.js').Page} Page */
/** @typedef {{card: Card, element: HTMLElement, column: HTMLElement, pages: Page[], page: number, turn: number}} Held */

export class Foyer {
  /** @type {Held[]} */ #held = [];
  #turn = 0;
  /** @type {string|null} */ #pinned = null;
  #section;

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#section = section;
  }

  get #columns() {
    return /** @type {HTMLElement[]} */ ([...this.#section.querySelectorAll('.col')]);
  }

  get up() {
    return new Set(this.#held.map((held) => held.card.id));
  }

  /** @returns {Card|null} */
  get lit() {
    return this.#newest?.card ?? null;
  }

  get #newest() {
    return this.#held.reduce((/** @type {Held|undefined} */ last, held) => (!last || held.turn > last.turn ? held : last), undefined);
  }

  /** @param {string|null} id who stays, in the light, while the others change */
  pin(id) {
    for (const held of this.#held) if (held.turn === Infinity) held.turn = ++this.#turn;
    for (const held of this.#held) if (held.card.id === id) held.turn = Infinity;
    this.#pinned = id;
    this.#shine();
  }

  /** Row by row, as many as fit. @param {Card[]} cards newest first */
  start(cards) {
    this.clear();
    const columns = this.#columns;
    /** @type {Held[]} */ const seated = [];
    let at = 0;
    for (const card of cards.slice(0, 12)) {
      const pages = paginateIn(card, columns[0]);
      const column = [0, 1, 2].map((ahead) => columns[(at + ahead) % 3]).find((one) => this.#spare(one) >= this.#height(card, pages[0], one));
      if (!column) continue;
      at = columns.indexOf(column) + 1;
      const element = voice(card, pages[0]);
      column.append(element);
      seated.push({ card, element, column, pages, page: 0, turn: 0 });
    }
    seated.reverse().forEach((held) => { held.turn = this.#next(held.card); });
    this.#held = seated;
    this.#shine();
    return this.#newest?.pages ?? [];
  }

  /** @param {Card} card */
  #next(card) {
    return card.id === this.#pinned ? Infinity : ++this.#turn;
  }

  /** @param {Card} card @returns {Page[]} */
  show(card) {
    const known = this.#held.find((held) => held.card.id === card.id);
    if (known) return known.pages; // pinned where it stands
    const pages = paginateIn(card, this.#columns[0]);
    const room = this.#columns.find((column) => this.#spare(column) >= this.#height(card, pages[0], column));
    const place = room ? { column: room, leaving: [], before: room.querySelector('.place') } : this.#makeRoom(card, pages[0]);
    const held = { card, element: voice(card, pages[0]), column: place.column, pages, page: 0, turn: this.#next(card) };
    this.#held = this.#held.filter((one) => !place.leaving.includes(one));
    this.#held.push(held);
    this.#enter(held, place.leaving, place.before);
    return pages;
  }

  /** @param {number} page */
  turn(page) {
    const held = this.#newest;
    if (!held?.pages[page]) return;
    held.page = page;
    this.#swap(held);
  }

  /** @param {Card} card @returns {boolean} false when it no longer fits where it was */
  update(card) {
    const held = this.#held.find((one) => one.card.id === card.id);
    if (!held) return true;
    const pages = paginateIn(card, held.column);
    const more = this.#height(card, pages[0], held.column) - held.element.offsetHeight;
    if (more > this.#spare(held.column)) {
      this.#held = this.#held.filter((one) => one !== held);
      this.#vacate(held.element, leave);
      return false;
    }
    Object.assign(held, { card, pages, page: 0 });
    this.#swap(held);
    return true;
  }

  /** @param {string} id @returns {boolean} whether it was the newest */
  remove(id) {
    const held = this.#held.find((one) => one.card.id === id);
    const wasLit = held !== undefined && held === this.#newest;
    this.#held = this.#held.filter((one) => one !== held);
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (this.#section.querySelectorAll(`.voice[data-id="${CSS.escape(id)}"]`)))
      this.#vacate(element, cut);
    return wasLit;
  }

  clear() {
    for (const column of this.#columns) column.replaceChildren();
    this.#held = [];
  }

  /** The oldest makes room, and whoever else in its column must. @param {Card} card @param {Page} page */
  #makeRoom(card, page) {
    const free = this.#held.filter((held) => !this.#held.some((one) => one.turn === Infinity && one.column === held.column));
    const oldest = [...free].sort((a, b) => a.turn - b.turn)[0];
    const column = oldest?.column ?? this.#columns[0];
    const inColumn = this.#held.filter((held) => held.column === column).sort((a, b) => a.turn - b.turn);
    const needed = this.#height(card, page, column);
    const leaving = [];
    let spare = this.#spare(column);
    while (inColumn.length && (spare < needed || !leaving.length)) {
      const next = /** @type {Held} */ (inColumn.shift());
      leaving.push(next);
      spare += next.element.offsetHeight + this.#gap(column);
    }
    return { column, leaving, before: leaving[0]?.element ?? null };
  }

  /** @param {Held} held @param {Held[]} leaving @param {Element|null} before */
  async #enter(held, leaving, before) {
    const elements = leaving.map((one) => one.element);
    await Promise.all([ready(held.element), ...elements.map((element) => fadeInPlace(element))]);
    if (!this.#held.includes(held)) return elements.forEach((element) => element.remove());
    const others = new Map([...held.column.querySelectorAll('.voice')].map((one) => [one, one.getBoundingClientRect()]));
    if (before?.isConnected) before.before(held.element);
    else held.column.prepend(held.element);
    for (const element of elements) element.remove();
    for (const place of held.column.querySelectorAll('.place')) place.remove();
    this.#shine();
    settle(others);
    rise(held.element);
  }

  /** @param {Held} held */
  #swap(held) {
    const next = voice(held.card, held.pages[held.page]);
    held.element.replaceWith(next);
    held.element = next;
    this.#shine();
    appear(next);
  }

  /** A voice goes, its place stays open until the next one comes. @param {HTMLElement} element @param {(element: Element) => Promise<void>} go */
  async #vacate(element, go) {
    const place = document.createElement('div');
    place.className = 'place';
    place.style.setProperty('block-size', `${element.offsetHeight}px`);
    if (go === cut) await fadeInPlace(element, 120);
    else await fadeInPlace(element);
    if (element.isConnected) element.replaceWith(place);
  }

  /** @param {HTMLElement} column */
  #gap(column) {
    return Number.parseFloat(getComputedStyle(column).rowGap) || 0;
  }

  /** Height that a further voice may take in a column, its gap left out. @param {HTMLElement} column */
  #spare(column) {
    const voices = /** @type {HTMLElement[]} */ ([...column.querySelectorAll(':scope > .voice')]);
    return column.clientHeight - voices.reduce((sum, one) => sum + one.offsetHeight + this.#gap(column), 0);
  }

  /** @param {Card} card @param {Page} page @param {HTMLElement} column */
  #height(card, page, column) {
    const element = voice(card, page);
    element.classList.add('measure');
    column.append(element);
    const { height } = element.getBoundingClientRect();
    element.remove();
    return height;
  }

  /** The light is on the newest. */
  #shine() {
    for (const { element } of this.#held) {
      const newest = element === this.#newest?.element;
      element.classList.toggle('new', newest);
      const pool = element.querySelector(':scope > .pool');
      if (newest && !pool) {
        const light = document.createElement('div');
        light.className = 'pool';
        element.prepend(light);
        if (element.isConnected) appear(light);
      } else if (!newest && pool) leave(pool);
    }
  }
}

/** Fade without leaving the layout. @param {HTMLElement} element @param {number} duration */
async function fadeInPlace(element, duration = 500) {
  if (!element.isConnected) return;
  const { opacity } = getComputedStyle(element);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  await element.animate([{ opacity }, { opacity: 0 }], { duration: still ? 0 : duration, fill: 'forwards' }).finished.catch(() => {});
}
