// @ts-check
/** Names that drift upwards like the credits of a film, 40u a second, with no more of them in the page than can be seen. */

const SPEED = 40; // u a second: a line every two seconds
const HOLD = 3_000; // ms for which the first names stand still

/** @typedef {{element: HTMLElement, motion: Animation, height: number}} Block */

export class Roll {
  #box;
  #of;
  /** @type {Block[]} */ #blocks = [];
  #held = false;
  #rolling = 0; // which performance: what was due in another one is not done
  #ending = false;

  /**
   * @param {HTMLElement} box
   * @param {{next: () => HTMLElement[], close: () => HTMLElement, over: () => void}} of `next` gives the next few names, none at the end
   */
  constructor(box, of) {
    this.#box = box;
    this.#of = of;
  }

  /** Whether all names can be seen and none of them moves. */
  get isAtRest() {
    return this.#blocks.length === 0;
  }

  start() {
    this.stop();
    this.#ending = false;
    this.#fill(true);
  }

  stop() {
    this.#rolling += 1;
    for (const { motion } of this.#blocks) motion.cancel();
    this.#blocks = [];
  }

  /** @param {boolean} held */
  hold(held) {
    if (held === this.#held) return;
    this.#held = held;
    for (const { motion } of this.#blocks) held ? motion.pause() : motion.play();
  }

  get #u() {
    return Math.min(innerWidth / 1920, innerHeight / 1080);
  }

  /** Add names until those that wait below are enough for the next while. @param {boolean} first */
  #fill(first) {
    const high = this.#box.clientHeight;
    let below = this.#reach();
    while (!this.#ending && below < 2 * high) {
      const names = this.#of.next();
      this.#ending = names.length === 0;
      const block = document.createElement(this.#ending ? 'div' : 'ul');
      block.append(...(this.#ending ? [this.#of.close()] : names));
      if (this.#ending && first && below <= high) return this.#settle(); // all of them can be seen: they stand still
      below = this.#add(block, below, first);
    }
  }

  #settle() {
    for (const { element, motion } of this.#blocks) {
      const top = element.getBoundingClientRect().top - this.#box.getBoundingClientRect().top;
      motion.cancel();
      element.style.setProperty('transform', `translateY(${top}px)`);
    }
    this.#rolling += 1;
    this.#blocks = [];
  }

  /** How far below the top of the box the last names end, in px. */
  #reach() {
    const last = this.#blocks.at(-1);
    if (!last) return 0;
    return last.element.getBoundingClientRect().bottom - this.#box.getBoundingClientRect().top;
  }

  /** @param {HTMLElement} element @param {number} top px @param {boolean} first */
  #add(element, top, first) {
    this.#box.append(element);
    const mine = this.#rolling;
    const height = element.offsetHeight;
    const way = top + height;
    const from = `translateY(${top}px)`;
    const motion = element.animate([{ transform: from }, { transform: `translateY(${-height}px)` }], {
      duration: (way / (SPEED * this.#u)) * 1000, delay: first ? HOLD : 0, fill: 'both',
    });
    const block = { element, motion, height };
    this.#blocks.push(block);
    if (this.#held) motion.pause();
    motion.finished.then(() => {
      if (mine !== this.#rolling) return;
      this.#blocks = this.#blocks.filter((one) => one !== block);
      element.remove();
      motion.cancel();
      if (this.#blocks.length) this.#fill(false);
      else this.#of.over();
    }, () => {});
    return way;
  }
}
