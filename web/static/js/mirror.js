// @ts-check
/** What the wall's scene shows, as plain text above the posts of the text mirror. */

import { coming, ended, running, speakersOf } from './house.js';
import { Soon } from './pace.js';
import { made, nameOf } from './people.js';
import { count, listed, say } from './phrases.js';
import { clockTime } from './voice.js';
import { painted } from './words.js';

/** @typedef {import('./show.js').Cue} Cue */
/** @typedef {import('./house.js').Talk} Talk */
/** @typedef {{heading: string, lang?: string|null, dir?: string, lines: HTMLElement[]}} Said */

const SPREAD = 4_000;

export class Mirror {
  #section;
  #house;
  #asking = new Soon(() => this.#write());
  /** @type {Cue|null} */ #cue = null;
  #written = '';

  /** @param {HTMLElement} section @param {import('./house.js').House} house */
  constructor(section, house) {
    this.#section = section;
    this.#house = house;
  }

  /** @param {Cue} cue */
  tell(cue) {
    const news = JSON.stringify(cue) !== JSON.stringify(this.#cue);
    this.#cue = cue;
    if (news) this.#asking.within(0);
  }

  /** @param {import('./state.js').Step} step */
  step({ gone, edited, fresh }) {
    for (const id of [...gone, ...edited]) this.#section.querySelector(`[data-id="${CSS.escape(id)}"]`)?.remove();
    if (gone.length || edited.length) this.#asking.within(300);
    else if (fresh.length) this.#asking.within(SPREAD);
  }

  async #write() {
    const cue = this.#cue;
    if (!cue) return;
    const said = await this.#said(cue);
    if (cue !== this.#cue) return;
    const next = made('div', '', made('h2', '', said?.heading ?? ''), ...(said?.lines ?? []));
    next.dir = said?.dir ?? '';
    if (said?.lang) next.lang = said.lang;
    if (next.outerHTML === this.#written) return; // nothing to tell anew to whoever listens
    this.#written = next.outerHTML;
    this.#section.hidden = !said;
    this.#section.replaceChildren(next);
    const turned = /** @type {HTMLElement} */ (document.querySelector('.turned')); // said aloud: which scene it is, not all of it
    const aloud = [said?.heading ?? say('mirror-stream'), ...(cue.announcement && said ? said.lines.map((line) => line.textContent) : [])].join('. ');
    if (turned.textContent !== aloud) turned.textContent = aloud;
  }

  /** @param {Cue} cue @returns {Promise<Said|null>|Said|null} null where posts say it all */
  #said(cue) {
    if (cue.scene === 'announcement' && cue.announcement) {
      const { title, text, lang, dir } = cue.announcement;
      return { heading: title, lang, dir, lines: text ? [made('p', '', text)] : [] };
    }
    const tell = { stage: () => this.#stage(cue), applause: () => this.#applause(), letters: () => this.#letters(cue),
      credits: () => this.#credits(), programme: () => this.#programme(), sponsors: () => this.#sponsors() };
    return cue.scene in tell ? tell[/** @type {keyof typeof tell} */ (cue.scene)]() : null;
  }

  /** @param {Cue} cue @returns {Promise<Said>} */
  async #stage(cue) {
    const told = await this.#house.programme();
    const { room, clock } = this.#house;
    const chosen = told.talks.filter((talk) => talk.key === cue.talk);
    const now = chosen.length ? chosen : running(told, room, clock);
    const next = coming(told, room, clock).slice(0, 1);
    const lines = [...now.map((talk) => about(told, talk)), ...next.map((talk) => about(told, talk, say('next', { time: clockTime(talk.starts_at ?? '') })))];
    return { heading: say('mirror-stage'), lines: now.length ? lines : [made('p', '', say('stage-empty')), ...lines] };
  }

  /** @returns {Promise<Said>} */
  async #applause() {
    const { speakers } = await this.#house.programme();
    return { heading: say('applause'), lines: [list(speakers.map(({ name }) => item(name)))] };
  }

  /** @param {Cue} cue @returns {Promise<Said>} */
  async #letters(cue) {
    const told = await this.#house.programme();
    const talk = told.talks.find((one) => one.key === cue.talk) ?? ended(told, this.#house.room, this.#house.clock);
    const letters = talk ? await this.#house.letters(talk.key) : null;
    const names = talk ? speakersOf(told, talk).map(({ name }) => name) : [];
    const lines = (letters?.sentences ?? []).map((one) => {
      const line = item(`${nameOf(one)}: ${painted(one.text)}`);
      line.dataset.id = one.id;
      if (one.lang) line.lang = one.lang;
      return line;
    });
    const heading = names.length ? say('thank-you', { names: listed(names) }) : say('thank-you-all');
    return { heading, lines: [made('p', '', lines.length ? say('stayed') : say('letters-empty')), list(lines)] };
  }

  /** @returns {Promise<Said>} */
  async #credits() {
    /** @type {HTMLElement[]} */ const names = [];
    /** @type {number|null} */ let after = 0;
    while (after !== null) {
      const told = await this.#house.voices(after);
      names.push(...(told?.voices ?? []).map((one) => item(nameOf(one))));
      after = told?.voices.length ? told.next : null;
    }
    return { heading: say('mirror-credits'), lines: [made('p', '', names.length ? count('voices', names.length) : ''), list(names)] };
  }

  /** @returns {Promise<Said>} */
  async #programme() {
    const told = await this.#house.programme();
    const { room, clock } = this.#house;
    const now = running(told, room, clock).map((talk) => about(told, talk, [say('on-now'), talk.room].filter(Boolean).join(', ')));
    const ahead = coming(told, room, clock).slice(0, 12)
      .map((talk) => about(told, talk, [clockTime(talk.starts_at ?? ''), talk.room].filter(Boolean).join(', ')));
    return { heading: say('mirror-programme'), lines: now.length + ahead.length ? [...now, ...ahead] : [made('p', '', say('programme-empty'))] };
  }

  /** @returns {Promise<Said>} */
  async #sponsors() {
    const { sponsors } = await this.#house.programme();
    return { heading: say('sponsors'), lines: [list(sponsors.map(({ name, line }) => item([name, line].filter(Boolean).join(', '))))] };
  }
}

/** @param {import('./house.js').Programme} told @param {Talk} talk @param {string} [when] */
function about(told, talk, when) {
  const title = made('b', 'v', talk.title);
  title.dir = talk.dir;
  const names = speakersOf(told, talk).map(({ name }) => name);
  return made('p', '', ...(when ? [`${when}: `] : []), title, ...(names.length ? [`, ${listed(names)}`] : []));
}

/** @param {string} words */
function item(words) {
  const line = made('li', '', words);
  line.dir = 'auto';
  return line;
}

/** @param {HTMLElement[]} items */
function list(items) {
  return made('ul', '', ...items);
}
