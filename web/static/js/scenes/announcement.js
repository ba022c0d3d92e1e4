// @ts-check
/** The scene *announcement*: what the organizers tell the room, as large as it fits. */

import { isHigh } from '../people.js';

/** @typedef {import('../show.js').Cue} Cue */

const SIZES = ['', 'long', 'longest'];

export class Announcement {
  #section;

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#section = section;
  }

  /** @param {Cue} cue */
  start({ announcement }) {
    const told = this.#part('.told');
    const { title = '', text = '', lang = null, dir = 'auto' } = announcement ?? {};
    told.dir = dir;
    if (lang) told.lang = lang;
    else told.removeAttribute('lang');
    this.#part('h1').textContent = title;
    this.#part('.told p').textContent = text;
    this.#part('.told p').hidden = !text;
    this.resized();
  }

  stop() {
    for (const part of ['h1', '.told p']) this.#part(part).textContent = '';
  }

  step() {}

  cue() {}

  resized() {
    const told = this.#part('.told');
    for (const size of SIZES) {
      told.dataset.size = size;
      if (isHigh(told)) return;
    }
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.#section.querySelector(selector));
  }
}
