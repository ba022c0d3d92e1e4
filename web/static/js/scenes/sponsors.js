// @ts-check
/** The scene *sponsors*: everyone who makes the event possible, each the same size; more than six turn pages, longer words sooner. */

import { isHigh, made } from '../people.js';
import { say } from '../phrases.js';
import { Scene } from './scene.js';

/** @typedef {import('../house.js').Sponsor} Sponsor */

/** How many stand on a page, and whether wide: the first at which everybody's words are whole. */
const LAYOUTS = [[6, ''], [4, 'wide'], [3, ''], [2, 'wide'], [1, 'wide']];
const TURN = 12_000;
const phone = matchMedia('(max-width: 640px) and (orientation: portrait)');

export class Sponsors extends Scene {
  /** @type {Sponsor[]} */ #sponsors = [];
  #page = 0;

  async begin() {
    this.#sponsors = (await this.house.programme()).sponsors;
    this.#page = 0;
    this.section.classList.toggle('none', !this.#sponsors.length);
    const { name, hashtags } = this.house.event;
    const heading = made('h1', '', name);
    heading.dir = 'auto';
    this.part('.title').replaceChildren(heading, made('p', 'how', say('write-with', { tag: `#${hashtags[0]}` })));
    this.resized();
  }

  stop() {
    super.stop();
    for (const old of this.section.querySelectorAll('.tiles ~ .tiles')) old.remove();
    this.#tiles.replaceChildren();
  }

  resized() {
    if (!this.playing) return; // it stopped while it waited
    const pages = this.#pages();
    this.#page %= pages.length;
    this.#tiles.replaceChildren(...pages[this.#page].map(tile));
    if (pages.length > 1) this.pace.after(TURN, () => this.#turn());
  }

  #turn() {
    this.#page += 1;
    this.turn(this.#tiles, () => {
      this.resized();
      return this.#tiles;
    });
  }

  /** The sponsors, page by page. @returns {Sponsor[][]} */
  #pages() {
    let pages = [this.#sponsors];
    for (const [most, width] of phone.matches ? [[Infinity, '']] : LAYOUTS) {
      const count = Math.ceil(this.#sponsors.length / Number(most)) || 1;
      const size = Math.ceil(this.#sponsors.length / count); // pages of one length, not one of six and one of one
      pages = Array.from({ length: count }, (_, at) => this.#sponsors.slice(at * size, (at + 1) * size));
      Object.assign(this.#tiles.dataset, { count: String(size), width });
      const fit = pages.every((page) => {
        this.#tiles.replaceChildren(...page.map(tile));
        return areWhole(this.#tiles);
      });
      if (fit) break;
    }
    return pages;
  }

  get #tiles() {
    return /** @type {HTMLElement} */ (this.section.querySelector('.tiles'));
  }
}

/** Whether nothing of a page is cut: all tiles in the list's height, and every name in its field. @param {HTMLElement} list */
function areWhole(list) {
  const boxes = [...list.children].map((item) => item.getBoundingClientRect());
  const high = Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top));
  return (!boxes.length || high <= list.clientHeight + 1) && [...list.querySelectorAll('.field')].every(isHigh);
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
