// @ts-check
/** The scene *applause*: a curtain call. Everyone the same size, in programme order; light says how lately, never how much. */

import { SPREAD } from '../house.js';
import { faceOf, linesOf, made, shorterName } from '../people.js';
import { say } from '../phrases.js';
import { pagesOf } from '../sessions.js';
import { clockTime } from '../voice.js';
import { Landing } from './landing.js';
import { Scene } from './scene.js';

/** @typedef {import('../show.js').Cue} Cue */
/** @typedef {import('../state.js').Step} Step */
/** @typedef {import('../house.js').Heard} Heard */
/** @typedef {import('../house.js').Speaker} Speaker */
/** @typedef {import('../sessions.js').Session} Session */

const MOST = 15;
const TURN = 16_000;
const FULLY = 10_000; // ms for which one appreciation lights a face fully; then its light halves every 90 s
const HALF_LIFE = 90_000;
const JUST_NOW = 0.5;
const UNSEEN = 0.04;
const phone = matchMedia('(max-width: 640px) and (orientation: portrait)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

export class Applause extends Scene {
  #landing;
  /** @type {ReturnType<typeof setInterval>|undefined} */ #fading;
  /** @type {Session[]} */ #pages = [];
  #page = 0;
  /** @type {Map<string, number>} by speaker: when last, on this machine's clock */ #lately = new Map();
  /** @type {Record<string, Heard>} */ #heard = {};

  /** @param {HTMLElement} section @param {import('../house.js').House} house @param {(title: string) => void} onTitle told which session is on */
  constructor(section, house, onTitle) {
    super(section, house, onTitle);
    this.#landing = new Landing(/** @type {HTMLElement} */ (section.querySelector('.land')));
  }

  async begin() {
    const [programme, heard] = await Promise.all([this.house.programme(), this.house.heard()]);
    if (!this.playing) return;
    this.#pages = pagesOf(programme, this.house.room, MOST);
    this.#heard = { ...heard?.speakers };
    this.#lately = new Map(Object.entries(this.#heard).map(([key, { at }]) => [key, this.#onThisClock(at)]));
    this.#page = 0;
    this.resized();
    clearInterval(this.#fading);
    this.#fading = setInterval(() => this.#shine(), 1000);
  }

  stop() {
    super.stop();
    clearInterval(this.#fading);
    this.#landing.clear();
    for (const old of this.section.querySelectorAll('.call ~ .call')) old.remove();
    this.#call.replaceChildren();
  }

  /** @param {Cue} cue */
  cue(cue) {
    if (this.playing?.paused && !cue.paused) this.asking.within(SPREAD);
    super.cue(cue);
  }

  /** @param {Step} step */
  step({ gone, edited, fresh }) {
    for (const id of [...gone, ...edited]) this.#landing.forget(id);
    if (gone.length || edited.length) this.asking.within(300);
    else if (fresh.length) this.asking.within(SPREAD);
  }

  resized() {
    const everyone = this.#pages.flatMap((page) => page.speakers);
    const shown = phone.matches ? everyone : this.#pages[this.#page]?.speakers ?? [];
    const nothing = /** @type {HTMLElement} */ (this.section.querySelector('.nothing'));
    nothing.hidden = shown.length > 0;
    nothing.textContent = say('applause-empty');
    this.#call.dataset.rows = String(Math.ceil(shown.length / 5));
    this.#call.replaceChildren(...shown.map(card));
    for (const name of this.#call.querySelectorAll('.nm')) fit(/** @type {HTMLElement} */ (name));
    this.#shine();
    const page = this.#pages[this.#page];
    if (this.#pages.length > 1 && !phone.matches && page?.from && page.to)
      this.onTitle(say('applause-part', { from: clockTime(page.from), to: clockTime(page.to) }));
    if (this.#pages.length > 1 && !phone.matches) this.pace.after(TURN, () => {
      this.#page = (this.#page + 1) % this.#pages.length;
      this.turn(this.#call, () => {
        this.resized();
        return this.#call;
      });
    });
  }

  /** Who was appreciated since; taken back where the words are gone. */
  async ask() {
    const told = await this.house.heard();
    if (!this.playing || !told) return;
    const { speakers } = told;
    for (const key of new Set([...Object.keys(this.#heard), ...Object.keys(speakers)])) {
      const [before, now] = [this.#heard[key], speakers[key]];
      const landed = now && (!before || now.at > before.at || (now.at === before.at && now.voices[0]?.voice !== before.voices[0]?.voice));
      if (landed && this.playing.paused) continue; // it lands when the wall goes on
      if (landed) this.#land(key, now);
      else if (!now) this.#lately.delete(key);
      else if (now.at < (before?.at ?? '')) this.#lately.set(key, this.#onThisClock(now.at));
      if (now) this.#heard[key] = now;
      else delete this.#heard[key];
    }
    this.#shine();
  }

  /** An appreciation lands: the face is lit fully, and the words that did it stand below. @param {string} key @param {Heard} heard */
  #land(key, heard) {
    this.#lately.set(key, Date.now());
    const giver = heard.voices[0];
    const speaker = this.#pages.flatMap((page) => page.speakers).find((one) => one.key === key);
    const card = this.house.state.cards.find((one) => one.voice === giver?.voice && one.speakers.some((meant) => meant.key === key));
    if (speaker && giver) this.#landing.show(giver, speaker, card ?? null);
  }

  /** @param {string} at RFC 3339, as the event's clock has it */
  #onThisClock(at) {
    return Date.now() - Math.max(0, this.house.clock - Date.parse(at));
  }

  /** One write a face and second. */
  #shine() {
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.#call.querySelectorAll('li'))) {
      const warmth = warmthAt(this.#lately.get(item.dataset.key ?? ''));
      const shown = still.matches ? Math.ceil(warmth * 3) / 3 : warmth;
      const written = shown.toFixed(2);
      if (item.dataset.warmth === written) continue;
      item.dataset.warmth = written;
      item.style.setProperty('--w', written);
      const face = /** @type {HTMLElement} */ (item.querySelector('.face'));
      face.classList.toggle('closed', warmth >= JUST_NOW);
      face.classList.toggle('open', warmth < JUST_NOW);
    }
  }

  get #call() {
    return /** @type {HTMLElement} */ (this.section.querySelector('.call'));
  }
}

/** How warm a face is, 0 to 1: by when it was appreciated last, and by nothing else. @param {number|undefined} at ms */
export function warmthAt(at, now = Date.now()) {
  if (at === undefined) return 0;
  const warmth = 2 ** (-Math.max(0, now - at - FULLY) / HALF_LIFE);
  return warmth < UNSEEN ? 0 : warmth;
}

/** @param {Speaker} speaker */
function card(speaker) {
  const name = made('span', 'nm', speaker.name);
  name.dir = 'auto';
  const face = faceOf(speaker, 'open');
  const ring = face.querySelector('.ring');
  const glowing = /** @type {Element|undefined} */ (ring?.cloneNode(true)); // warm light over the cold ring: only its opacity changes
  glowing?.classList.add('glowing');
  if (glowing) face.append(glowing);
  const item = made('li', '', made('span', 'warm'), face, name);
  item.dataset.key = speaker.key;
  item.dataset.name = speaker.name;
  return item;
}

/** Two lines for a name; of a longer one, names between the first and the last become initials. @param {HTMLElement} name */
function fit(name) {
  for (const wording of shorterName(name.textContent ?? '')) {
    name.textContent = wording;
    if (linesOf(name) <= 2) return;
  }
  name.classList.add('endless');
}

