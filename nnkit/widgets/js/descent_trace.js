/** Where w was, step by step: what the page remembers of a run, however long it is. No DOM. */

/** More steps than this, and only every third one is kept, but for the last. */
const TRACE_AT_MOST = 900;
const RECENT = 48;
/** The steps that the picture of L(w) shows behind the ball. */
const TRAIL = 12;

export class Trace {
  #stride = 1;

  /** @param {number} step  @param {number} w  where it begins */
  constructor(step, w) {
    /** What is kept, oldest first. @type {{step: number, w: number}[]} */
    this.places = [{ step, w }];
  }

  /** The next steps after `before`. @param {number} before  @param {ArrayLike<number>[]} thetas  w after each of them */
  follow(before, thetas) {
    for (let k = 0; k < thetas.length; k++) {
      const step = before + k + 1;
      if (step % this.#stride === 0 || k >= thetas.length - RECENT) this.places.push({ step, w: thetas[k][0] });
    }
    if (this.places.length > TRACE_AT_MOST) this.#thin(before + thetas.length);
  }

  /** A third is odd: what swings between two values, or goes round with the four samples, still looks as it does. */
  #thin(last) {
    const keep = () => this.places.filter(({ step }, k) => k === 0 || step > last - RECENT || step % this.#stride === 0);
    this.places = keep();
    while (this.places.length > TRACE_AT_MOST / 2) {
      this.#stride *= 3;
      this.places = keep();
    }
  }

  /** The last steps, oldest first. */
  trail() {
    return this.places.slice(Math.max(0, this.places.length - TRAIL - 1));
  }

  /** The last step and the one so many before it; null while there is none. @returns {null|{then, now}} */
  lastTwo(apart) {
    const [then, now] = [this.places.at(-1 - apart), this.places.at(-1)];
    return then && now.step - then.step === apart ? { then, now } : null;
  }
}
