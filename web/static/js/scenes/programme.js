// @ts-check
/** The scene *programme*: of each room what runs now, what is next, and what comes later, as far as it fits. */

import { coming, endOf, running, speakersOf } from '../house.js';
import { facesOf, fewerNames, fitWords, isWide, linesOf, made } from '../people.js';
import { dayOf, say, weekday } from '../phrases.js';
import { clockTime } from '../voice.js';
import { fitBoard } from './board.js';
import { Scene } from './scene.js';

/** @typedef {import('../house.js').Talk} Talk */
/** @typedef {import('../house.js').Programme} Told */

const LOOK = 10_000;
const ROOMS = 3;
const TURN = 14_000;
const LATER = 12;
const FACES = 3;
const phone = matchMedia('(max-width: 640px) and (orientation: portrait)');

export class Programme extends Scene {
  /** @type {ReturnType<typeof setInterval>|undefined} */ #looking;
  /** @type {Told|null} */ #told = null;
  #from = 0; // the first room of this page
  #shown = '';

  async begin() {
    await this.#look(true);
    clearInterval(this.#looking);
    if (this.playing) this.#looking = setInterval(() => this.#look(), LOOK);
  }

  stop() {
    super.stop();
    clearInterval(this.#looking);
    this.#told = null;
    for (const old of this.section.querySelectorAll('.rooms ~ .rooms')) old.remove();
    this.#rooms.replaceChildren();
  }

  resized() {
    if (this.#told) this.#write(this.#told);
  }

  async #look(first = false) {
    const told = await this.house.programme();
    if (!this.playing) return;
    this.#told = told;
    const { room, clock } = this.house;
    const shown = JSON.stringify([told, running(told, room, clock), coming(told, room, clock).length]);
    if (shown === this.#shown && !first) return;
    this.#shown = shown;
    this.#write(told);
  }

  /** @param {Told} told */
  #write(told) {
    const { room } = this.house;
    const all = room || told.rooms.length < 2 ? [room] : told.rooms;
    const rooms = all.filter((one) => this.#room(told, one, true));
    const most = phone.matches ? rooms.length : Math.ceil(rooms.length / Math.ceil(rooms.length / ROOMS)); // pages of one length
    if (this.#from >= rooms.length) this.#from = 0;
    const list = this.#rooms;
    list.className = all.length === 1 ? 'rooms one' : 'rooms many';
    let shown = rooms.slice(this.#from, this.#from + (most || 1));
    const write = () => {
      list.replaceChildren(...shown.flatMap((one) => this.#room(told, one, all.length === 1) ?? []));
      for (const names of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll('.names'))) shorten(names);
      const parts = /** @type {HTMLElement[]} */ ([...list.children]);
      return phone.matches || parts.map(fitBoard).every(Boolean);
    };
    while (!write() && shown.length > 1) shown = shown.slice(0, -1); // fewer and wider columns, rather than a part of a title
    this.#emptiness(told, rooms.length > 0);
    if (shown.length < rooms.length) this.pace.after(TURN, () => this.#turn(shown.length));
  }

  /** @param {number} by how many rooms */
  #turn(by) {
    this.#from += by;
    this.turn(this.#rooms, () => {
      if (this.#told) this.#write(this.#told);
      return this.#rooms;
    });
  }

  /** @param {Told} told @param {string} room @param {boolean} alone */
  #room(told, room, alone) {
    const { clock } = this.house;
    const now = running(told, room, clock);
    const ahead = coming(told, room, clock);
    if (!now.length && !ahead.length) return null;
    const part = made('li', 'in');
    if (!alone) part.append(line('h2', 'where', room));
    const first = now.length ? now : ahead.slice(0, 1);
    for (const talk of first.slice(0, 2)) part.append(this.#main(told, talk, now.length > 0));
    const rest = now.length ? ahead : ahead.slice(1);
    const later = made('ol', 'later', ...rest.slice(0, LATER).map((talk) => this.#row(told, talk)));
    if (rest.length) part.append(later);
    return part;
  }

  /** @param {Told} told @param {Talk} talk @param {boolean} now */
  #main(told, talk, now) {
    const people = speakersOf(told, talk);
    const when = now ? (talk.ends_at ? say('now', { time: clockTime(talk.ends_at) }) : say('on-now')) : say('next', { time: this.#time(talk) });
    const words = made('div', 'words', made('p', 'when', when), titled(talk), names(people));
    const block = made('div', now ? 'talk now' : 'talk', ...(now ? [pool()] : []), made('span', 'faces', ...facesOf(people, FACES, now ? 'closed' : 'open')), words);
    block.dataset.count = String(Math.min(people.length, FACES));
    return block;
  }

  /** @param {Told} told @param {Talk} talk */
  #row(told, talk) {
    const people = speakersOf(told, talk);
    return made('li', 'talk', made('p', 'when', this.#time(talk)), made('div', 'words', titled(talk), names(people)));
  }

  /** @param {Talk} talk @returns {string} when it begins; on another day, which */
  #time(talk) {
    const at = Date.parse(talk.starts_at ?? '');
    const time = clockTime(talk.starts_at ?? '');
    return dayOf(at) === dayOf(this.house.clock) ? time : say('next-day', { day: weekday(at), time });
  }

  /** @param {Told} told @param {boolean} any */
  #emptiness(told, any) {
    const nothing = /** @type {HTMLElement} */ (this.section.querySelector('.nothing'));
    nothing.hidden = any;
    const over = told.talks.some((talk) => talk.starts_at && endOf(talk) <= this.house.clock);
    nothing.textContent = say(over ? 'programme-over' : 'programme-empty');
  }

  get #rooms() {
    return /** @type {HTMLElement} */ (this.section.querySelector('.rooms'));
  }
}

/** @param {'h2'|'p'|'h3'} tag @param {string} kind @param {string} words */
function line(tag, kind, words) {
  const element = made(tag, kind, words);
  element.dir = 'auto';
  return element;
}

/** @param {Talk} talk */
function titled(talk) {
  const title = line('h3', 'v title', talk.title);
  title.dir = talk.dir;
  if (talk.lang) title.lang = talk.lang;
  return title;
}

/** @param {import('../house.js').Speaker[]} people */
function names(people) {
  const element = line('p', 'names', '');
  element.dataset.names = JSON.stringify(people.map((one) => one.name));
  return element;
}

/** One line of names. @param {HTMLElement} element */
function shorten(element) {
  const known = JSON.parse(element.dataset.names ?? '[]');
  delete element.dataset.names;
  if (!known.length) return element.remove();
  fitWords(element, fewerNames(known), () => linesOf(element) <= 1 && isWide(element));
}

function pool() {
  const light = made('div', 'pool');
  light.setAttribute('aria-hidden', 'true');
  return light;
}
