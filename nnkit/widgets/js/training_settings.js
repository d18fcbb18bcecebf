/** The settings of training: traits of the model, so that Python sees them change, and changes them. */

import { listenTo } from "./listeners.js";

const TRAITS = { eta: "eta", loss: "loss", batchSize: "batch_size" };

/** @typedef {{eta: number, loss: string, batchSize: number|null}} Settings */

export class TrainingSettings {
  #model;

  constructor(model) {
    this.#model = model;
  }

  /** @returns {Settings} as they are now; a batch size of null is the full batch */
  get now() {
    const get = (name) => this.#model.get(name);
    return { eta: get("eta"), loss: get("loss"), batchSize: get("batch_size") ?? null };
  }

  /** What the order of the examples is drawn with; null keeps the order given. */
  get seed() {
    return this.#model.get("seed") ?? null;
  }

  /** Why only Python can run this network; "" where the page can too. */
  get needsKernel() {
    return this.#model.get("needs_kernel");
  }

  /** @param {Partial<Settings>} changes */
  change(changes) {
    for (const [name, value] of Object.entries(changes)) if (value !== undefined) this.#model.set(TRAITS[name], value);
    this.#model.save_changes();
  }

  /** @returns {() => void} stops it */
  whenChanged(listener) {
    return listenTo(this.#model, Object.values(TRAITS), listener);
  }
}
