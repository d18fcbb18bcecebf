/** When pictures and words follow a change: pictures in the next frame, words at a pace that one can listen to. */

import { reducedMotion } from "./theme.js";

/** While it plays, words change once in so many milliseconds; with less motion, so do the pictures. */
const SPOKEN_EVERY = 2000;
const CALM = 500;

export class Pacing {
  #options;
  #frame = null;
  #drawTimer = null;
  #speakTimer = null;
  #speakAt = Infinity;
  #drawn = -Infinity;
  #spoken = -Infinity;

  /** @param {{draw: () => void, speak: () => void, running: () => boolean}} options */
  constructor(options) {
    this.#options = options;
  }

  /** Something changed: draw it in the next frame, or, for readers who asked for less motion, a little later. */
  changed() {
    if (this.#frame !== null || this.#drawTimer !== null) return;
    const calm = this.#options.running() && reducedMotion();
    const wait = calm ? this.#drawn + CALM - performance.now() : 0;
    if (wait > 0) this.#drawTimer = setTimeout(() => this.#askForFrame(), wait);
    else this.#askForFrame();
  }

  #askForFrame() {
    this.#drawTimer = null;
    this.#frame = requestAnimationFrame((now) => {
      this.#frame = null;
      this.#drawn = now;
      this.#options.draw();
      this.#planWords();
    });
  }

  #planWords() {
    const at = Math.max(performance.now(), this.#spoken + (this.#options.running() ? SPOKEN_EVERY : CALM));
    if (at >= this.#speakAt) return;
    this.#speakAt = at;
    clearTimeout(this.#speakTimer);
    this.#speakTimer = setTimeout(() => {
      this.#speakAt = Infinity;
      this.#spoken = performance.now();
      this.#options.speak();
    }, at - performance.now());
  }

  /** Neither draw nor speak any more. */
  dispose() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#drawTimer);
    clearTimeout(this.#speakTimer);
  }
}

/** So many frames are measured before a map changes: the first ones also pay for what the browser compiles. */
const FRAMES = 6;
/** A map becomes finer when the finer one is expected to take less than this share of the budget. */
const ROOM = 0.8;

/** How fine a map may be so that a frame stays short: finer when there is time, coarser when there isn't. */
export class Fineness {
  #level = 0;
  #cost = 0;
  #frames = 0;

  /** @param {number[]} sides  from fine to coarse  @param {number} budget  milliseconds */
  constructor(sides, budget) {
    this.sides = sides;
    this.budget = budget;
  }

  /** Pixels on a side; as fine as it gets while nothing moves. */
  side(moving) {
    return this.sides[moving ? this.#level : 0];
  }

  /** Tell how long the maps of this frame took. */
  took(milliseconds, moving) {
    if (!moving) return;
    this.#cost = this.#frames === 0 ? milliseconds : 0.8 * this.#cost + 0.2 * milliseconds;
    this.#frames++;
    if (this.#frames < FRAMES) return;
    if (this.#cost > this.budget && this.#level < this.sides.length - 1) this.#step(1);
    else if (this.#level > 0 && this.#costOfFiner() < ROOM * this.budget) this.#step(-1);
  }

  /** The work grows with the number of pixels. */
  #costOfFiner() {
    return this.#cost * (this.sides[this.#level - 1] / this.sides[this.#level]) ** 2;
  }

  #step(by) {
    this.#level += by;
    this.#frames = 0;
  }
}
