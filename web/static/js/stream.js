// @ts-check
/** The scene *stream*: whose turn it is, for how long, and in which of three layouts. */

import { Turns } from './choose.js';
import { Foyer } from './foyer.js';
import { Pace } from './pace.js';
import { Phone } from './phone.js';
import { Room } from './room.js';
import { reading } from './voice.js';
import { dwell } from './words.js';

/** @typedef {import('./house.js').House} House */
/** @typedef {import('./show.js').Cue} Cue */
/** @typedef {import('./state.js').Card} Card */

const FOYER_TURN = 11_000;
const AFTER_REMOVAL = 900;
const upright = matchMedia('(max-width: 640px) and (orientation: portrait)');

export class Stream {
  #main;
  #house;
  #onSpeak;
  #turns = new Turns();
  #pace = new Pace();
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #gap;
  /** @type {Room|Foyer|Phone} */ #layout;
  /** @type {import('./voice.js').Page[]} */ #pages = [];
  #page = 0;
  #fresh = false; // whether who speaks had not spoken before: then nobody may interrupt
  /** @type {string|null} */ #pinned = null;
  #known = false; // whether it has played before: then those who came meanwhile are news

  /** @param {HTMLElement} main @param {House} house @param {(card: Card|null) => void} onSpeak told who speaks */
  constructor(main, house, onSpeak) {
    this.#main = main;
    this.#house = house;
    this.#onSpeak = onSpeak;
    this.#layout = this.#made();
  }

  get #cards() {
    return this.#house.state.cards;
  }

  /** @param {Cue} cue */
  start(cue) {
    if (!this.#known) this.#turns.seen(this.#cards);
    this.#known = true;
    this.#pinned = cue.pinned;
    this.#pace.hold(cue.paused);
    this.#begin();
  }

  stop() {
    this.#pace.stop();
    clearTimeout(this.#gap);
    this.#clear();
    this.#onSpeak(null);
  }

  /** @param {Cue} cue */
  cue(cue) {
    this.#pace.hold(cue.paused);
    if (cue.pinned === this.#pinned) return;
    this.#pinned = cue.pinned;
    this.#layout.pin(cue.pinned);
    const card = this.#pin();
    if (card && this.#layout.lit?.id !== card.id) this.#speak(card, false);
    else if (!card) this.#wait();
  }

  resized() {
    this.#begin();
  }

  /** @param {import('./state.js').Step} step */
  step({ state, fresh, edited, gone }) {
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
      this.#pace.stop();
      clearTimeout(this.#gap);
      this.#gap = setTimeout(() => this.#turn(), AFTER_REMOVAL); // also while the wall is held: nobody wanted a hole in it
    }
    this.#welcome(fresh);
    this.#emptiness();
  }

  /** @param {string[]} fresh */
  #welcome(fresh) {
    if (!fresh.length) return;
    const pinned = fresh.includes(this.#pinned ?? '') ? this.#pin() : null;
    if (pinned) return this.#speak(pinned, false);
    if (this.#layout instanceof Phone) {
      for (const card of this.#cards.filter((one) => fresh.includes(one.id)).reverse()) this.#speak(card, false);
    } else if (!this.#fresh && !this.#pace.held) this.#turn();
  }

  #made() {
    const section = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.#main.querySelector(name));
    if (upright.matches) return new Phone(section('.foyer'));
    return document.documentElement.dataset.density === 'foyer' ? new Foyer(section('.foyer')) : new Room(section('.room'));
  }

  /** Lay everything out anew, without motion: at first, and when the window has another shape. */
  #begin() {
    const last = this.#pin() ?? this.#layout.lit;
    this.#clear();
    this.#layout = this.#made();
    const cards = this.#layout instanceof Room && last ? [last, ...this.#cards.filter((card) => card.id !== last.id)] : this.#cards;
    this.#layout.pin(this.#pinned);
    this.#pages = this.#layout.start(cards);
    this.#page = 0;
    this.#fresh = false;
    this.#onSpeak(this.#layout.lit);
    this.#emptiness();
    this.#wait();
  }

  #clear() {
    for (const place of this.#main.querySelectorAll('.slot, .col')) place.replaceChildren(); // also of the layouts that are not in use
    this.#layout.clear();
  }

  /** The card that whoever has the remote wants to stay lit. @returns {Card|null} */
  #pin() {
    return this.#cards.find((card) => card.id === this.#pinned) ?? null;
  }

  /** The next voice, if there is one that is not up already. */
  #turn() {
    const pinned = this.#layout instanceof Room ? this.#pin() : null;
    if (pinned && (this.#layout.lit?.id !== pinned.id || this.#pages.length > 1)) this.#speak(pinned, false);
    if (pinned) return;
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
    clearTimeout(this.#gap);
    this.#turns.took(card);
    this.#layout.pin(this.#pinned);
    const pages = this.#layout.show(card);
    this.#pages = this.#layout.lit?.id === card.id ? pages : []; // the light stays on whoever is pinned
    this.#page = 0;
    this.#fresh = fresh;
    this.#onSpeak(this.#layout.lit);
    this.#wait();
  }

  #wait() {
    const card = this.#layout.lit;
    if (!card || this.#layout instanceof Phone) return;
    const page = this.#pages[this.#page];
    const read = this.#pages.length > 1 && page ? card.text.slice(page.from, page.to) : reading(card);
    this.#pace.after(this.#layout instanceof Foyer ? FOYER_TURN : dwell(read), () => this.#onward());
  }

  #onward() {
    if (this.#page + 1 < this.#pages.length) {
      this.#page += 1;
      this.#layout.turn(this.#page);
      this.#wait();
    } else this.#turn();
  }

  #emptiness() {
    const empty = /** @type {HTMLElement} */ (this.#main.querySelector('.empty'));
    empty.hidden = this.#cards.length > 0;
  }
}
