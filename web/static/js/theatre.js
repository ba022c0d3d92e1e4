// @ts-check
/** From scene to scene, through the dark: 600 ms down, 200 ms dark, 800 ms up. What leaves a wall leaves it here too, at any moment. */

import { lights } from './motion.js';
import { sameScene } from './show.js';

/** @typedef {import('./show.js').Cue} Cue */
/** @typedef {import('./state.js').Step} Step */
/**
 * @typedef {object} Scene
 * @property {(cue: Cue) => Promise<void>|void} start fills the scene, unseen; done when it may be seen
 * @property {() => void} stop empties it
 * @property {(step: Step) => void} step what happened to the cards
 * @property {(cue: Cue) => void} cue pinned or paused, while it plays
 * @property {() => void} resized
 */

const DOWN = 600;
const DARK = 200;
const UP = 800;
const LONGEST_DARK = 1_500; // a scene that is slow to be filled is seen while it fills
const CUT = 120;

export class Theatre {
  /** @type {Cue|null} */ #wanted = null;
  /** @type {Cue|null} */ #playing = null;
  #changing = false;
  #blank = false;
  #scenes;
  #lit;
  #curtain;
  #onScene;

  /**
   * @param {object} house
   * @param {Record<string, Scene>} house.scenes @param {HTMLElement[]} house.lit what the light is on @param {HTMLElement} house.curtain
   * @param {(cue: Cue) => void} house.onScene told in the dark
   */
  constructor({ scenes, lit, curtain, onScene }) {
    this.#scenes = scenes;
    this.#lit = lit;
    this.#curtain = curtain;
    this.#blank = !curtain.hidden;
    for (const element of lit) element.inert = this.#blank;
    this.#onScene = onScene;
    let settled = 0;
    addEventListener('resize', () => {
      clearTimeout(settled);
      settled = setTimeout(() => this.#scene?.resized(), 200);
    });
  }

  /** @returns {Scene|null} the one that can be seen, or is about to be */
  get #scene() {
    return this.#playing && this.#scenes[this.#playing.scene];
  }

  /** @param {Cue} cue */
  tell(cue) {
    this.#wanted = cue;
    this.#draw(cue.blank);
    if (this.#playing && sameScene(this.#playing, cue)) {
      this.#playing = cue;
      if (!this.#changing) this.#scene?.cue(cue);
    } else if (!this.#changing) this.#change();
  }

  /** @param {Step} step */
  step(step) {
    this.#scene?.step(step);
  }

  async #change() {
    this.#changing = true;
    let isDark = false;
    while (this.#wanted && !(this.#playing && sameScene(this.#playing, this.#wanted))) {
      const first = this.#playing === null;
      if (!first && !isDark) await lights(this.#lit, 0, DOWN);
      isDark = true;
      this.#leave();
      const cue = this.#wanted; // the newest wish: it may have changed while the light went down
      this.#playing = cue;
      this.#enter(cue);
      const dark = new Promise((done) => setTimeout(done, first || still() ? 0 : DARK));
      const slow = new Promise((done) => setTimeout(done, LONGEST_DARK));
      const ready = Promise.resolve(this.#scenes[cue.scene].start(cue)).catch((error) => console.error(error)); // and go on
      await Promise.race([Promise.all([ready, dark]), slow]);
      if (!this.#wanted || !sameScene(cue, this.#wanted)) continue;
      isDark = false;
      document.body.dataset.lit = '';
      await lights(this.#lit, 1, first ? 0 : UP);
    }
    this.#changing = false;
    if (this.#wanted) this.tell(this.#wanted); // paused or pinned meanwhile
  }

  #leave() {
    this.#scene?.stop();
    for (const section of sections()) section.hidden = true;
    delete document.body.dataset.lit;
  }

  /** @param {Cue} cue */
  #enter(cue) {
    document.body.dataset.scene = cue.scene;
    for (const section of sections()) section.hidden = section.dataset.scene !== cue.scene;
    this.#onScene(cue);
  }

  /** The curtain: what must not be seen is gone at once, and cannot be read or reached behind it. @param {boolean} closed */
  #draw(closed) {
    if (closed === this.#blank) return;
    this.#blank = closed;
    for (const element of this.#lit) element.inert = closed;
    this.#curtain.hidden = false;
    lights([this.#curtain], closed ? 1 : 0, closed ? CUT : UP, closed ? 0 : 1).then(() => { this.#curtain.hidden = !this.#blank; });
  }
}

function sections() {
  return /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('main > .scene'));
}

function still() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
