/** How an ImageClassifier comes on: its loss or its mistakes, and the share of right answers, step by step. No DOM. */

import { TrialCount } from "./image_classifier_trials.js";

/** While it trains, all pictures are tried once in so many milliseconds. */
const MEASURE_EVERY = 150;
/** The curve keeps so many places; then every second one goes. */
const CURVE_AT_MOST = 240;

/** @typedef {{at: number[], train: number[], test: number[]}} Curve  shares that are right after so many steps */

export class Progress {
  #state;
  #clock;
  #measuredAt = -Infinity;
  #triedChanged = { of: "", right: 0 };

  /** @param {import("./image_classifier_state.js").ImageState} state  @param {{now: () => number}} clock */
  constructor(state, clock) {
    this.#state = state;
    this.#clock = clock;
  }

  /** Another run; `mistakes` is null when it began before this page looked. */
  begin({ mistakes = 0, curve: { at = [], train = [], test = [] } = {} } = {}) {
    this.trials = new TrialCount(mistakes);
    this.loss = null;
    /** @type {Curve} */
    this.curve = { at: [...at], train: [...train], test: [...test] };
    /** Why training came to an end by itself: "" or "done". */
    this.rest = "";
    if (at.length === 0) this.measure(true);
  }

  stepsWereMade(losses) {
    const { rule, training } = this.#state;
    if (rule === "perceptron") this.#countTrials(losses);
    else this.loss = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    this.measure(!training.running);
  }

  #countTrials(outcomes) {
    const { training, gallery: { sets: { train } } } = this.#state;
    this.trials.add(outcomes, training.step, train);
    if (this.trials.rightInARow < train.n || this.rest === "done") return;
    training.pause();
    this.rest = "done";
  }

  /** Try all pictures, now or when it is time again, and note how many are right. */
  measure(now) {
    const time = this.#clock.now();
    if (!now && time < this.#measuredAt + MEASURE_EVERY) return;
    this.#measuredAt = time;
    const { training, opaque, answers, gallery } = this.#state;
    const { at, train, test } = this.curve;
    if (at.at(-1) === training.step) {
      if (!opaque) return;
      for (const shares of [at, train, test]) shares.pop(); // Python's answers came later than its weights
    }
    at.push(training.step);
    train.push(answers.right("train"));
    if (gallery.sets.test.n) test.push(answers.right("test"));
    if (at.length > CURVE_AT_MOST) this.curve = thinned(this.curve);
  }

  /** The share of the tested pictures that is right with the reader's changes, as of the last time all were tried. */
  get rightChanged() {
    const { gallery: { changes, tested }, answers } = this.#state;
    const of = [this.curve.at.at(-1), ...Object.values(changes)].join();
    if (this.#triedChanged.of !== of) this.#triedChanged = { of, right: answers.rightChanged(tested) };
    return this.#triedChanged.right;
  }
}

/** Every second place, and the last one. @param {Curve} curve */
function thinned(curve) {
  const keep = (_, k, { length }) => k % 2 === 0 || k === length - 1;
  return Object.fromEntries(Object.entries(curve).map(([name, values]) => [name, values.filter(keep)]));
}
