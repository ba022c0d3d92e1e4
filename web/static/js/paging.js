// @ts-check
/** Fit by measuring: never more text than fits, nothing cut, nothing shrunk; what is longer turns pages. */

import { voice, whole } from './voice.js';
import { inUnits, pages as parted } from './words.js';

/** @typedef {import('./state.js').Card} Card */
/** @typedef {import('./voice.js').Page} Page */

const LEAST_PICTURE = 220; // u; smaller ones go to a page of their own
const MOST_PICTURE = 420;

/** @param {Card} card @returns {Page} */
export const NO_PAGE = (card) => whole(card);

/**
 * The pages of a card: none when it fits into `one` place, else as many as it needs in `all` of the room.
 * @param {Card} card @param {{one: HTMLElement, all: HTMLElement}} places @returns {Page[]}
 */
export function paginate(card, { one, all }) {
  if (!card.media.length && fits(one, card, whole(card))) return [];
  if (fits(all, card, whole(card))) return [whole(card)];
  return numbered([...textPages(card, all), ...(card.media.length ? picturePages(card, all) : [])]);
}

/** The pages of a card in a place that is all it will get. @param {Card} card @param {HTMLElement} place @returns {Page[]} */
export function paginateIn(card, place) {
  return fits(place, card, whole(card)) ? [whole(card)]
    : numbered([...textPages(card, place), ...(card.media.length ? picturePages(card, place) : [])]);
}

/** @param {Card} card @param {HTMLElement} place @returns {Page[]} */
function textPages(card, place) {
  const lit = inUnits(card.text, card.lit);
  const page = (/** @type {number} */ from, /** @type {number} */ to) => ({ from, to, picture: false, number: 1, of: 2 });
  return parted(card.text, lit, (from, to) => fits(place, card, page(from, to))).map(([from, to]) => page(from, to));
}

/** @param {Card} card @param {HTMLElement} place @returns {Page[]} */
function picturePages(card, place) {
  const alt = card.media[0].alt ?? '';
  const page = (/** @type {[number, number]|undefined} */ part) => ({ from: 0, to: 0, picture: true, alt: part, number: 1, of: 2 });
  if (!alt || fits(place, card, page(undefined))) return [page(undefined)];
  return parted(alt, [], (from, to) => fits(place, card, page([from, to]))).map((part) => page(part));
}

/** @param {Page[]} made @returns {Page[]} */
function numbered(made) {
  return made.map((page, at) => ({ ...page, number: at + 1, of: made.length }));
}

/** Whether a page of a card is no higher than a place; pictures give way first. @param {HTMLElement} place @param {Card} card @param {Page} page */
function fits(place, card, page) {
  const element = voice(card, page);
  element.classList.add('lit', 'measure');
  element.style.setProperty('--pict', `calc(${LEAST_PICTURE} * var(--u))`);
  place.append(element);
  const high = element.getBoundingClientRect().height <= place.getBoundingClientRect().height + 0.5;
  element.remove();
  return high;
}

/** Give a picture what height the words leave. @param {HTMLElement} element @param {HTMLElement} place */
export function fitPicture(element, place) {
  const picture = element.querySelector('.pict img');
  if (!(picture instanceof HTMLElement)) return;
  const u = place.getBoundingClientRect().height / 762;
  const spare = place.getBoundingClientRect().height - element.getBoundingClientRect().height;
  const high = Math.min(MOST_PICTURE, Math.max(LEAST_PICTURE, picture.getBoundingClientRect().height / u + spare / u));
  element.style.setProperty('--pict', `calc(${Math.floor(high)} * var(--u))`);
}
