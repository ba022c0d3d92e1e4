// @ts-check
/** The wall on a phone: every voice of the wall in one column, the newest first, ordinary scrolling. */

import { appear, cut, rise } from './motion.js';
import { voice, whole } from './voice.js';

/** @typedef {import('./state.js').Card} Card */

const SHOWN = 60;

export class Phone {
  #section;
  /** @type {string|null} */ #pinned = null;
  /** @type {Card|null} */ lit = null;

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#section = section;
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.#section.querySelector('.col'));
  }

  get up() {
    return new Set(this.#voices.map((element) => element.dataset.id ?? ''));
  }

  get #voices() {
    return /** @type {HTMLElement[]} */ ([...this.#section.querySelectorAll('.voice:not([data-leaving])')]);
  }

  /** @param {Card[]} cards newest first */
  start(cards) {
    this.clear();
    this.#section.dataset.list = '';
    this.#list.append(...cards.slice(0, SHOWN).map((card) => voice(card)));
    this.#light(cards[0]);
    return cards.length ? [whole(cards[0])] : [];
  }

  /** @param {Card} card */
  show(card) {
    const element = voice(card);
    this.#find(card.id)?.remove();
    this.#list.prepend(element);
    this.#light(card);
    rise(element);
    for (const old of this.#voices.slice(SHOWN)) old.remove();
    return [whole(card)];
  }

  /** @param {string|null} id who stays at the top */
  pin(id) {
    for (const element of this.#section.querySelectorAll('.pinned')) element.classList.remove('pinned');
    this.#pinned = id;
    if (id) this.#find(id)?.classList.add('pinned');
  }

  turn() {} // nothing is too long for a page that scrolls

  /** @param {Card} card @returns {boolean} */
  update(card) {
    const old = this.#find(card.id);
    if (!old) return true;
    const next = voice(card);
    old.replaceWith(next);
    appear(next);
    this.#light(this.lit);
    return true;
  }

  /** @param {string} id */
  remove(id) {
    const element = this.#find(id);
    if (element) cut(element);
    return false;
  }

  clear() {
    for (const column of this.#section.querySelectorAll('.col')) column.replaceChildren();
    delete this.#section.dataset.list;
  }

  /** @param {string} id */
  #find(id) {
    return this.#voices.find((element) => element.dataset.id === id);
  }

  /** @param {Card|null|undefined} card */
  #light(card) {
    this.lit = card ?? null;
    this.pin(this.#pinned);
    for (const element of this.#voices) element.classList.toggle('new', element.dataset.id === (this.#pinned ?? card?.id));
  }
}
