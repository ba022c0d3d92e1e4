// @ts-check
/** People as scenes draw them: faces, with a ring for whoever is spoken about, and names in ever fewer words. */

import { count, listed, say } from './phrases.js';
import { portray } from './voice.js';

/** @typedef {{name: string, face: string|null, initials: string, tint: string}} Drawn */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {string} kind its class @param {...(Node|string)} inside @returns {HTMLElementTagNameMap[T]}
 */
export function made(tag, kind, ...inside) {
  const element = document.createElement(tag);
  if (kind) element.className = kind;
  element.append(...inside);
  return element;
}

/** A face, from the page's own template. @param {Drawn} person @param {'open'|'closed'|null} [ring] */
export function faceOf(person, ring = null) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('voice'));
  const blank = template.content.querySelector(ring ? '.for .face' : '.voice > .face');
  const face = /** @type {HTMLElement} */ (blank?.cloneNode(true));
  if (ring) {
    face.classList.remove('open', 'closed');
    face.classList.add(ring);
  }
  portray(face, person);
  return face;
}

/** Faces beside each other, and how many more there are. @param {Drawn[]} people @param {number} most @param {'open'|'closed'|null} [ring] */
export function facesOf(people, most, ring = null) {
  const shown = people.slice(0, people.length > most ? most - 1 : most).map((person) => faceOf(person, ring));
  return people.length > most ? [...shown, made('span', 'more num', `+${people.length - shown.length}`)] : shown;
}

/** @param {{name: string}} giver */
export function nameOf(giver) {
  return giver.name.trim() || say('someone');
}

/** A name in ever fewer letters: whole, then with initials between its first and its last word, then these two alone. @param {string} name */
export function shorterName(name) {
  const words = name.trim().split(/\s+/);
  if (words.length < 3) return [name];
  const initial = (/** @type {string} */ word) => (/^\p{Lu}/u.test(word) ? `${word.match(/^\p{L}\p{M}*/u)?.[0]}.` : word);
  const ends = [words[0], words[words.length - 1]];
  return [name, words.map((word, at) => (at === 0 || at === words.length - 1 ? word : initial(word))).join(' '), ends.join(' ')];
}

/** Names in ever fewer words: all that are known, then fewer, and how many others; at last with initials. @param {string[]} names @param {number} [all] */
export function fewerNames(names, all = names.length) {
  const wording = (/** @type {string[]} */ said) => {
    const others = all - said.length;
    return others > 0 ? count('others', others, { names: said.map((name) => `\u2068${name}\u2069`).join(', ') }) : listed(said);
  };
  const fewer = names.map((_, less) => wording(names.slice(0, names.length - less)));
  return names.length ? [...fewer, ...shorterName(names[0]).slice(1).map((said) => wording([said]))] : fewer;
}

/** Write the first of several wordings that fits; the last, if none does. @param {HTMLElement} element @param {string[]} wordings @param {() => boolean} fits */
export function fitWords(element, wordings, fits) {
  for (const wording of wordings) {
    element.textContent = wording;
    if (fits()) return true;
  }
  return false;
}

/** How many lines an element's words take. @param {HTMLElement} element */
export function linesOf(element) {
  return Math.round(element.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(element).lineHeight));
}

/** @param {Element} element whether it is no wider than its box */
export function isWide(element) {
  return element.scrollWidth <= element.clientWidth + 1;
}

/** @param {Element} element whether it is no higher than its box */
export function isHigh(element) {
  return element.scrollHeight <= element.clientHeight + 1;
}
