// @ts-check
/** One thing that is due after a while: it can be held, and goes on with what was left of the while. */

export class Pace {
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #timer;
  /** @type {(() => void)|null} */ #then = null;
  #due = 0;
  #left = 0;
  held = false;

  get isDue() {
    return this.#then !== null;
  }

  /** @param {number} ms @param {() => void} then replaces what was due */
  after(ms, then) {
    this.stop();
    this.#then = then;
    this.#left = ms;
    if (!this.held) this.#run();
  }

  /** @param {boolean} held */
  hold(held) {
    if (held === this.held) return;
    this.held = held;
    if (!this.#then) return;
    clearTimeout(this.#timer);
    if (held) this.#left = Math.max(0, this.#due - Date.now());
    else this.#run();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#then = null;
  }

  #run() {
    this.#due = Date.now() + this.#left;
    this.#timer = setTimeout(() => {
      const then = this.#then;
      this.#then = null;
      then?.();
    }, this.#left);
  }
}

export const AGAIN = 3_000; // ms: what was done in vain is tried again …
const SELDOMEST = 60_000; // … ever more seldom

/** Something to be done anew soon after each of many calls: never twice at once, and once more after the last call. What was in vain is tried again. */
export class Soon {
  /** @type {ReturnType<typeof setTimeout>|undefined} */ #timer;
  #due = Infinity;
  #running = false;
  #again = Infinity;
  #vain = 0; // tries
  #do;

  /** @param {() => Promise<boolean|void>} what false: it was in vain, as where the house does not answer */
  constructor(what) {
    this.#do = what;
  }

  /** @param {number} ms by when, at a moment of its own: a thousand walls do not ask at the same instant */
  within(ms) {
    if (this.#running) this.#again = Math.min(this.#again, ms);
    else this.#schedule(Math.random() * ms);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#due = this.#again = Infinity;
    this.#vain = 0;
  }

  /** @param {number} ms */
  #schedule(ms) {
    if (Date.now() + ms >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = Date.now() + ms;
    this.#timer = setTimeout(() => this.#run(), ms);
  }

  async #run() {
    this.#due = Infinity;
    this.#running = true;
    const done = await this.#do().catch((error) => {
      console.error(error); // and try again
      return false;
    });
    this.#running = false;
    const again = this.#again;
    this.#again = Infinity;
    if (done === false) this.#schedule(Math.min(SELDOMEST, AGAIN * 2 ** this.#vain++) * (0.5 + Math.random() / 2));
    else this.#vain = 0;
    if (again < Infinity) this.#schedule(Math.random() * again);
  }
}
