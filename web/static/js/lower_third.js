// @ts-check
/** A lower third: whose words, the words, and whom they are for, in one pill. Words are whole, or a whole sentence of them. */

import { cut, leave } from './motion.js';
import { count, say } from './phrases.js';
import { GLYPHS, LABELS, portray, ready } from './voice.js';
import { fill, inUnits, painted } from './words.js';

/** @typedef {import('./state.js').Card} Card */
/** @typedef {import('./state.js').Person} Person */
/** @typedef {{from: number, to: number}} Excerpt code units of a card's text */
/** @typedef {{speaker: Person, people: Promise<number|null>}} Whom the one whose face it shows, and how many said thanks to them */

const MOST = 100; // characters
const SIZES = ['', 'smaller', 'smallest'];
const LINES = matchMedia('(orientation: portrait)');
const still = matchMedia('(prefers-reduced-motion: reduce)');
const PATIENCE = 1500; // ms for pictures and numbers
const ARRIVING = 'cubic-bezier(.16, 1, .3, 1)';

/** What of a card a pill may hold: all of it, or the kind sentence that the house found in it; null when there is none so short.
 *  @param {Card} card @param {string} [sentence] @returns {Excerpt|null} */
export function excerpt(card, sentence) {
  const whole = trimmed(card.text, 0, card.text.length);
  if (isShort(card.text, whole)) return whole;
  const at = sentence ? card.text.indexOf(sentence) : -1; // an edit may have taken it away
  if (!sentence || at < 0) return null;
  const one = trimmed(card.text, at, at + sentence.length);
  return isShort(card.text, one) ? one : null;
}

/** @param {string} text @param {number} from @param {number} to @returns {Excerpt} */
function trimmed(text, from, to) {
  const part = text.slice(from, to);
  const start = from + part.length - part.trimStart().length;
  return { from: start, to: start + part.trim().length };
}

/** @param {string} text @param {Excerpt} part */
function isShort(text, { from, to }) {
  return to > from && [...text.slice(from, to)].length <= MOST;
}

export class Lower {
  #element;

  /** @param {HTMLElement} element @param {Card} card @param {string} words */
  constructor(element, card, words) {
    this.#element = element;
    this.card = card;
    this.words = words;
  }

  /**
   * Make a pill that nobody sees yet; null when its words do not fit.
   * @param {HTMLElement} place @param {Card} card @param {Excerpt} part @param {Whom} whom
   * @returns {Promise<Lower|null>}
   */
  static async made(place, card, part, { speaker, people }) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById('pill'));
    const element = /** @type {HTMLElement} */ (template.content.querySelector('.lower')?.cloneNode(true));
    element.dataset.id = card.id;
    element.dataset.measured = '';
    element.inert = true; // nothing is read out before it is seen
    element.dir = card.dir;
    write(element, card, speaker, part);
    place.append(element);
    const thanked = await Promise.race([people, new Promise((done) => setTimeout(done, PATIENCE, null))]);
    if (thanked && thanked > 1) find(element, '.applause').textContent = count('thanked', thanked);
    await ready(element);
    const fits = SIZES.some((size) => {
      element.dataset.size = size;
      return isLow(find(element, '.v'));
    });
    if (!fits) {
      element.remove();
      return null;
    }
    return new Lower(element, card, card.text.slice(part.from, part.to));
  }

  /** Come onto the picture; then the arcs meet. */
  rise() {
    const element = this.#element;
    element.inert = false;
    delete element.dataset.measured;
    const ring = find(element, '.to .face');
    if (!still.matches) {
      element.animate([{ opacity: 0, transform: 'translateY(calc(70 * var(--u)))' }, { opacity: 1, transform: 'none' }], { duration: 900, easing: ARRIVING });
      ring.classList.replace('closed', 'open');
      requestAnimationFrame(() => requestAnimationFrame(() => ring.classList.replace('open', 'closed')));
    }
  }

  leave() {
    return leave(this.#element);
  }

  /** At once, out of whatever movement it is in. */
  cut() {
    return cut(this.#element);
  }

  /** Before anybody saw it. */
  drop() {
    this.#element.remove();
  }
}

/** @param {HTMLElement} element @param {Card} card @param {Person} speaker @param {Excerpt} part */
function write(element, card, speaker, { from, to }) {
  const words = find(element, '.v');
  words.dir = card.dir;
  if (card.lang) words.lang = card.lang;
  fill(words, card.text, inUnits(card.text, card.lit), from, to);
  portray(find(element, ':scope > .face'), card);
  find(element, '.by b bdi').textContent = painted(card.name) || say('someone');
  const glyph = find(element, '.by .n');
  glyph.setAttribute('aria-label', LABELS[card.network]);
  glyph.firstElementChild?.setAttribute('href', `#${GLYPHS[card.network]}`);
  if (card.handle) find(element, '.handle').textContent = painted(card.handle);
  else find(element, '.handle').remove();
  const others = card.speakers.length - 1;
  const name = `\u2068${speaker.name}\u2069`;
  find(element, '.to b').textContent = others ? count('others', others, { names: name }) : speaker.name;
  portray(find(element, '.to .face'), speaker);
}

/** Whether words take no more lines than a lower third has. @param {HTMLElement} words */
function isLow(words) {
  const lines = words.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(words).lineHeight);
  return Math.round(lines) <= (LINES.matches ? 4 : 2);
}

/** @param {HTMLElement} element @param {string} selector */
function find(element, selector) {
  return /** @type {HTMLElement} */ (element.querySelector(selector));
}
