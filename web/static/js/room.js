// @ts-check
/** Room density: one voice lit and one in half-light, or one alone over both places; longer ones turn pages. */

import { appear, cut, leave, rise } from './motion.js';
import { NO_PAGE, fitPicture, paginate } from './paging.js';
import { ready, voice } from './voice.js';

/** @typedef {import('./state.js').Card} Card */
/** @typedef {import('./voice.js').Page} Page */
/** @typedef {'a'|'b'|'full'} Place */
/** @typedef {{card: Card, place: Place, light: 'lit'|'half', element: HTMLElement, pages: Page[], page: number, short: boolean}} Held */

export class Room {
  /** @type {Held[]} */ #held = [];
  /** @type {Set<{place: Place, gone: Promise<void>}>} */ #leaving = new Set();
  #section;

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#section = section;
  }

  /** Ids on the wall. */
  get up() {
    return new Set(this.#held.map((held) => held.card.id));
  }

  /** @returns {Card|null} who speaks */
  get lit() {
    return this.#lit?.card ?? null;
  }

  get #lit() {
    return this.#held.find((held) => held.light === 'lit');
  }

  /** Whoever is pinned is lit, and nobody is lit but one: nothing to remember. */
  pin() {}

  /** The first paint, as the server made it: the newest lit, and the one before it in half-light if both are short. @param {Card[]} cards */
  start(cards) {
    this.clear();
    const [first, second] = cards;
    if (!first) return [];
    if (!second || this.#pages(first).length || this.#pages(second).length) return this.show(first, true);
    const held = (/** @type {Card} */ card) => ({ card, pages: [NO_PAGE(card)], page: 0, short: true, element: voice(card) });
    this.#enter({ ...held(first), place: 'a', light: 'lit' }, null);
    this.#enter({ ...held(second), place: 'b', light: 'half' }, null);
    return [NO_PAGE(first)];
  }

  /** Show a card; returns its pages. With nobody to stand beside it takes both places. @param {Card} card */
  show(card, still = false) {
    const pages = this.#pages(card);
    const short = pages.length === 0;
    const before = this.#lit;
    const known = this.#held.find((held) => held.card.id === card.id);
    if (known && known.light === 'half' && short) {
      if (before) this.#dim(before, still);
      this.#brighten(known, still);
      return [NO_PAGE(card)];
    }
    if (known) this.#drop(known, still);
    const beside = this.#held.some((held) => held.short && held !== known);
    const place = short && beside ? this.#free(before) : 'full';
    // whoever was lit takes the half-light, so that whoever had it leaves
    for (const held of this.#held.filter((one) => place === 'full' || (before && one.light === 'half'))) this.#drop(held, still);
    if (before && this.#held.includes(before)) this.#dim(before, still, before.place === 'full' ? 'a' : before.place);
    const shown = short ? [NO_PAGE(card)] : pages;
    this.#enter({ card, place, light: 'lit', pages: shown, page: 0, short, element: voice(card, shown[0]) }, still ? null : rise);
    return shown;
  }

  /** Turn to another page of the voice that is lit. @param {number} page */
  turn(page) {
    const held = this.#lit;
    if (!held || !held.pages[page]) return;
    this.#replace(held, { ...held, page, element: voice(held.card, held.pages[page]) }, false);
  }

  /** An edit of what is up: in its place, by a cross-fade; false when it no longer fits there. @param {Card} card */
  update(card) {
    const held = this.#held.find((one) => one.card.id === card.id);
    if (!held) return true;
    const pages = this.#pages(card);
    const short = pages.length === 0;
    if (held.place !== 'full' && !short) {
      this.#drop(held, false);
      return false;
    }
    const shown = short ? [NO_PAGE(card)] : pages;
    const page = Math.min(held.page, shown.length - 1);
    this.#replace(held, { ...held, card, short, pages: shown, page, element: voice(card, shown[page]) }, false);
    return true;
  }

  /** Taken away: at once, without ceremony. The gap waits for the next voice. @param {string} id @returns {boolean} whether it was lit */
  remove(id) {
    const leaving = this.#section.querySelectorAll(`.voice[data-id="${CSS.escape(id)}"]`);
    for (const element of leaving) cut(element);
    const held = this.#held.find((one) => one.card.id === id);
    this.#held = this.#held.filter((one) => one !== held);
    this.#shine();
    return held?.light === 'lit';
  }

  clear() {
    for (const slot of this.#section.querySelectorAll('.slot')) slot.replaceChildren();
    this.#held = [];
    this.#shine();
  }

  /** Pages that a card needs over both places; none when it is short enough for one. @param {Card} card @returns {Page[]} */
  #pages(card) {
    return paginate(card, { one: this.#slot('a'), all: this.#slot('full') });
  }

  /** @param {Place} place @returns {HTMLElement} */
  #slot(place) {
    return /** @type {HTMLElement} */ (this.#section.querySelector(`.slot[data-slot=${place}]`));
  }

  /** @param {Held|undefined} lit @returns {Place} */
  #free(lit) {
    const taken = lit ?? this.#held[0];
    return taken?.place === 'b' ? 'a' : 'b';
  }

  /** @param {Held} held @param {boolean} still @param {Place} [place] */
  #dim(held, still, place = held.place) {
    this.#replace(held, { ...held, light: 'half', place, page: 0, element: voice(held.card, held.pages[0]) }, still);
  }

  /** @param {Held} held @param {boolean} still */
  #brighten(held, still) {
    this.#replace(held, { ...held, light: 'lit', element: voice(held.card, held.pages[0]) }, still);
  }

  /** Two layers of the same words fade into each other; other words wait until those before them have gone. @param {Held} old @param {Held} next @param {boolean} still */
  #replace(old, next, still) {
    const beneath = this.#drop(old, still);
    this.#enter(next, still ? null : appear, old.place === next.place && old.page === next.page ? beneath : null);
  }

  /** @param {Held} held @param {((element: Element) => Promise<void>)|null} motion @param {object|null} [beneath] whom it need not wait for */
  async #enter(held, motion, beneath = null) {
    const { element, place } = held;
    element.classList.add(held.light);
    const slot = this.#slot(place);
    this.#held.push(held);
    this.#shine();
    slot.append(element);
    fitPicture(element, slot);
    if (!motion) return;
    element.style.setProperty('opacity', '0');
    const inTheWay = [...this.#leaving].filter((one) => one !== beneath && (one.place === place || one.place === 'full' || place === 'full'));
    await Promise.all([ready(element), ...inTheWay.map((one) => one.gone)]);
    element.style.removeProperty('opacity');
    if (element.isConnected && !('leaving' in element.dataset)) motion(element);
  }

  /** @param {Held} held @param {boolean} still */
  #drop(held, still) {
    this.#held = this.#held.filter((one) => one !== held);
    if (still) {
      held.element.remove();
      return null;
    }
    const leaving = { place: held.place, gone: leave(held.element).finally(() => this.#leaving.delete(leaving)) };
    this.#leaving.add(leaving);
    return leaving;
  }

  #shine() {
    const lit = this.#lit;
    for (const light of /** @type {NodeListOf<HTMLElement>} */ (this.#section.querySelectorAll('.light'))) {
      const on = light.dataset.slot === lit?.place;
      light.classList.toggle('on', on);
      if (on && lit) light.dir = lit.card.dir;
    }
  }
}
