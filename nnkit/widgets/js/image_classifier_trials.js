/** The perceptron's trials: the rule itself, as this page trains by it, and the count of what came of them. No DOM. */

import { perceptronStep } from "./engine.js";

/** How many of the last trials are counted. */
const RECENT = 50;

/** The trials in this page, from the one that is next: what a TrainingSession trains with. */
export class Trials {
  diverged = null;

  /** @param {import("./training_session.js").TrainingSession} training */
  constructor(training, set) {
    this.training = training;
    this.set = set;
    this.at = training.step;
  }

  /** @returns {number} 1 for a mistake, else 0 */
  step() {
    const { x, y, n } = this.set;
    const mistake = perceptronStep(this.training.net, x, y, this.at % n, this.training.settings.eta);
    this.at += 1;
    return Number(mistake);
  }
}

/** How many trials were mistakes, and the last ones. */
export class TrialCount {
  /** @param {number | null} mistakes  before these trials; null when the page has not seen them all */
  constructor(mistakes) {
    this.mistakes = mistakes;
    /** The last outcomes, 1 for a mistake. @type {number[]} */
    this.recent = [];
    this.rightInARow = 0;
    /** @type {{index: number, label: number, wrong: boolean} | null} */
    this.last = null;
  }

  /** @param {number[]} outcomes  1 for a mistake  @param {number} step  the trials so far  @param {{n: number, labels: Int32Array}} set */
  add(outcomes, step, { n, labels }) {
    if (this.mistakes !== null) this.mistakes += outcomes.filter((loss) => loss > 0).length;
    this.recent = [...this.recent, ...outcomes].slice(-RECENT);
    const wrong = outcomes.findLastIndex((loss) => loss > 0);
    this.rightInARow = wrong < 0 ? this.rightInARow + outcomes.length : outcomes.length - 1 - wrong;
    const index = (step - 1) % n;
    this.last = { index, label: labels[index], wrong: outcomes.at(-1) > 0 };
  }
}
