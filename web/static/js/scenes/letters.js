// @ts-check
/** The scene *letters*, the minute after a talk: the best sentences for its speakers, three at a time, whole. */

import { ended, speakersOf } from '../house.js';
import { arrive, empty, leave } from '../motion.js';
import { faceOf, facesOf, fewerNames, fitWords, isHigh, linesOf, made, nameOf } from '../people.js';
import { listed, say } from '../phrases.js';
import { painted, weight } from '../words.js';
import { Scene } from './scene.js';

/** @typedef {import('../show.js').Cue} Cue */
/** @typedef {import('../state.js').Step} Step */
/** @typedef {import('../house.js').Letters} Told */
/** @typedef {import('../house.js').Sentence} Sentence */
/** @typedef {import('../house.js').Talk} Talk */

const AT_ONCE = 3;
const BETWEEN = 900; // ms from one sentence's coming to the next one's
const FACES = 3;
const phone = matchMedia('(max-width: 640px) and (orientation: portrait)');

export class Letters extends Scene {
  /** @type {Talk|null} */ #talk = null;
  /** @type {Sentence[]} */ #sentences = [];
  /** @type {Set<string>} ids taken away since the last answer */ #gone = new Set();
  #at = 0;

  async begin() {
    const programme = await this.house.programme();
    const chosen = programme.talks.find((talk) => talk.key === this.playing?.talk);
    const talk = chosen ?? ended(programme, this.house.room, this.house.clock);
    const letters = talk ? await this.house.letters(talk.key) : null;
    if (!this.playing) return;
    this.#talk = talk;
    this.onTitle(talk?.room || this.house.room || this.house.event.name);
    this.#sentences = (letters?.sentences ?? []).filter((one) => !this.#gone.has(one.id));
    this.#head(letters?.speakers.length ? letters.speakers : talk ? speakersOf(programme, talk) : [], letters?.unreachable ?? []);
    this.#invite(letters, programme.look);
    this.#at = 0;
    this.#show(true);
  }

  stop() {
    super.stop();
    this.#talk = null;
    this.#sentences = [];
    this.#gone.clear();
    for (const part of ['.faces', '.three', 'h1', '.head p']) this.part(part).replaceChildren();
  }

  resized() {
    if (this.playing) this.#show(false);
  }

  /** @param {Step} step */
  step({ gone, edited, fresh }) {
    const left = new Set([...gone, ...edited]);
    this.#sentences = this.#sentences.filter((one) => !left.has(one.id));
    for (const id of gone) this.#gone.add(id);
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.part('.three').querySelectorAll('[data-id]')))
      if (left.has(item.dataset.id ?? '')) {
        delete item.dataset.id;
        empty(item);
      }
    if (left.size) this.asking.within(300);
    else if (fresh.length) this.asking.within(8_000);
  }

  /** What is said by now: new sentences stand in line; what is no longer told leaves. */
  async ask() {
    if (!this.#talk) return;
    const letters = await this.house.letters(this.#talk.key);
    if (!this.playing || !letters) return;
    const none = !this.#sentences.length;
    this.#sentences = letters.sentences.filter((one) => !this.#gone.has(one.id));
    const told = new Map(this.#sentences.map((one) => [one.id, one.text]));
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.part('.three').querySelectorAll('[data-id]')))
      if (painted(told.get(item.dataset.id ?? '') ?? '') !== item.querySelector('.v')?.textContent) {
        delete item.dataset.id;
        empty(item);
      }
    if (none && this.#sentences.length) this.#show(true);
  }

  /** @param {import('../house.js').Speaker[]} people @param {string[]} unreachable */
  #head(people, unreachable) {
    const [heading, below] = [this.part('h1'), this.part('.head p')];
    this.part('.faces').replaceChildren(...facesOf(people, FACES, 'closed'));
    this.part('.faces').dataset.count = String(Math.min(people.length, FACES));
    const names = people.map((one) => one.name);
    const thanks = names.length ? fewerNames(names).map((said) => say('thank-you', { names: said })) : [];
    const fits = () => phone.matches || linesOf(heading) <= 2; // a phone scrolls
    heading.className = '';
    if (!fitWords(heading, thanks.slice(0, 1), fits)) heading.className = 'many'; // rather smaller than without a name
    fitWords(heading, [...thanks, say('thank-you-all')], fits);
    const away = people.filter((one) => unreachable.includes(one.key)).map((one) => one.name);
    const title = this.#talk ? `\u2068${this.#talk.title.replace(/[.。]$/, '')}\u2069` : '';
    const stayed = [[title, say('stayed')].filter(Boolean).join('. '), say('stayed')];
    const wordings = away.length ? [...fewerNames(away).map((said) => say('by-letter', { names: said })), say('by-letter-all')] : stayed;
    fitWords(below, wordings, () => phone.matches || linesOf(below) <= 2);
    this.section.classList.toggle('asking', away.length > 0);
    if (!away.length && names.length) below.setAttribute('aria-label', `${title} ${listed(names)}`);
    else below.removeAttribute('aria-label');
  }

  /** How to add one's own, for somebody who cannot be written to anywhere. @param {Told|null} letters @param {import('../house.js').Programme['look']} look */
  #invite(letters, look) {
    const card = this.part('.card');
    const say = letters?.say || look.say || '';
    card.hidden = !(this.section.classList.contains('asking') || !this.#sentences.length) || !say;
    if (card.hidden) return;
    const picture = /** @type {HTMLImageElement} */ (this.part('.qr'));
    picture.hidden = !look.qr;
    if (look.qr) picture.src = this.#talk ? `${look.qr}?${new URLSearchParams({ talk: this.#talk.key })}` : look.qr;
    picture.onerror = () => { picture.hidden = true; };
    const { host, pathname } = new URL(say, location.href);
    const words = `${host}${pathname}`.replace(/\/$/, '').split(/(?<=[/.-])/);
    this.part('.url').replaceChildren(...words.flatMap((word) => [word, document.createElement('wbr')]));
  }

  /** As many as fit, up to three; the next ones wait. @param {boolean} coming */
  #show(coming) {
    const list = this.part('.three');
    list.replaceChildren();
    const all = this.#sentences;
    if (this.#at >= all.length) this.#at = 0;
    let shown = '';
    let at = this.#at;
    for (; at < all.length && (phone.matches || list.children.length < AT_ONCE); at += 1) {
      const item = line(all[at]);
      list.append(item);
      if (phone.matches || isHigh(list)) shown += all[at].text;
      else {
        item.remove();
        if (list.children.length) break; // else it fits nowhere, and is never shortened
      }
    }
    const nothing = this.part('.nothing');
    nothing.hidden = list.children.length > 0;
    nothing.textContent = say('letters-empty');
    if (coming) arrive([...list.children], BETWEEN);
    const more = list.children.length < all.length && !phone.matches;
    if (more) this.pace.after(reading(shown, list.children.length), () => this.#turn(at));
  }

  /** @param {number} at the next sentence */
  async #turn(at) {
    await Promise.all([...this.part('.three').children].map(leave));
    if (!this.playing) return;
    this.#at = at;
    this.#show(true);
  }

}

/** How long sentences stand: time to read all of them, and for each to come. @param {string} words @param {number} lines */
function reading(words, lines) {
  return 4_000 + lines * BETWEEN + (weight(words) / 14) * 1000;
}

/** @param {Sentence} sentence */
function line(sentence) {
  const words = made('p', 'v', painted(sentence.text));
  words.dir = sentence.dir;
  const name = made('b', '', made('bdi', '', nameOf(sentence))); // on its sentence's side, whichever way it is written itself
  const item = made('li', '', faceOf(sentence), made('div', '', words, name));
  item.dir = sentence.dir;
  if (sentence.lang) item.lang = sentence.lang;
  item.dataset.id = sentence.id;
  return item;
}
