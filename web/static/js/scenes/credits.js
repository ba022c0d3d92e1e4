// @ts-check
/** The scene *credits*: every voice once, in order of arrival, drifting upwards; for those who want less motion, page by page. */

import { SPREAD } from '../house.js';
import { appear, empty, leave } from '../motion.js';
import { made, nameOf } from '../people.js';
import { count } from '../phrases.js';
import { Roll } from './roll.js';
import { Scene } from './scene.js';

/** @typedef {import('../show.js').Cue} Cue */
/** @typedef {import('../state.js').Step} Step */
/** @typedef {import('../house.js').Giver & {n: number}} Voice */

const PAGE = 12_000;
const phone = matchMedia('(max-width: 640px) and (orientation: portrait)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

export class Credits extends Scene {
  #roll;
  /** @type {Voice[]} */ #voices = [];
  #at = 0; // voices before this one have passed

  /** @param {HTMLElement} section @param {import('../house.js').House} house */
  constructor(section, house) {
    super(section, house);
    this.#roll = new Roll(this.#box, { next: () => this.#names(), close: () => this.#close(), over: () => this.#again() });
  }

  async begin() {
    await this.#fetch();
    if (!this.playing) return;
    this.#at = 0;
    this.#begin();
  }

  stop() {
    super.stop();
    this.#voices = [];
    this.#roll.stop();
    this.#box.replaceChildren();
  }

  /** @param {Cue} cue */
  cue(cue) {
    super.cue(cue);
    this.#roll.hold(cue.paused);
  }

  resized() {
    if (!this.playing) return;
    this.#at = 0;
    this.#begin();
  }

  /** @param {Step} step */
  step({ gone, fresh }) {
    if (gone.length) this.asking.within(250);
    else if (fresh.length) this.asking.within(10 * SPREAD);
  }

  #begin() {
    this.#tell();
    this.#roll.stop();
    this.#box.replaceChildren();
    if (phone.matches) this.#box.append(made('ul', '', ...this.#voices.map(named)));
    else if (still.matches) this.#page();
    else this.#roll.start();
    if (this.playing) this.cue(this.playing);
  }

  /** All voices that may be shown, in order of arrival; whether the house told them. */
  async #fetch() {
    /** @type {Voice[]} */ const voices = [];
    /** @type {number|null} */ let after = 0;
    while (after !== null && this.playing) {
      /** @type {{voices: Voice[], next: number|null}|null} */ const told = await this.house.voices(after);
      if (!told) return false;
      voices.push(...told.voices);
      after = told.voices.length ? told.next : null;
    }
    if (this.playing) this.#voices = voices;
    return true;
  }

  /** Whoever has no word left here goes, and leaves a gap; whoever came joins the end. */
  async ask() {
    const told = await this.#fetch();
    if (!this.playing || !told) return;
    const here = new Map(this.#voices.map((one) => [one.voice, one]));
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.#box.querySelectorAll('[data-voice]'))) {
      const voice = here.get(item.dataset.voice ?? '');
      if (voice && item.textContent === nameOf(voice)) continue;
      delete item.dataset.voice;
      empty(item);
    }
    const last = this.#box.querySelector('[data-voice]') ? this.#shownLast() : '';
    const at = this.#voices.findIndex((one) => one.voice === last);
    if (at >= 0) this.#at = at + 1;
    else this.#at = Math.min(this.#at, this.#voices.length);
    this.#tell();
    const atRest = still.matches ? !this.pace.isDue : this.#roll.isAtRest;
    if (phone.matches || !this.#box.children.length || (atRest && this.#at < this.#voices.length)) {
      this.#at = 0;
      this.#begin();
    }
  }

  #shownLast() {
    const shown = /** @type {NodeListOf<HTMLElement>} */ (this.#box.querySelectorAll('[data-voice]'));
    return shown[shown.length - 1]?.dataset.voice ?? '';
  }

  #tell() {
    const line = /** @type {HTMLElement} */ (this.section.querySelector('.sub'));
    line.textContent = this.#voices.length ? count('voices', this.#voices.length) : '';
  }

  /** The next few names; none at the end. */
  #names(most = 24) {
    const few = this.#voices.slice(this.#at, this.#at + most);
    this.#at += few.length;
    return few.map(named);
  }

  #close() {
    const template = /** @type {HTMLTemplateElement} */ (this.section.querySelector('template.close'));
    return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  }

  /** The roll has ended: it begins again, with whoever has come since. */
  async #again() {
    await this.#fetch();
    if (!this.playing) return;
    this.#at = 0;
    this.#begin();
  }

  /** A page of names, as many as fit; the next one after twelve seconds. */
  #page() {
    const list = made('ul', '');
    this.#box.replaceChildren(list);
    for (const name of this.#names(80)) {
      list.append(name);
      if (list.offsetHeight <= this.#box.clientHeight || list.children.length === 1) continue;
      name.remove();
      this.#at = this.#voices.findIndex((one) => one.voice === name.dataset.voice);
      break;
    }
    if (this.#at < this.#voices.length || list.children.length < this.#voices.length) this.pace.after(PAGE, () => this.#turn());
  }

  async #turn() {
    await Promise.all([...this.#box.children].map(leave));
    if (!this.playing) return;
    if (this.#at >= this.#voices.length) this.#at = 0;
    this.#page();
    for (const list of this.#box.children) appear(list);
  }

  get #box() {
    return /** @type {HTMLElement} */ (this.section.querySelector('.roll'));
  }
}

/** @param {Voice} voice */
function named(voice) {
  const item = made('li', '', made('bdi', '', nameOf(voice)));
  item.dataset.voice = voice.voice;
  return item;
}
