// @ts-check
/** The strip along the top: who is on stage, who is next, and whether this wall still hears the house. */

import { linesOf } from './people.js';
import { count, say } from './phrases.js';
import { clockTime } from './voice.js';

/** @typedef {import('./state.js').Stage} Stage */

const ROOM_FOR = 12_000; // ms, where several rooms take turns
const UNSAID = 4_000; // ms of silence that are not worth a word
const phone = matchMedia('(max-width: 640px) and (orientation: portrait)');

export class Strip {
  /** @type {Stage|null} */ #stage = null;
  #strip;
  #room;
  #turn = 0;
  /** @type {string|null} */ #title = null;

  /** @param {HTMLElement} strip @param {string} [room] whose stage it tells of; of every room's, where a wall stands in none */
  constructor(strip, room = '') {
    this.#strip = strip;
    this.#room = room;
    setInterval(() => {
      this.#turn += 1;
      if ((this.#stage?.now.length ?? 0) > 1) this.#write();
    }, ROOM_FOR);
  }

  /** A scene that says by itself who is on stage gives the strip another line. @param {string|null} title */
  entitle(title) {
    this.#title = title;
    this.#write();
  }

  /** @param {Stage|null} told */
  tell(told) {
    const here = (/** @type {import('./state.js').OnStage} */ one) => !this.#room || one.room === this.#room;
    const stage = told && { now: told.now.filter(here), next: told.next.filter(here) };
    const news = JSON.stringify(stage) !== JSON.stringify(this.#stage);
    this.#stage = stage;
    if (news) this.#write();
  }

  /** @param {'live'|'connecting'|'stale'} state @param {number} heard when, in ms */
  connection(state, heard) {
    document.documentElement.dataset.state = state;
    const silent = Date.now() - heard;
    const said = state !== 'live' && silent >= UNSAID;
    const seconds = Math.floor(silent / 1000);
    const words = /** @type {HTMLElement} */ (this.#part('.heard > span'));
    const sentence = !said ? '' : seconds < 60 ? say('heard-seconds', { n: String(seconds - (seconds % 5)) }) : count('heard-minutes', Math.floor(seconds / 60));
    if (words.textContent !== sentence) words.textContent = sentence;
    this.#part('.heard').hidden = !said;
    const titled = this.#title !== null;
    this.#part('.now').hidden = said || !(titled || this.#stage?.now.length); // the sentence takes their place
    this.#part('.next').hidden = said || titled || !this.#stage?.next.length;
  }

  #write() {
    const { now = [], next = [] } = this.#stage ?? {};
    const one = now[this.#turn % (now.length || 1)];
    const said = !this.#part('.heard').hidden;
    const titled = this.#title !== null;
    this.#part('.now').hidden = said || !(titled || one);
    this.#part('.next').hidden = said || titled || !next.length;
    if (titled) {
      this.#part('.now > span').textContent = this.#title;
      this.#part('.now b').textContent = '';
      return;
    }
    if (one) this.#part('.now > span').textContent = now.length > 1 && one.room ? one.room : say('on-stage');
    if (next.length) this.#part('.next time').textContent = clockTime(next[0].at);
    this.#fit(one ? shorter(one.speakers) : [''], next.length ? shorter(next[0].speakers) : ['']);
  }

  /** As many names as there is room for; those who are on stage before those who come. @param {string[]} now @param {string[]} next */
  #fit(now, next) {
    const boxes = [this.#part('.now'), this.#part('.next')];
    const both = now.flatMap((one) => next.map((other) => [one, other]));
    const withoutNext = now.map((one) => [one, '']);
    for (const [nowWords, nextWords] of [...both, ...withoutNext]) {
      this.#part('.now b').textContent = nowWords;
      this.#part('.next > span').textContent = nextWords;
      this.#part('.next').classList.toggle('crowded', !nextWords);
      if (boxes.every((box) => box.scrollWidth <= box.clientWidth && (!phone.matches || linesOf(box) <= 2))) return;
    }
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.#strip.querySelector(selector));
  }
}

/** Names in ever fewer words: all of them, then fewer and how many others. @param {string[]} names */
function shorter(names) {
  const shown = (/** @type {number} */ left) => names.slice(0, names.length - left).join(', ');
  return names.map((_, left) => (left ? count('strip-others', left, { names: shown(left) }) : shown(0)));
}
