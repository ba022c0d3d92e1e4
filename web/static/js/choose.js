// @ts-check
/** Whose turn it is: nobody is shown a second time while others wait for a first, and who waits is chosen fairly. */

import { Airtime, fairest } from './airtime.js';

const COMES_ROUND = 30;
const REMEMBERED = 300; // turns: of more cards no wall knows

/** @typedef {import('./state.js').Card} Card */

export class Turns {
  /** @type {Map<string, number>} */ #lastTurn = new Map();
  #airtime = new Airtime();
  #turn = 0;

  /** The cards of a page's first paint were news to nobody: the oldest had its turn first. @param {Card[]} cards newest first */
  seen(cards) {
    for (const card of [...cards].reverse()) this.#note(card);
  }

  /** @param {Card} card */
  took(card) {
    this.#note(card);
    this.#airtime.spent(card);
  }

  /** @param {string} id */
  forget(id) {
    this.#lastTurn.delete(id);
  }

  /** @param {Card[]} cards newest first */
  waiting(cards) {
    return cards.filter((card) => !this.#lastTurn.has(card.id));
  }

  /**
   * Who is next; null when there is nobody but those who are up.
   * @param {Card[]} cards newest first @param {Set<string>} up ids on the wall now @param {Card|null} last who spoke last
   * @returns {{card: Card, fresh: boolean}|null}
   */
  next(cards, up, last) {
    const fresh = fairest(this.waiting(cards).filter((card) => !up.has(card.id)), this.#airtime, last);
    if (fresh) return { card: fresh, fresh: true };
    const known = cards.slice(0, COMES_ROUND).filter((card) => !up.has(card.id));
    const longest = known.sort((a, b) => (this.#lastTurn.get(a.id) ?? 0) - (this.#lastTurn.get(b.id) ?? 0));
    const again = longest.find((card) => !last || card.voice !== last.voice) ?? longest[0];
    return again ? { card: again, fresh: false } : null;
  }

  /** @param {Card} card */
  #note(card) {
    this.#lastTurn.delete(card.id);
    this.#lastTurn.set(card.id, ++this.#turn);
    for (const [id, turn] of this.#lastTurn) if (turn < this.#turn - REMEMBERED) this.#lastTurn.delete(id);
      else break; // in the order of their turns
  }
}
