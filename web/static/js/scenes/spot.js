// @ts-check
/** Who is on stage and who is next, written as large as it fits: sizes and faces give way first, then middle names; a title stands whole, or not at all. */

import { facesOf, fewerNames, fitWords, isHigh, linesOf, made, shorterName } from '../people.js';
import { say } from '../phrases.js';
import { clockTime } from '../voice.js';

/** @typedef {import('../house.js').Talk} Talk */
/** @typedef {import('../house.js').Speaker} Speaker */

const phone = matchMedia('(max-width: 640px) and (orientation: portrait)');
const FACES = 4;
const STEPS = 6; // from the fifth on without faces
const LINES = 3;
const INITIALS = 3; // the step at which names between the first and the last become initials

/** @param {HTMLElement} spot @param {Talk|null} talk @param {Speaker[]} people @param {boolean} now whether they are on stage already */
export function light(spot, talk, people, now) {
  spot.replaceChildren(...(talk ? spotted(talk, people, now) : [made('p', 'v', say('stage-empty'))]));
  for (let step = 0; step <= STEPS; step += 1) {
    spot.dataset.fit = String(step);
    if (step === INITIALS) for (const name of spot.querySelectorAll('.name')) name.textContent = initialled(name.textContent ?? '');
    if (phone.matches || isHigh(spot)) return;
  }
  const names = spot.querySelector('h1');
  if (names && people.length > 1) fitWords(names, fewerNames(people.map((one) => initialled(one.name))).slice(1), () => isHigh(spot));
}

/** @param {string} name with initials between its first and its last word */
function initialled(name) {
  const [whole, shorter] = shorterName(name);
  return shorter ?? whole;
}

/** @param {Talk} talk @param {Speaker[]} people @param {boolean} now */
function spotted(talk, people, now) {
  const faces = made('span', 'faces', ...facesOf(people, FACES, now ? 'closed' : 'open'));
  faces.dataset.count = String(Math.min(people.length, FACES));
  faces.querySelector('.face')?.classList.toggle('halo', people.length === 1 && now);
  const names = made('h1', '', ...people.map((one) => named('span', 'name', one.name)));
  const title = named('p', 'talk v', talk.title);
  title.dir = talk.dir;
  if (talk.lang) title.lang = talk.lang;
  const when = now ? [] : [made('p', 'when', say('next', { time: clockTime(talk.starts_at ?? '') }))];
  return [faces, ...when, people.length ? names : made('h1', 'vh', talk.title), title];
}

/** @param {HTMLElement} line @param {Talk} next @param {Speaker[]} people */
export function announce(line, next, people) {
  const names = named('b', 'names', '');
  const title = named('span', 'v title', next.title);
  title.dir = next.dir;
  if (next.lang) title.lang = next.lang;
  const words = made('p', '', made('span', '', say('next', { time: clockTime(next.starts_at ?? '') })), ' ', names, ' ', title);
  line.replaceChildren(made('span', 'faces', ...facesOf(people, 3)), words);
  names.hidden = !people.length;
  const wordings = people.length ? fewerNames(people.map((one) => one.name)) : [''];
  const fits = () => phone.matches || linesOf(words) <= LINES;
  if (fitWords(names, wordings, fits)) return;
  title.hidden = true;
  line.hidden = !people.length;
  fitWords(names, wordings, fits);
}

/** @param {'span'|'p'|'b'} tag @param {string} kind @param {string} words */
function named(tag, kind, words) {
  const element = made(tag, kind, words);
  element.dir = 'auto';
  return element;
}
