// @ts-check
/** The scene *sponsors*: everyone who makes the event possible, each the same size; more than six turn pages. */

import { Pace } from '../pace.js';
import { made } from '../people.js';
import { appear, leave } from '../motion.js';

/** @typedef {import('../house.js').Sponsor} Sponsor */
/** @typedef {import('../show.js').Cue} Cue */

const MOST = 6;
const TURN = 12_000;
const phone = matchMedia('(max-width: 640px) and (orientation: portrait)');

export class Sponsors {
  #section;
  #house;
  #pace = new Pace();
  /** @type {Sponsor[]} */ #sponsors = [];
  #page = 0;
  #playing = false;

  /** @param {HTMLElement} section @param {import('../house.js').House} house */
  constructor(section, house) {
    this.#section = section;
    this.#house = house;
  }

  /** @param {Cue} cue */
  async start(cue) {
    this.#playing = true;
    this.#pace.hold(cue.paused);
    this.#sponsors = (await this.#house.programme()).sponsors;
    this.#page = 0;
    this.resized();
  }

  stop() {
    this.#playing = false;
    this.#pace.stop();
    for (const old of this.#section.querySelectorAll('.tiles ~ .tiles')) old.remove();
    this.#tiles.replaceChildren();
  }

  step() {}

  /** @param {Cue} cue */
  cue(cue) {
    this.#pace.hold(cue.paused);
  }

  resized() {
    if (!this.#playing) return; // it stopped while it waited
    const most = phone.matches ? this.#sponsors.length : MOST;
    const pages = Math.ceil(this.#sponsors.length / most) || 1;
    const size = Math.ceil(this.#sponsors.length / pages); // pages of one length, not one of six and one of one
    const shown = this.#sponsors.slice(this.#page * size, (this.#page + 1) * size);
    this.#tiles.dataset.count = String(size);
    this.#tiles.replaceChildren(...shown.map(tile));
    if (pages > 1) this.#pace.after(TURN, () => this.#turn(pages));
  }

  /** @param {number} pages */
  async #turn(pages) {
    const old = this.#tiles;
    this.#page = (this.#page + 1) % pages;
    old.before(made('ul', 'tiles'));
    await leave(old);
    if (!this.#playing) return;
    this.resized();
    appear(this.#tiles);
  }

  get #tiles() {
    return /** @type {HTMLElement} */ (this.#section.querySelector('.tiles'));
  }
}

/** @param {Sponsor} sponsor */
function tile({ name, logo, line }) {
  const field = made('span', 'field');
  const named = made('b', '', name);
  named.dir = 'auto';
  const below = made('p', '', line);
  below.dir = 'auto';
  const item = made('li', '', field, ...(line ? [below] : []));
  const written = made('span', 'v', name); // a name in the place of a logo
  written.dir = 'auto';
  if (!logo) field.append(written);
  else {
    const picture = made('img', '');
    picture.alt = '';
    picture.src = logo;
    picture.onerror = () => { field.replaceChildren(written); named.remove(); };
    field.append(picture);
    field.after(named);
  }
  return item;
}
