// @ts-check
/** The scene *stage*: the follow spot on whoever speaks now, one voice at a time about them, how many people, and who is next. */

import { Turns } from '../choose.js';
import { SPREAD, coming, running, speakersOf } from '../house.js';
import { appear, cut, leave, rise } from '../motion.js';
import { fitPicture, paginateIn } from '../paging.js';
import { faceOf, fewerNames, fitWords, isWide, nameOf } from '../people.js';
import { count, say } from '../phrases.js';
import { reading, ready, voice, whole } from '../voice.js';
import { dwell } from '../words.js';
import { Scene } from './scene.js';
import { announce, light } from './spot.js';

/** @typedef {import('../show.js').Cue} Cue */
/** @typedef {import('../state.js').Card} Card */
/** @typedef {import('../state.js').Step} Step */
/** @typedef {import('../house.js').Talk} Talk */
/** @typedef {import('../house.js').Programme} Programme */
/** @typedef {import('../voice.js').Page} Page */

const LOOK = 5_000; // ms between two looks at who is on stage
const TALK_FOR = 40_000; // where several rooms take turns
const FACES = 5;
const phone = matchMedia('(max-width: 640px) and (orientation: portrait)');

export class Stage extends Scene {
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #gap;
  #turns = new Turns();
  /** @type {ReturnType<typeof setInterval>|undefined} */ #looking;
  /** @type {Programme|null} */ #programme = null;
  /** @type {Talk|null} */ #talk = null;
  /** @type {Talk|null} */ #next = null;
  /** @type {Record<string, import('../house.js').Heard>} */ #heard = {};
  /** @type {{card: Card, element: HTMLElement, pages: Page[], page: number, fresh: boolean}|null} */ #said = null;
  #since = 0;

  async begin() {
    const [programme, heard] = await Promise.all([this.house.programme(), this.house.heard()]);
    if (!this.playing) return;
    this.#programme = programme;
    this.#heard = heard?.speakers ?? {};
    clearInterval(this.#looking);
    this.#looking = setInterval(() => this.#look(), LOOK);
    this.#since = 0;
    this.#look(true);
  }

  stop() {
    super.stop();
    clearInterval(this.#looking);
    clearTimeout(this.#gap);
    this.#talk = this.#next = this.#said = this.#programme = null;
    for (const part of ['.spot', '.slot', '.few', '.upnext']) this.part(part).replaceChildren();
    this.part('.breadth').textContent = '';
  }

  /** @param {Cue} cue */
  cue(cue) {
    const repinned = cue.pinned !== this.playing?.pinned || cue.talk !== this.playing?.talk;
    super.cue(cue);
    if (repinned && this.#programme) this.#look(true);
  }

  resized() {
    if (this.#programme) this.#show(true);
  }

  /** @param {Step} step */
  step({ state, fresh, edited, gone }) {
    for (const id of gone) {
      this.#turns.forget(id);
      for (const old of this.part('.slot').querySelectorAll(`[data-id="${CSS.escape(id)}"]`)) cut(old); // also one that is leaving
    }
    if (this.#said && gone.includes(this.#said.card.id)) this.#silence();
    const edit = edited.find((id) => id === this.#said?.card.id);
    const card = edit && state.cards.find((one) => one.id === edit);
    if (card) this.#say(card, false, appear);
    if (this.#talk && !this.pace.held && !this.#said?.fresh && fresh.some((id) => this.#about().some((one) => one.id === id))) this.#turn();
    this.asking.within(gone.length ? 300 : SPREAD);
  }

  /** Who is on stage now, and whether that is news. */
  #look(anew = false) {
    const programme = this.#programme;
    if (!programme || !this.playing) return;
    const { room, clock } = this.house;
    const chosen = programme.talks.filter((talk) => talk.key === this.playing?.talk);
    const now = chosen.length ? chosen : running(programme, room, clock);
    const ahead = coming(programme, now.length && !room ? (now[0].room ?? '') : room, clock);
    const stays = now.find((talk) => talk.key === this.#talk?.key);
    const over = now.length > 1 && Date.now() - this.#since > TALK_FOR && !this.pace.held;
    const talk = stays && !over ? stays : now[(now.indexOf(/** @type {Talk} */ (stays)) + 1) % (now.length || 1)] ?? null;
    const next = ahead.find((one) => !talk || one.room === talk.room) ?? ahead[0] ?? null;
    if (!anew && talk?.key === this.#talk?.key && next?.key === this.#next?.key) return;
    this.#talk = talk;
    this.#next = next;
    this.#since = Date.now();
    this.#show(anew);
  }

  /** @param {boolean} still whether without motion: in the dark, or where only sizes have changed */
  #show(still) {
    const talk = this.#talk ?? this.#next;
    const spot = this.part('.spot');
    const people = talk && this.#programme ? speakersOf(this.#programme, talk) : [];
    this.section.classList.toggle('waiting', !this.#talk);
    this.onTitle(talk?.room || this.house.room || this.house.event.name);
    light(spot, talk, people, this.#talk !== null);
    this.#announce();
    this.#said?.element.remove();
    this.#said = null;
    this.part('.slot').replaceChildren();
    const about = this.#about();
    this.#turns.seen(about); // nobody of them is news
    const first = this.#pinned ?? about[0];
    if (first) this.#say(first, false, still ? null : rise);
    this.#tell();
    if (!still) appear(spot);
  }

  /** Whose words are about who is on stage, or of whom is pinned. @returns {Card[]} newest first */
  #about() {
    const keys = new Set((this.#talk ?? this.#next)?.speakers);
    const from = this.#talk?.starts_at ?? '';
    return this.house.state.cards.filter((card) => card.at >= from && card.speakers.some((one) => keys.has(one.key)));
  }

  /** @returns {Card|undefined} */
  get #pinned() {
    return this.house.state.cards.find((card) => card.id === this.playing?.pinned);
  }

  #turn() {
    const pinned = this.#pinned;
    const up = new Set(this.#said ? [this.#said.card.id] : []);
    const next = pinned ? (up.has(pinned.id) ? null : { card: pinned, fresh: false }) : this.#turns.next(this.#about(), up, this.#said?.card ?? null);
    if (next) this.#say(next.card, next.fresh, rise);
    else if (this.#said) this.#wait(); // nobody else: the words stay
    this.#tell();
  }

  /** What stands beside the words: how many people there are, or what to do where there are none. */
  #tell() {
    const nothing = this.part('.nothing');
    nothing.hidden = this.#said !== null || !(this.#talk ?? this.#next); // without either, who writes is told in the middle
    const how = say('write-with', { tag: `#${this.house.event.hashtags[0]}` });
    nothing.textContent = this.#talk ? `${say('said-empty')} ${how}` : how;
    this.#breadth();
  }

  /** @param {Card} card @param {boolean} fresh @param {((element: Element) => void)|null} motion */
  #say(card, fresh, motion) {
    clearTimeout(this.#gap);
    const slot = this.part('.slot');
    const pages = phone.matches ? [whole(card)] : paginateIn(card, slot);
    this.#turns.took(card);
    this.#put({ card, pages, page: 0, fresh, element: voice(card, pages[0]) }, motion);
    this.#wait();
  }

  /** @param {NonNullable<typeof this.#said>} said @param {((element: Element) => void)|null} motion */
  async #put(said, motion) {
    const slot = this.part('.slot');
    const before = this.#said;
    this.#said = said;
    const gone = before && motion ? leave(before.element) : before?.element.remove();
    slot.append(said.element);
    fitPicture(said.element, slot);
    if (!motion) return;
    said.element.style.setProperty('opacity', '0');
    await Promise.all([ready(said.element), gone]);
    said.element.style.removeProperty('opacity');
    if (said.element.isConnected && !('leaving' in said.element.dataset)) motion(said.element);
  }

  #wait() {
    if (!this.#said) return;
    const { card, pages, page } = this.#said;
    const read = pages.length > 1 ? card.text.slice(pages[page].from, pages[page].to) : reading(card);
    this.pace.after(dwell(read), () => this.#onward());
  }

  #onward() {
    const said = this.#said;
    if (said && said.page + 1 < said.pages.length) {
      const page = said.page + 1;
      this.#put({ ...said, page, element: voice(said.card, said.pages[page]) }, appear);
      this.#wait();
    } else {
      if (said) said.fresh = false;
      this.#turn();
    }
  }

  /** The words are gone; the next ones come a moment later. */
  #silence() {
    this.#said = null;
    this.pace.stop();
    clearTimeout(this.#gap);
    this.#gap = setTimeout(() => this.#turn(), 900); // also while the wall is held: nobody wanted a hole in it
  }

  /** Breadth as faces and names, never a count of posts. */
  #breadth() {
    const keys = (this.#talk ?? this.#next)?.speakers ?? [];
    const heard = keys.flatMap((key) => this.#heard[key] ?? []);
    const voices = new Map(heard.flatMap((one) => one.voices).map((one) => [one.voice, one]));
    const all = Math.max(voices.size, ...heard.map((one) => one.people));
    const speaking = this.#said?.card.voice ?? '';
    const others = [...voices.values()].filter((one) => one.voice !== speaking);
    const people = all - (voices.has(speaking) ? 1 : 0);
    this.part('.also').toggleAttribute('data-none', !others.length); // it keeps its place: words beside it were measured
    this.part('.few').replaceChildren(...others.slice(0, FACES).map((one) => faceOf(one)));
    const words = this.part('.breadth');
    fitWords(words, [...fewerNames(others.slice(0, FACES).map(nameOf), people), count('people', people)], () => isWide(words));
  }

  /** Who is next, in one line. */
  #announce() {
    const next = this.#talk ? this.#next : null;
    const line = this.part('.upnext');
    line.hidden = !next || !this.#programme;
    if (next && this.#programme) announce(line, next, speakersOf(this.#programme, next));
  }

  async ask() {
    const told = await this.house.heard();
    if (!this.playing || !told) return;
    this.#heard = told.speakers;
    this.#breadth();
  }
}
