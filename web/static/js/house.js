// @ts-check
/** What scenes know: the wall's state, what time it is at the event, and the JSON that is asked for beside the frames. */

/** @typedef {import('./state.js').State} State */
/** @typedef {{key: string, name: string, face: string|null, initials: string, tint: string, organisation: string|null, reachable: boolean}} Speaker */
/** @typedef {{key: string, title: string, lang: string|null, dir: 'ltr'|'rtl', room: string|null, starts_at: string|null, ends_at: string|null, speakers: string[]}} Talk */
/** @typedef {{name: string, logo: string|null, line: string}} Sponsor */
/** @typedef {{rooms: string[], talks: Talk[], speakers: Speaker[], sponsors: Sponsor[], look: {logo: string|null, qr: string, say?: string, language?: string}}} Programme */
/** @typedef {{voice: string, name: string, face: string|null, initials: string, tint: string}} Giver */
/** @typedef {{at: string, people: number, voices: Giver[]}} Heard */
/** @typedef {Giver & {id: string, text: string, lang: string|null, dir: 'ltr'|'rtl', network: string, first: boolean, speaker?: string}} Sentence */
/** @typedef {{talk: string, speakers: Speaker[], sentences: Sentence[], unreachable: string[], say: string}} Letters */

/** @type {Programme} what there is to show where the house has never answered */
export const NO_PROGRAMME = { rooms: [], talks: [], speakers: [], sponsors: [], look: { logo: null, qr: '' } };
/** What a wall may wait before it asks, so that a thousand do not ask in the same instant: ms. */
export const SPREAD = matchMedia('(max-width: 640px)').matches ? 8_000 : 600;

export class House {
  /** @type {Map<string, any>} */ #answers = new Map();
  #age = 0;
  #heard = Date.now();
  missed = 0; // questions that got no answer, so far
  /** @type {State} */ state;

  /** @param {State} state @param {{slug: string, name: string, hashtags: string[]}} event @param {string} room of this wall; '' for none */
  constructor(state, event, room) {
    this.state = state;
    this.event = event;
    this.room = room;
  }

  /** @param {State} state @param {boolean} [less] whether words were taken away: then no answer from before is told again */
  hear(state, less = false) {
    if (less) {
      this.#age += 1;
      for (const what of this.#answers.keys()) if (what !== 'programme.json') this.#answers.delete(what);
    }
    if (state.clock !== this.state.clock) this.#heard = Date.now();
    this.state = state;
  }

  /** What time it is at the event, in ms. */
  get clock() {
    return (this.state.clock ? Date.parse(this.state.clock) : this.#heard) + Date.now() - this.#heard;
  }

  /** @returns {Promise<Programme>} */
  async programme() {
    const told = await this.#ask('programme.json');
    return told ? { ...NO_PROGRAMME, ...told } : NO_PROGRAMME;
  }

  /** @returns {Promise<{speakers: Record<string, Heard>}|null>} null: the house does not answer */
  async heard() {
    const room = this.room ? `?${new URLSearchParams({ room: this.room })}` : '';
    return this.#ask(`heard.json${room}`);
  }

  /** @param {string} talk @returns {Promise<Letters|null>} */
  async letters(talk) {
    return this.#ask(`letters.json?${new URLSearchParams({ talk })}`);
  }

  /** @param {number} after @returns {Promise<{voices: (Giver & {n: number})[], next: number|null}|null>} */
  async voices(after) {
    return this.#ask(`voices.json?after=${after}`);
  }

  /** The newest answer; while the house cannot be reached, the last one. @param {string} what */
  async #ask(what) {
    const age = this.#age;
    const answer = await fetch(`/wall/${this.event.slug}/${what}`, { cache: 'no-cache', signal: AbortSignal.timeout(10_000) }).catch(() => null);
    const told = answer?.ok ? await answer.json().catch(() => null) : null;
    if (told && age === this.#age) this.#answers.set(what, told);
    if (!told) this.missed += 1;
    return told ?? this.#answers.get(what) ?? null;
  }
}

/** The talks that run at a moment, of a room or of all. @param {Programme} programme @param {string} room @param {number} clock */
export function running({ talks }, room, clock) {
  return talks.filter((talk) => inRoom(talk, room) && talk.starts_at && Date.parse(talk.starts_at) <= clock && clock < endOf(talk));
}

/** Talks still to come, the soonest first. @param {Programme} programme @param {string} room @param {number} clock */
export function coming({ talks }, room, clock) {
  return talks.filter((talk) => inRoom(talk, room) && talk.starts_at && Date.parse(talk.starts_at) > clock)
    .sort((a, b) => Date.parse(a.starts_at ?? '') - Date.parse(b.starts_at ?? ''));
}

/** The talk whose letters are read: the last that ended or is about to. @param {Programme} programme @param {string} room @param {number} clock */
export function ended({ talks }, room, clock) {
  const over = talks.filter((talk) => inRoom(talk, room) && talk.ends_at && Date.parse(talk.ends_at) - APPLAUDED <= clock);
  return over.reduce((/** @type {Talk|null} */ last, talk) => (!last || endOf(talk) > endOf(last) ? talk : last), null);
}

const APPLAUDED = 120_000; // people begin to clap before a talk is over
const UNTOLD = 3_600_000; // how long a talk is taken to be whose end nobody wrote down

/** @param {Talk} talk */
export function endOf(talk) {
  return Date.parse(talk.ends_at ?? '') || Date.parse(talk.starts_at ?? '') + UNTOLD;
}

/** @param {Talk} talk @param {string} room */
function inRoom(talk, room) {
  return !room || talk.room === room;
}

/** @param {Programme} programme @param {Talk} talk @returns {Speaker[]} */
export function speakersOf({ speakers }, talk) {
  return talk.speakers.flatMap((key) => speakers.filter((one) => one.key === key));
}
