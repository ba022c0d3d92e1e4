// @ts-check
/** What scenes have in common: a place on the page, the house that they ask, a pace that can be held, and questions that are asked again. */

import { appear, leave } from '../motion.js';
import { AGAIN, Pace, Soon } from '../pace.js';

/** @typedef {import('../show.js').Cue} Cue */

export class Scene {
  pace = new Pace();
  asking = new Soon(() => this.#asked());
  /** @type {Cue|null} */ playing = null;
  #begun = false;

  /** @param {HTMLElement} section @param {import('../house.js').House} house @param {(title: string) => void} [onTitle] told what the strip may say */
  constructor(section, house, onTitle = () => {}) {
    this.section = section;
    this.house = house;
    this.onTitle = onTitle;
  }

  /** Fill the scene, unseen; done when it may be seen. What the house does not answer is asked again while it plays. @param {Cue} cue */
  async start(cue) {
    Scene.prototype.cue.call(this, cue);
    this.#begun = false;
    if (!(await this.#asked())) this.asking.within(AGAIN);
  }

  /** Pinned or paused, while it plays. @param {Cue} cue */
  cue(cue) {
    this.playing = cue;
    this.pace.hold(cue.paused);
  }

  stop() {
    this.playing = null;
    this.pace.stop();
    this.asking.stop();
  }

  /** What happened to the cards. @param {import('../state.js').Step} _ */
  step(_) {}

  resized() {}

  /** Ask the house for all that the scene needs, and show it. @returns {Promise<void>} */
  async begin() {}

  /** Ask the house for what may have changed. @returns {Promise<void>} */
  async ask() {}

  /** Whether the house answered all that was asked of it, or the scene is over. */
  async #asked() {
    const { missed } = this.house;
    await (this.#begun ? this.ask() : this.begin());
    if (this.playing && this.house.missed !== missed) return false;
    this.#begun = true;
    return true;
  }

  /** @param {string} selector @returns {HTMLElement} */
  part(selector) {
    return /** @type {HTMLElement} */ (this.section.querySelector(selector));
  }

  /** A page of a list leaves; the next one comes in its place when it has gone. @param {HTMLElement} list @param {() => HTMLElement} fill writes into the empty one */
  async turn(list, fill) {
    list.before(list.cloneNode());
    await leave(list);
    if (this.playing) appear(fill());
  }
}
