// @ts-check
/** Whose turn it is: fair for now. New voices before old ones, a first post before all, nobody twice in a row if others wait;
 *  among equals, words that are for somebody go before words that are for nobody in particular. */

import { voiceOf } from './state.js';

const COMES_ROUND = 30;

/** @typedef {import('./state.js').Card} Card */

export class Turns {
  /** @type {Map<string, number>} */ #lastTurn = new Map();
  #turn = 0;

  /** The cards of a page's first paint were news to nobody: the oldest had its turn first. @param {Card[]} cards newest first */
  seen(cards) {
    for (const card of [...cards].reverse()) this.took(card);
  }

  /** @param {Card} card */
  took(card) {
    this.#lastTurn.delete(card.id);
    this.#lastTurn.set(card.id, ++this.#turn);
  }

  /** @param {string} id */
  forget(id) {
    this.#lastTurn.delete(id);
  }

  /** @param {Card[]} cards newest first */
  waiting(cards) {
    return cards.slice(0, COMES_ROUND).filter((card) => !this.#lastTurn.has(card.id));
  }

  /**
   * Who is next; null when there is nobody but those who are up.
   * @param {Card[]} cards newest first @param {Set<string>} up ids on the wall now @param {Card|null} last who spoke last
   * @returns {{card: Card, fresh: boolean}|null}
   */
  next(cards, up, last) {
    const waiting = this.waiting(cards).filter((card) => !up.has(card.id));
    const others = waiting.filter((card) => !last || voiceOf(card) !== voiceOf(last));
    const firsts = others.filter((card) => card.first);
    const fresh = firsts.findLast(isForSomebody) ?? firsts.at(-1) ?? others.find(isForSomebody) ?? others[0] ?? waiting[0];
    if (fresh) return { card: fresh, fresh: true };
    const known = cards.slice(0, COMES_ROUND).filter((card) => !up.has(card.id));
    const longest = known.sort((a, b) => (this.#lastTurn.get(a.id) ?? 0) - (this.#lastTurn.get(b.id) ?? 0));
    const again = longest.find((card) => !last || voiceOf(card) !== voiceOf(last)) ?? longest[0];
    return again ? { card: again, fresh: false } : null;
  }
}

/** @param {Card} card */
function isForSomebody(card) {
  return card.speakers.length > 0;
}
