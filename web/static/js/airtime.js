// @ts-check
/** Fair airtime, as pure arithmetic over cards: seconds in the light are counted for each voice and for each speaker. Nothing here knows
 *  how well known anybody is: cards do not say it. */

import { dwell } from './words.js';

/** @typedef {import('./state.js').Card} Card */

const NEWEST = 120; // cards that stay because they are new
const OLDER = 120; // cards that stay although they are not, because nobody else says it
const OF_A_SPEAKER = 6;
const HALF_LIFE = 600; // seconds in the light, of anybody, after which half of what one had is forgotten
const A_VOICE = 16; // seconds in the light, after which a voice lets others go first
const TIMELY = 600_000; // ms: what is older than that beside the newest is about another talk, and has lost its turn
const MOST = 300; // of whom it is counted, before those are forgotten who have had next to nothing
const NOBODY = ''; // for whom words are that are for nobody in particular

/** Who keeps a place while posts come faster than a wall can show them: the newest, and of what is older, first posts and praise of those
 *  who have little. @param {Card[]} cards newest first @param {(card: Card) => boolean} held whether it stays whatever comes @returns {Card[]} */
export function retained(cards, held) {
  if (cards.length <= NEWEST) return cards;
  /** @type {Map<string, number>} */ const had = new Map();
  /** @type {Set<string>} */ const voices = new Set();
  let older = 0;
  return cards.filter((card, at) => {
    const stays = at < NEWEST || held(card) || (older < OLDER && isRare(card, had, voices));
    if (!stays) return false;
    if (at >= NEWEST) older += 1;
    voices.add(card.voice);
    for (const key of keys(card)) had.set(key, (had.get(key) ?? 0) + 1);
    return true;
  });
}

/** @param {Card} card @param {Map<string, number>} had @param {Set<string>} voices */
function isRare(card, had, voices) {
  if (voices.has(card.voice)) return false;
  return card.first || (card.speakers.length > 0 && keys(card).some((key) => (had.get(key) ?? 0) < OF_A_SPEAKER));
}

/** @param {Card} card @returns {string[]} */
function keys(card) {
  return card.speakers.length ? card.speakers.map(({ key }) => key) : [NOBODY];
}

/** Who has had how much of the light. */
export class Airtime {
  /** @type {Map<string, {seconds: number, at: number}>} */ #had = new Map();
  #clock = 0; // seconds in the light so far
  #most = MOST;

  /** A card is lit. @param {Card} card */
  spent(card) {
    const seconds = dwell(card.warning ?? card.text) / 1000;
    this.#clock += seconds;
    for (const of of [`v ${card.voice}`, ...keys(card).map((key) => `s ${key}`)]) {
      this.#had.set(of, { seconds: this.#left(of) + seconds, at: this.#clock });
    }
    if (this.#had.size > this.#most) this.#forget();
  }

  /** Whether a voice has had its turn, and others go first. @param {Card} card */
  isOver(card) {
    return this.#left(`v ${card.voice}`) >= A_VOICE;
  }

  /** How much those had whom a card is for: of several, whoever had least. @param {Card} card */
  ofSpeakers(card) {
    return Math.min(...keys(card).map((key) => this.#left(`s ${key}`)));
  }

  /** @param {Card} card */
  ofVoice(card) {
    return this.#left(`v ${card.voice}`);
  }

  /** @param {string} of */
  #left(of) {
    const had = this.#had.get(of);
    return had ? had.seconds * 0.5 ** ((this.#clock - had.at) / HALF_LIFE) : 0;
  }

  #forget() {
    for (const of of this.#had.keys()) if (this.#left(of) < 1) this.#had.delete(of);
    this.#most = Math.max(MOST, 2 * this.#had.size); // not each time where many have had much
  }
}

/** Whose turn is it, of those who wait? First posts before all, the one that waits longest first; then whoever is spoken about least,
 *  words that are for somebody before words that are for nobody; in a voice that has been heard least; then the newest.
 *  @param {Card[]} waiting newest first @param {Airtime} airtime @param {Card|null} last who spoke last @returns {Card|null} */
export function fairest(waiting, airtime, last) {
  const newest = waiting.length ? Date.parse(waiting[0].at) : 0;
  const timely = waiting.filter((card) => newest - Date.parse(card.at) <= TIMELY);
  const rank = (/** @type {Card} */ card, /** @type {number} */ at) => [
    Number(last !== null && card.voice === last.voice),
    Number(airtime.isOver(card)),
    Number(!card.first),
    card.first ? 0 : airtime.ofSpeakers(card),
    Number(card.speakers.length === 0),
    airtime.ofVoice(card),
    card.first ? -at : at,
  ];
  let best = null;
  for (const [at, card] of timely.entries()) {
    const mine = rank(card, at);
    if (best === null || isBefore(mine, best.rank)) best = { card, rank: mine };
  }
  return best?.card ?? null;
}

/** @param {number[]} one @param {number[]} other */
function isBefore(one, other) {
  const at = one.findIndex((value, place) => value !== other[place]);
  return at >= 0 && one[at] < other[at];
}
