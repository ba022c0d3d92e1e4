// @ts-check
/** The scene *stream*: whose turn it is, for how long, and in which of three layouts. */

import { Turns } from './choose.js';
import { Foyer } from './foyer.js';
import { Phone } from './phone.js';
import { Room } from './room.js';
import { reading } from './voice.js';
import { dwell } from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./state.js').Card} Card */

const FOYER_TURN = 11_000;
const AFTER_REMOVAL = 900;
const upright = matchMedia('(max-width: 640px) and (orientation: portrait)');

export class Stream {
  #main;
  #onSpeak;
  #turns = new Turns();
  /** @type {Room|Foyer|Phone} */ #layout;
  /** @type {Card[]} */ #cards = [];
  /** @type {import('./voice.js').Page[]} */ #pages = [];
  #page = 0;
  #fresh = false; // whether who speaks had not spoken before: then nobody may interrupt
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #timer;

  /** @param {HTMLElement} main @param {(card: Card|null) => void} onSpeak told who speaks */
  constructor(main, onSpeak) {
    this.#main = main;
    this.#onSpeak = onSpeak;
    this.#layout = this.#made();
    let settled = 0;
    addEventListener('resize', () => {
      clearTimeout(settled);
      settled = setTimeout(() => this.#begin(), 200);
    });
  }

  /** @param {State} state */
  start(state) {
    this.#cards = state.cards;
    this.#turns.seen(state.cards);
    this.#begin();
  }

  /** @param {import('./state.js').Step} step */
  step({ state, fresh, edited, gone }) {
    this.#cards = state.cards;
    let bereft = false;
    for (const id of gone) {
      this.#turns.forget(id);
      bereft = this.#layout.remove(id) || bereft;
    }
    for (const id of edited) {
      const card = /** @type {Card} */ (state.cards.find((one) => one.id === id));
      if (!this.#layout.update(card)) this.#speak(card, true);
    }
    if (bereft) {
      this.#fresh = false;
      this.#onSpeak(null);
      this.#after(AFTER_REMOVAL, () => this.#turn());
    }
    this.#welcome(fresh);
    this.#emptiness();
  }

  /** @param {string[]} fresh */
  #welcome(fresh) {
    if (!fresh.length) return;
    if (this.#layout instanceof Phone) {
      for (const card of this.#cards.filter((one) => fresh.includes(one.id)).reverse()) this.#speak(card, false);
    } else if (!this.#fresh) this.#turn();
  }

  #made() {
    const section = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.#main.querySelector(name));
    if (upright.matches) return new Phone(section('.foyer'));
    return document.documentElement.dataset.density === 'foyer' ? new Foyer(section('.foyer')) : new Room(section('.room'));
  }

  /** Lay everything out anew, without motion: at first, and when the window has another shape. */
  #begin() {
    clearTimeout(this.#timer);
    const last = this.#layout.lit;
    for (const place of this.#main.querySelectorAll('.slot, .col')) place.replaceChildren(); // also of the layouts that are not in use
    this.#layout.clear();
    this.#layout = this.#made();
    const cards = this.#layout instanceof Room && last ? [last, ...this.#cards.filter((card) => card.id !== last.id)] : this.#cards;
    this.#pages = this.#layout.start(cards);
    this.#page = 0;
    this.#fresh = false;
    this.#onSpeak(this.#layout.lit);
    this.#emptiness();
    this.#wait();
  }

  /** The next voice, if there is one that is not up already. */
  #turn() {
    const next = this.#turns.next(this.#cards, this.#standing(), this.#layout.lit);
    this.#fresh = false;
    if (next) this.#speak(next.card, next.fresh);
  }

  /** Ids that may not be chosen now. In a room, the one in half-light may speak again when there is nobody else. */
  #standing() {
    const { up, lit } = this.#layout;
    if (this.#layout instanceof Room && this.#cards.length <= 2) return new Set(lit ? [lit.id] : []);
    return up;
  }

  /** @param {Card} card @param {boolean} fresh */
  #speak(card, fresh) {
    this.#turns.took(card);
    this.#pages = this.#layout.show(card);
    this.#page = 0;
    this.#fresh = fresh;
    this.#onSpeak(card);
    this.#wait();
  }

  #wait() {
    const card = this.#layout.lit;
    if (!card || this.#layout instanceof Phone) return;
    const page = this.#pages[this.#page];
    const read = this.#pages.length > 1 && page ? card.text.slice(page.from, page.to) : reading(card);
    this.#after(this.#layout instanceof Foyer ? FOYER_TURN : dwell(read), () => this.#onward());
  }

  #onward() {
    if (this.#page + 1 < this.#pages.length) {
      this.#page += 1;
      this.#layout.turn(this.#page);
      this.#wait();
    } else this.#turn();
  }

  /** @param {number} ms @param {() => void} then */
  #after(ms, then) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }

  #emptiness() {
    const empty = /** @type {HTMLElement} */ (this.#main.querySelector('.empty'));
    empty.hidden = this.#cards.length > 0;
  }
}
