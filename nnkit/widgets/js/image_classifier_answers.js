/** Small parts of ImageState: the perceptron's trials, labels as targets, outputs as answers, a curve that thins out. */

import { LOSSES, perceptronStep } from "./engine.js";

/** The perceptron's trials in this page, from the one that is next. */
export class Trials {
  diverged = null;

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

/** Every second place, and the last one. */
export function thinned(curve) {
  const keep = (_, k, { length }) => k % 2 === 0 || k === length - 1;
  return Object.fromEntries(Object.entries(curve).map(([name, values]) => [name, values.filter(keep)]));
}

/** Labels as numbers of the network's outputs: one of 0 and 1, or one 1 among zeros. */
export function targets(labels, outputs) {
  if (outputs === 1) return Float64Array.from(labels);
  const y = new Float64Array(labels.length * outputs);
  labels.forEach((label, e) => (y[e * outputs + label] = 1));
  return y;
}

/** The class of the largest output, or, with one output, 1 above the threshold. */
export function winnerOf(outputs, start, k, threshold) {
  if (k === 1) return Number(outputs[start] > threshold);
  let best = 0;
  for (let o = 1; o < k; o++) if (outputs[start + o] > outputs[start + best]) best = o;
  return best;
}

/** The probabilities, where the loss makes some of the scores. */
export function probabilities(state, outputs) {
  const loss = LOSSES[state.training.settings.loss];
  return loss.takesScores ? loss.predict(outputs, 1, outputs.length, new Float64Array(outputs.length)) : null;
}
