/** What the network of a Playground sees: how good it is, every unit's map, the space of its first hidden layer. No DOM. */

import { readNumbers } from "./arrays.js";
import { Network, accuracy, unitMaps } from "./engine.js";
import { gridOf } from "./heatmap.js";

/** Pixels on a side of a map that Python computes. */
const KERNEL_SIDE = 50;
const UNKNOWN = { loss: NaN, accuracy: NaN };

/** @typedef {{values: Float64Array, side: number, units: number}} Maps  one unit after the other, side² numbers each */

/** A network that this page can run. */
export class Sight {
  #state;
  #seen;
  #maps = { version: -1, side: 0, values: null };
  #grid = { side: 0, bounds: null, points: null };

  /** @param {import("./playground_state.js").PlaygroundState} state  @param {Network} net */
  constructor(state, net) {
    this.#state = state;
    this.#seen = net.twin();
  }

  /** The loss and the share of right answers on a set. */
  measure(set) {
    if (!set || set.n === 0) return UNKNOWN;
    const yHat = this.#seen.forward(set.x, set.n);
    const loss = this.#state.loss.value(yHat, set.y, set.n, 1);
    return { loss, accuracy: accuracy(this.#seen, set.x, set.y, set.n) };
  }

  /** Every unit's output on a grid of side × side places; computed once for each change. @returns {Maps} */
  maps(side) {
    const { bounds, version } = this.#state;
    if (this.#grid.side !== side || this.#grid.bounds !== bounds) this.#grid = { side, bounds, points: gridOf(bounds, side) };
    const kept = this.#maps;
    if (kept.version === version && kept.side === side) return kept;
    const { units } = this.#seen;
    const size = units * side * side;
    const values = kept.values?.length === size ? kept.values : new Float64Array(size);
    unitMaps(this.#seen, this.#grid.points, side * side, values);
    this.#maps = { version, side, values, units };
    return this.#maps;
  }

  /** The hidden units' outputs in the first layer for n points. @returns {Float64Array} n · units numbers */
  firstLayer(x, n) {
    if (n === 0) return new Float64Array(0);
    this.#seen.forward(x, n);
    const { h, outputs } = this.#seen.layers[0];
    return h.slice(0, n * outputs);
  }

  /** The layers behind the first one as a network of their own, with the same weights; null where there is one only. */
  rest() {
    const { layers } = this.#seen.spec;
    if (layers.length < 2) return null;
    const first = this.#seen.layers[0];
    return new Network({ layers: layers.slice(1) }, this.#seen.theta.slice(first.W.length + (first.b?.length ?? 0)));
  }
}

/** A network that only Python can run: its answers, asked for one at a time. */
export class KernelSight {
  #state;
  #map = null;
  #asked = null;
  #measured = [];

  /** @param {import("./playground_state.js").PlaygroundState} state */
  constructor(state) {
    this.#state = state;
  }

  get threshold() {
    return this.#map?.threshold ?? 0.5;
  }

  measure(set) {
    if (!set || set.n === 0) return UNKNOWN;
    return this.#measured[set === this.#state.test ? 1 : 0] ?? UNKNOWN;
  }

  /** The output's map, the only one that Python tells; null before it did. @returns {Maps | null} */
  maps() {
    return this.#map;
  }

  rest() {
    return null;
  }

  /** Ask about the weights as they are after so many `moves`, when the last answer is in. */
  ask(moves) {
    const { training, bounds } = this.#state;
    if (training.engine !== "kernel") this.#asked = null; // what a kernel owes that is lost does not come any more
    if (this.#asked !== null || training.engine !== "kernel" || this.#map?.moves === moves) return;
    const request = training.tell({ type: "look" }, [gridOf(bounds, KERNEL_SIDE).buffer]);
    this.#asked = request && { request, moves, epoch: training.epochs };
  }

  /** Python's answer. @returns {null | {epoch: number, train: number, test: number}} a point of the loss curves */
  hear({ type, request, measured, threshold }, [values] = []) {
    const asked = this.#asked;
    if (asked?.request !== request) return null;
    this.#asked = null;
    if (type === "error") return null;
    this.#measured = measured;
    this.#map = { values: readNumbers(values), side: KERNEL_SIDE, units: 1, moves: asked.moves, threshold };
    return { epoch: asked.epoch, train: measured[0].loss, test: measured[1]?.loss ?? NaN };
  }
}
