/** What led to the present weights: the recipe to repeat it, the loss curves, and why the last run diverged, if it did. */

import { readArray } from "./arrays.js";
import { LossCurve } from "./playground_curve.js";
import { close } from "./playground_data.js";
import { mlpTheta } from "./playground_design.js";
import { explainDivergence } from "./playground_divergence.js";
import { Recipe } from "./playground_recipe.js";

export class History {
  #state;

  /** @param {import("./playground_state.js").PlaygroundState} state  with its training at the start */
  constructor(state) {
    this.#state = state;
    this.recipe = new Recipe({ seed: state.weightsSeed, theta: state.net.theta });
    this.curve = new LossCurve();
    /** A sentence, or "" where the last run did not diverge or another one was begun. */
    this.divergence = "";
    /** How often the weights changed. */
    this.moves = 0;
    this.#beginCurve();
  }

  /** Python trained it before it was shown: the reader sees what came of it, and Reset goes back to the start. */
  takeWarmUp(model) {
    const { training, net } = this.#state;
    const warm = model.get("warm_up");
    if (!warm?.step) return;
    training.resume(readArray(model, "warm_theta").values, warm.step, warm.epoch);
    this.recipe.record(warm.step, training.settings, true, net.theta);
    warm.loss.forEach((train, k) => this.curve.points.push({ epoch: warm.at[k], train, test: warm.test_loss[k] ?? NaN }));
    this.curve.good = this.#place;
  }

  /** Training began anew. */
  restarted() {
    const { weightsSeed, opaque, net, spec } = this.#state;
    this.divergence = "";
    const seeded = weightsSeed !== null && !opaque && close(net.theta, mlpTheta(spec, weightsSeed));
    this.recipe.begin({ seed: seeded ? weightsSeed : null, theta: net.theta });
    this.#beginCurve();
  }

  /** Weights were set by hand. */
  weightsWereSet() {
    this.recipe.rebase(this.#state.net.theta);
    this.#look();
  }

  /** Other points, the same weights. */
  dataChanged() {
    if (this.recipe.runs.length) this.recipe.rebase(this.#state.net.theta);
    this.curve.startAt(this.#state.measure().loss);
  }

  settingsChanged() {
    this.divergence = "";
    if (!this.#state.opaque) this.curve.raiseTo(this.#state.measure().loss);
  }

  /** @param {import("./training_session.js").Steps} steps */
  stepsWereMade({ losses }) {
    const { training, net } = this.#state;
    const made = losses.length;
    const fresh = training.sinceRestart === made;
    this.recipe.record(made, training.settings, fresh && !training.diverged, net.theta);
    if (made > 0) this.curve.remember(this.#look(losses), this.#place);
  }

  /** After a divergence: why, and back to weights that were still good. */
  goBack() {
    const { training } = this.#state;
    const good = this.curve.good ?? { theta: training.start, step: 0, epochs: 0 };
    const why = explainDivergence(this.#state, training.diverged, good);
    this.curve.backTo(good.epochs);
    training.put(good.theta, good.step, good.epochs);
    this.divergence = why;
  }

  get #place() {
    const { step, epochs } = this.#state.training;
    return { theta: this.#state.net.theta.slice(), step, epochs };
  }

  #beginCurve() {
    this.curve.begin();
    this.#look();
    this.curve.startAt(this.curve.points[0]?.train);
  }

  /** Note how large the loss is now; of a network that only Python can run it tells the last steps' mean. */
  #look(losses = []) {
    const { opaque, training, test } = this.#state;
    this.moves += 1;
    if (opaque) return mean(losses);
    const point = { epoch: training.epochs, train: this.#state.measure().loss, test: this.#state.measure(test).loss };
    this.curve.add(point);
    return point.train;
  }
}

function mean(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : NaN;
}
