// @ts-check
/** The remote: each switch answers at once, says honestly whether it arrived, and follows what other remotes do. */

import { say } from './phrases.js';
import { listen } from './socket.js';
import { apply, firstFrame, nothing } from './state.js';
import { portray } from './voice.js';
import { isolated } from './words.js';

/** @typedef {import('./state.js').Card} Card */
/**
 * @typedef {{title: string, text: string, lang: string|null, dir: string}} Announcement
 * @typedef {{scene: string, paused: boolean, blank: boolean, pinned: string|null, announcement: Announcement|null, talk: string|null, at: string|null}} Show
 */

const NEWEST = 8;
const PATIENCE = 8_000; // ms for an answer

const find = (/** @type {string} */ selector, /** @type {ParentNode} */ within = document) => /** @type {HTMLElement} */ (within.querySelector(selector));
const all = (/** @type {string} */ selector) => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector));
const { event, room = '' } = document.documentElement.dataset;
const switches = /** @type {HTMLFormElement} */ (find('#switches'));

const first = firstFrame();
let { state } = apply(nothing(), first);
/** @type {Record<string, Show>} */ let shows = first.shows ?? {};
let sending = 0;

const mine = () => shows[room] ?? shows[''];

/** Paint everything that a show says. @param {Show} show */
function paint(show) {
  for (const pick of all('.pick')) {
    const on = pick.dataset.scene === show.scene;
    if (pick instanceof HTMLButtonElement) pick.setAttribute('aria-pressed', String(on));
    else if (on) pick.setAttribute('aria-current', 'true');
    else pick.removeAttribute('aria-current');
  }
  press(find('.bar .pause'), show.paused);
  press(find('.bar .blank'), show.blank);
  const now = find('.now');
  now.classList.toggle('is-blank', show.blank);
  now.classList.toggle('is-paused', show.paused);
  const own = room !== '' && room in shows;
  put(find('.what', now), say(`name.${show.scene}`));
  put(find('.state', now), show.blank ? say('dark') : show.paused ? say('paused') : own ? say('own') : '');
  find('.own').hidden = !own;
  tell(show);
  offer(show);
}

/** @param {HTMLElement} button @param {boolean} on */
function press(button, on) {
  button.setAttribute('aria-pressed', String(on));
  /** @type {HTMLButtonElement} */ (button).value = String(!on);
}

/** What the wall shows. @param {Show} show */
function tell(show) {
  const shown = find('.now .shown');
  const pinned = state.cards.find((card) => card.id === show.pinned);
  const card = pinned ?? state.cards[0];
  const key = JSON.stringify([show.scene, show.announcement, show.scene === 'stream' && card && [card, !!pinned]]);
  if (shown.dataset.key === key) return;
  shown.dataset.key = key;
  if (show.announcement) shown.replaceChildren(line('v', show.announcement.title), line('who', show.announcement.text));
  else if (show.scene === 'stream' && card) {
    const row = document.createElement('div');
    row.className = 'row';
    const words = document.createElement('div');
    words.append(line('v', card.warning ?? card.text, card.lang), line('who', say(pinned ? 'pinned' : 'newest', { name: card.name })));
    row.append(face(card), words);
    shown.replaceChildren(row);
  } else shown.replaceChildren(line('v', say(`shown.${show.scene}`)));
}

/** The newest voices, each to be pinned; nothing moves while somebody aims at it. @param {Show} show */
function offer(show) {
  const list = find('.q');
  find('.pins .none').hidden = state.cards.length > 0;
  const cards = state.cards.filter((card, at) => at < NEWEST || card.id === show.pinned);
  const there = new Map([...list.children].map((item) => [/** @type {HTMLElement} */ (item).dataset.id, item]));
  list.replaceChildren(...cards.map((card) => {
    const item = /** @type {HTMLElement} */ (there.get(card.id) ?? pinnable());
    item.dataset.id = card.id;
    const said = card.warning ?? card.text;
    if (item.dataset.said !== said) {
      item.dataset.said = said;
      find('.face', item).replaceWith(face(card));
      const words = find('.words', item);
      words.replaceChildren(...isolated(said, true));
      if (card.lang) words.lang = card.lang;
      put(find('.who', item), card.name);
    }
    const button = /** @type {HTMLButtonElement} */ (find('button', item));
    const pinned = card.id === show.pinned;
    button.value = pinned ? '' : card.id;
    button.setAttribute('aria-pressed', String(pinned));
    button.setAttribute('aria-label', say('pin', { name: card.name }));
    return item;
  }));
}

function pinnable() {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('pinnable'));
  return /** @type {HTMLElement} */ (find('.pinnable', template.content).cloneNode(true));
}

/** @param {Card} card */
function face(card) {
  const made = find('.face', pinnable());
  portray(made, card);
  return made;
}

/** @param {string} name @param {string} text @param {string|null} [lang] */
function line(name, text, lang) {
  const made = document.createElement('p');
  made.className = name;
  made.dir = 'auto';
  if (lang) made.lang = lang;
  made.append(...isolated(text, true));
  return made;
}

/** @param {HTMLElement} element @param {string} text */
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** What a switch will do, before the house has said so. @param {HTMLElement} button @param {Show} show @returns {Show} */
function expected(button, show) {
  const { value } = /** @type {HTMLButtonElement} */ (button);
  if (button.classList.contains('pause')) return { ...show, paused: value === 'true' };
  if (button.classList.contains('blank')) return { ...show, blank: value === 'true' };
  if (button.classList.contains('clear')) return { ...show, scene: 'stream', paused: false, blank: false, pinned: null, announcement: null };
  if (button.classList.contains('pick')) return { ...show, scene: value, announcement: null };
  if (button.closest('.pinnable')) return { ...show, pinned: value || null };
  return show;
}

/** @param {SubmitEvent} submitted */
async function send(submitted) {
  const button = /** @type {HTMLButtonElement|null} */ (submitted.submitter);
  if (!button || !switches.contains(button)) return;
  submitted.preventDefault();
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(switches, button)) body.append(name, String(value));
  const where = button.getAttribute('formaction') ?? switches.getAttribute('action') ?? '';
  paint(expected(button, mine()));
  button.dataset.pending = '';
  sending += 1;
  trouble('');
  try {
    const answer = await fetch(where, { method: 'POST', body, headers: { accept: 'application/json' }, signal: AbortSignal.timeout(PATIENCE) });
    const told = await answer.json();
    if (answer.ok) hear(told.shows);
    else trouble(answer.status === 401 ? say('signed-out') : say('refused', { why: told.detail }));
  } catch {
    trouble(say('no-answer'));
  }
  sending -= 1;
  delete button.dataset.pending;
  if (!sending) paint(mine());
}

/** @param {string} words */
function trouble(words) {
  const box = find('.trouble');
  put(box, words);
  box.hidden = !words;
}

/** @param {Record<string, Show>} told */
function hear(told) {
  const announced = () => JSON.stringify(Object.values(shows).map((show) => show.announcement));
  const before = announced();
  shows = told;
  if (announced() !== before) replan();
}

/** What is announced or planned is told by the page: ask for it again when something was announced, or is over. */
async function replan() {
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok) return; // the next frame may find the house again
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const planned = page.querySelector('.planned');
  if (planned && !find('.planned').contains(document.activeElement)) find('.planned').replaceWith(document.adoptNode(planned));
}

switches.addEventListener('submit', send);
addEventListener('keydown', (pressed) => {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || pressed.repeat) return;
  if (/** @type {HTMLElement} */ (pressed.target).closest('input, textarea, select')) return;
  find(`[aria-keyshortcuts="${CSS.escape(pressed.key.toLowerCase())}"]`)?.click();
});

listen({
  path: `/wall/${event}/live`,
  position: () => state,
  onFrame(frame) {
    const step = apply(state, frame);
    state = step.state;
    if (frame.shows && frame.v === 1) hear(frame.shows);
    if (!sending) paint(mine());
    return step.missing;
  },
  onState(connection, heard) {
    document.documentElement.dataset.state = connection;
    const silent = Math.round((Date.now() - heard) / 1000);
    put(find('.live span'), connection === 'live' ? say('live') : silent < 4 ? say('connecting') : say('last-heard', { n: String(silent) }));
  },
});
