// @ts-check
/** The line below a curtain call: who has just appreciated whom, with one whole sentence where it fits. */

import { cut, leave, rise } from '../motion.js';
import { faceOf, fewerNames, isWide, made, nameOf } from '../people.js';
import { inUnits, painted } from '../words.js';

/** @typedef {import('../house.js').Giver} Giver */
/** @typedef {import('../house.js').Speaker} Speaker */
/** @typedef {import('../state.js').Card} Card */

const ADDRESSES = /(?:[@#＃]|https?:\/\/)\S+/gu;

export class Landing {
  #line;

  /** @param {HTMLElement} line */
  constructor(line) {
    this.#line = line;
  }

  /** @param {Giver} giver @param {Speaker} speaker @param {Card|null} card their words, if this wall still has them */
  async show(giver, speaker, card) {
    const row = made('div', 'row');
    const words = made('span', 'v');
    const name = made('b', '', speaker.name);
    name.dir = 'auto';
    row.append(faceOf(giver), words, arcs(), faceOf(speaker, 'closed'), name);
    const before = [...this.#line.children];
    this.#line.hidden = false;
    if (card) row.dataset.id = card.id;
    row.style.setProperty('visibility', 'hidden');
    this.#line.append(row);
    this.#write(row, words, giver, card);
    await Promise.all(before.map(leave));
    row.style.removeProperty('visibility');
    if (row.isConnected) rise(row);
  }

  /** Words that were taken away or changed. @param {string} id */
  forget(id) {
    for (const row of this.#line.querySelectorAll(`[data-id="${CSS.escape(id)}"]`)) cut(row);
  }

  clear() {
    this.#line.hidden = true;
    this.#line.replaceChildren();
  }

  /** @param {HTMLElement} row @param {HTMLElement} words @param {Giver} giver @param {Card|null} card */
  #write(row, words, giver, card) {
    if (card) {
      words.dir = row.dir = card.dir;
      if (card.lang) words.lang = card.lang;
      for (const sentence of sentencesOf(card)) {
        words.textContent = sentence;
        if (isWide(row)) return;
      }
    }
    words.className = 'giver';
    words.dir = 'auto';
    words.textContent = fewerNames([nameOf(giver)])[0];
  }
}

/** Whole sentences of a post, those that name somebody first, the longer ones first; never a part of one. @param {Card} card @returns {string[]} */
export function sentencesOf(card) {
  const lit = inUnits(card.text, card.lit);
  const parts = [...new Intl.Segmenter(card.lang ?? undefined, { granularity: 'sentence' }).segment(card.text)];
  const named = (/** @type {Intl.SegmentData} */ { index, segment }) => lit.some(([from]) => from >= index && from < index + segment.length);
  const said = parts.filter(({ segment }) => /\p{L}{2}/u.test(segment.replace(ADDRESSES, '')));
  const longest = said.sort((a, b) => b.segment.length - a.segment.length);
  return [...longest.filter(named), ...longest.filter((part) => !named(part))].map(({ segment }) => painted(segment).trim()).filter((words) => !words.includes('\n'));
}

function arcs() {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'i');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', '#i-hand');
  svg.append(use);
  return svg;
}
