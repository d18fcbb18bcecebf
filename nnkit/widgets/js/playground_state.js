/**
 * What a Playground is now: its network's design, its data, its training, what led there, and what its units see.
 * No DOM; the mathematics is the engine's.
 */

import { readArray, readNumbers } from "./arrays.js";
import { LOSSES, Network, accuracy, unitMaps } from "./engine.js";
import { gridOf } from "./heatmap.js";
import { PLANE, planeData } from "./plane_data.js";
import { explainDivergence } from "./playground_divergence.js";
import { forLoss, fromParts, isEditable, mlpTheta, withActivation } from "./playground_design.js";
import { Recipe } from "./playground_recipe.js";
import { Training } from "./trainer.js";

/** So many points of the loss curves are kept; with more, every other one is dropped. */
const CURVE_AT_MOST = 800;
/** A loss so many times that of the start counts as growing without bound. */
const TOO_LARGE = 1000;
/** Pixels on a side of a map that Python computes. */
const KERNEL_SIDE = 50;

export class PlaygroundState {
  #model;
  #listeners = new Set();
  #stops = [];
  #good = null;
  #maps = { version: -1, side: 0, values: null };
  #grid = { side: 0, points: null };
  #startLoss = 1;
  #built = "";
  #pending = false;
  #moves = 0;
  #asked = null;
  #measured = [];
  #kernelMap = null;

  /** @param model an anywidget model with the traits of Playground */
  constructor(model, clock) {
    this.#model = model;
    this.spec = model.get("spec");
    this.data = readSet(model, "x", "y");
    this.test = readSet(model, "test_x", "test_y");
    this.given = { data: this.data, test: this.test, fixed: model.get("dataset") === "given" };
    this.hint = model.get("hint") ?? "";
    /** Where the data come from. */
    this.source = {
      name: model.get("dataset"), noise: model.get("noise"), seed: model.get("data_seed"),
      n: this.data.n, nTest: this.test?.n ?? 0,
    };
    /** A network with a layer of the reader's own, which only Python can run. */
    this.opaque = this.spec.layers.length === 0;
    this.needsKernel = model.get("needs_kernel");
    this.weightsSeed = model.get("weights_seed") ?? null;
    this.version = 0;
    /** Why the last run diverged, and nothing was begun since; a sentence or "". */
    this.divergence = "";
    const theta = readArray(model, "theta").values;
    const guard = (_, loss) => loss < TOO_LARGE * this.#startLoss;
    const handOver = () => this.#handOver();
    const heard = (content, buffers) => this.#heard(content, buffers);
    this.training = new Training(model, this.#network(theta), this.data, { guard, clock, handOver, heard });
    this.recipe = new Recipe({ seed: this.weightsSeed, theta });
    this.#built = JSON.stringify(this.spec);
    this.bounds = boundsOf(this.data, this.test);
    this.#beginCurve();
    this.#showWarmUp();
    this.training.subscribe((event, steps) => this.#happened(event, steps));
    for (const name of ["x", "y", "spec"]) this.#listen(`change:${name}`, () => this.#pythonChanged());
    for (const name of ["dataset", "noise", "data_seed"]) this.#listen(`change:${name}`, () => this.#sourceChanged());
  }

  #network(theta) {
    if (this.opaque) return { theta, spec: this.spec, layers: [], units: 0 };
    const net = new Network(this.spec, theta);
    this.seen = net.twin();
    return net;
  }

  get net() {
    return this.training.net;
  }

  get loss() {
    return LOSSES[this.training.settings.loss];
  }

  /** The output above which the answer is class 1. */
  get threshold() {
    if (this.opaque) return this.#kernelMap?.threshold ?? 0.5;
    return this.loss.takesScores || !["sigmoid", "step"].includes(this.spec.layers.at(-1)?.f) ? 0 : 0.5;
  }

  /** What the order of the examples is drawn with; null keeps the order given. */
  get seed() {
    return this.#model.get("seed") ?? null;
  }

  /** Whether layers and activations may be changed in the page. */
  get editable() {
    return !this.opaque && isEditable(this.spec);
  }

  /** Whether there is something to learn: points of both classes. */
  get ready() {
    return this.data.y.includes(0) && this.data.y.includes(1);
  }

  /** Hear of every change. @returns {() => void} stops it */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose() {
    for (const stop of this.#stops) stop();
    this.training.dispose();
    this.#listeners.clear();
  }

  // ---- What it shows ----

  /** The loss and the share of right answers, on the data and on the test data. */
  measure(set = this.data) {
    if (!set || set.n === 0) return { loss: NaN, accuracy: NaN };
    if (this.opaque) return this.#measured[set === this.test ? 1 : 0] ?? { loss: NaN, accuracy: NaN };
    const yHat = this.seen.forward(set.x, set.n);
    return { loss: this.loss.value(yHat, set.y, set.n, 1), accuracy: accuracy(this.seen, set.x, set.y, set.n) };
  }

  /** Every unit's output on a grid of side × side places; computed once for each change. */
  maps(side) {
    if (this.opaque) return this.#kernelMap;
    if (this.#grid.side !== side || this.#grid.bounds !== this.bounds) {
      this.#grid = { side, bounds: this.bounds, points: gridOf(this.bounds, side) };
    }
    const kept = this.#maps;
    if (kept.version === this.version && kept.side === side) return kept;
    const size = this.net.units * side * side;
    const values = kept.values?.length === size ? kept.values : new Float64Array(size);
    unitMaps(this.seen, this.#grid.points, side * side, values);
    this.#maps = { version: this.version, side, values, units: this.net.units };
    return this.#maps;
  }

  /** The hidden units' outputs in the first layer for n points. @returns {Float64Array} n · units numbers */
  firstLayer(x, n) {
    this.seen.forward(x, n);
    const { h, outputs } = this.seen.layers[0];
    return h.slice(0, n * outputs);
  }

  /** The layers behind the first one as a network of their own, with the same weights; null where there is one only. */
  rest() {
    if (this.opaque || this.spec.layers.length < 2) return null;
    const first = this.net.layers[0];
    return new Network({ layers: this.spec.layers.slice(1) }, this.net.theta.slice(first.W.length + (first.b?.length ?? 0)));
  }

  // ---- What the reader does ----

  play() {
    if (!this.ready) return;
    this.divergence = "";
    this.training.play();
  }

  advance(steps) {
    if (!this.ready) return;
    this.divergence = "";
    this.training.pause();
    this.training.advance(steps);
  }

  get batchesPerEpoch() {
    return Math.max(1, Math.ceil(this.data.n / Math.max(1, this.training.batch)));
  }

  /** The steps to the end of the epoch under way. */
  advanceEpoch() {
    const each = this.batchesPerEpoch;
    this.advance(each - (this.training.sinceRestart % each));
  }

  reset() {
    this.training.pause();
    this.training.restart();
  }

  /** New random weights, those of mlp(…, rng=seed). */
  newWeights(seed = (this.weightsSeed ?? 0) + 1) {
    this.weightsSeed = seed;
    this.training.startAt(mlpTheta(this.spec, seed));
  }

  /** Another design, with random weights of its own. */
  redesign(spec) {
    this.training.pause();
    this.weightsSeed ??= 0;
    this.#build(spec, mlpTheta(spec, this.weightsSeed));
    this.training.startAt(this.net.theta);
  }

  /** Another activation in layer k: the weights stay, but random ones at the start are drawn as large as suits it. */
  setActivation(k, f) {
    if (this.training.step === 0 && this.recipe.base.seed !== null) return this.redesign(withActivation(this.spec, k, f));
    this.#build(withActivation(this.spec, k, f), this.net.theta.slice());
    this.#weightsChanged();
  }

  setLoss(loss) {
    this.#suit(loss);
    this.training.configure({ loss });
  }

  /** Set one weight by hand. */
  setParameter(at, value) {
    const theta = this.net.theta.slice();
    theta[at] = value;
    this.setWeights(theta);
  }

  setWeights(theta) {
    this.divergence = "";
    this.training.put(theta);
  }

  /** Another data set, or more noise, or the same drawn anew; training begins anew. */
  setSource({ name = this.source.name, noise = PLANE[name]?.noise ?? 0, seed = this.source.seed ?? 0 }) {
    this.training.pause();
    this.#pending = true; // several traits change at once, and this page knows already
    this.#model.set({ dataset: name, noise, data_seed: seed });
    this.#model.save_changes();
    this.#pending = false;
    this.#generate();
    this.training.restart();
  }

  /** Points drawn by hand, beside those there are; training goes on with them. @param {{x: number[], y: number}[]} points */
  setOwn(points) {
    const x = Float64Array.from(points.flatMap((point) => point.x));
    const y = Float64Array.from(points, (point) => point.y);
    if (points.length === 0) this.training.pause();
    this.source = { ...this.source, name: "own", n: points.length, nTest: 0 };
    const { n } = this.source;
    this.#model.set({ dataset: "own", own_x: numbers(x, [n, 2]), own_y: numbers(y, [n, 1]) });
    this.#model.save_changes();
    this.#takeData({ x, y, n }, null, this.bounds);
  }

  /** The points there are, as `setOwn` takes them. */
  points() {
    const { x, y, n } = this.data;
    return Array.from({ length: n }, (_, k) => ({ x: [tidy(x[2 * k]), tidy(x[2 * k + 1])], y: y[k] }));
  }

  /** Everything that a link says, at once. */
  restore({ units, activations, out, seed, weights, own, ...rest }) {
    this.training.pause();
    const { loss = this.training.settings.loss, eta, batch, data, noise, dataSeed } = rest;
    const settings = { loss, ...(eta !== undefined && { eta }), ...(batch !== undefined && { batchSize: batch }) };
    if (own) this.setOwn(own);
    else if (data || noise !== undefined || dataSeed !== undefined) this.setSource({ name: data, noise, seed: dataSeed });
    const spec = forLoss(units ? fromParts(units, activations, out ?? "sigmoid") : this.spec, loss);
    this.weightsSeed = seed ?? this.weightsSeed;
    const theta = weights ? Float64Array.from(weights) : seed === undefined && !units ? this.training.start : mlpTheta(spec, this.weightsSeed ?? 0);
    if (weights) this.weightsSeed = null;
    this.#build(spec, theta);
    this.training.configure(settings);
    this.training.startAt(this.net.theta);
  }

  // ---- Inside ----

  #build(spec, theta) {
    this.divergence = "";
    this.spec = spec;
    this.#maps = { version: -1, side: 0, values: null };
    this.training.replace({ net: this.#network(theta) });
    this.#tellBuild();
  }

  /** Python builds the same network, and from then on that is the one that it trains. */
  #tellBuild() {
    const text = JSON.stringify(this.spec);
    this.training.tell({ type: "build", spec: this.spec }, [this.net.theta.slice().buffer]);
    if (this.training.engine === "kernel") this.#built = text;
  }

  #handOver() {
    if (JSON.stringify(this.spec) !== this.#built) this.#tellBuild();
  }

  /** The cross-entropies have the sigmoid inside, squared error has not. */
  #suit(loss) {
    const last = this.spec.layers.length - 1;
    if (this.opaque) return;
    let spec = forLoss(this.spec, loss);
    if (this.loss.takesScores && !LOSSES[loss].takesScores) spec = withActivation(spec, last, "sigmoid");
    if (spec === this.spec) return;
    this.#build(spec, this.net.theta.slice());
    this.#weightsChanged();
  }

  #weightsChanged() {
    if (this.training.step > 0) this.recipe.rebase(this.net.theta);
    this.#emit();
  }

  #takeData(data, test, bounds = boundsOf(data, test)) {
    const before = this.recipe.runs.length;
    Object.assign(this, { data, test, bounds });
    this.training.replace({ data });
    if (before) this.recipe.rebase(this.net.theta);
    this.#startLoss = this.#lossNow();
    this.#emit();
  }

  #sourceChanged() {
    const get = (name) => this.#model.get(name);
    const { name, noise, seed } = this.source;
    const next = { name: get("dataset"), noise: get("noise"), seed: get("data_seed") };
    if (next.name === "own" || (next.name === name && next.noise === noise && next.seed === seed)) return;
    if (this.#pending) return;
    this.#pending = true; // several traits change at once
    queueMicrotask(() => {
      this.#pending = false;
      this.#generate();
    });
  }

  #generate() {
    const get = (name) => this.#model.get(name);
    const name = get("dataset");
    if (name === "given") return this.#takeGiven();
    if (!(name in PLANE)) return;
    const [n, nTest] = [get("n"), get("n_test")];
    const [noise, seed] = [get("noise"), get("data_seed") ?? 0];
    this.source = { name, noise, seed, n, nTest };
    this.#takeData(planeData(name, n, noise, seed), nTest ? planeData(name, nTest, noise, seed + 1) : null);
  }

  #takeGiven() {
    const { data, test } = this.given;
    this.source = { ...this.source, name: "given", n: data.n, nTest: test?.n ?? 0 };
    this.#takeData(data, test);
  }

  /** Python has other data or another network: the page shows those. */
  #pythonChanged() {
    queueMicrotask(() => {
      if (this.source.name !== "own") this.#readData();
      const spec = this.#model.get("spec");
      if (JSON.stringify(spec) === JSON.stringify(this.spec)) return;
      this.opaque = spec.layers.length === 0;
      this.spec = spec;
      this.#built = JSON.stringify(spec);
      this.weightsSeed = this.#model.get("weights_seed") ?? null;
      this.training.replace({ net: this.#network(readArray(this.#model, "theta").values) });
      this.training.startAt(this.net.theta);
    });
  }

  #readData() {
    const [data, test] = [readSet(this.#model, "x", "y"), readSet(this.#model, "test_x", "test_y")];
    if (!data || close(data.x, this.data.x) && close(data.y, this.data.y)) return;
    this.#takeData(data, test);
  }

  #happened(event, steps) {
    const { training } = this;
    if (event === "restart") this.#restarted();
    if (event === "settings") this.#settingsChanged();
    if (event === "weights") {
      this.recipe.rebase(this.net.theta);
      this.#addToCurve();
    }
    if (event === "steps") this.#follow(steps);
    if (training.diverged) queueMicrotask(() => this.#comeBack()); // when the engine is done with it
    this.#emit();
  }

  #restarted() {
    this.divergence = "";
    const seeded = this.weightsSeed !== null && !this.opaque && close(this.net.theta, mlpTheta(this.spec, this.weightsSeed));
    this.recipe.begin({ seed: seeded ? this.weightsSeed : null, theta: this.net.theta });
    this.#beginCurve();
  }

  #settingsChanged() {
    this.divergence = "";
    if (this.opaque) return;
    const spec = forLoss(this.spec, this.training.settings.loss);
    if (spec !== this.spec) this.#suit(this.training.settings.loss);
    this.#startLoss = Math.max(this.#startLoss, this.#lossNow());
  }

  #follow({ losses }) {
    const { training } = this;
    const made = losses.length;
    const fresh = training.sinceRestart === made;
    this.recipe.record(made, training.settings, fresh && !training.diverged, this.net.theta);
    if (made === 0) return;
    this.version += 1;
    const point = this.#addToCurve(losses);
    if (!(point.train > 2 * this.#startLoss)) {
      const { step, epochs } = training;
      this.#good = { theta: this.net.theta.slice(), step, epochs };
    }
  }

  /** After a divergence: why, and back to weights that were still good. */
  #comeBack() {
    const { diverged } = this.training;
    if (!diverged) return;
    const good = this.#good ?? { theta: this.training.start, step: 0, epochs: 0 };
    const why = explainDivergence(this, diverged, good);
    this.curve = this.curve.filter(({ epoch }) => epoch <= good.epochs);
    this.training.put(good.theta, good.step, good.epochs);
    this.divergence = why;
    this.#emit();
  }

  #beginCurve() {
    /** @type {{epoch: number, train: number, test: number}[]} */
    this.curve = [];
    this.#good = null;
    this.version += 1;
    this.#addToCurve();
    this.#startLoss = Math.max(0.5, this.curve[0]?.train || 0);
  }

  #addToCurve(losses = []) {
    this.version += 1;
    this.#moves += 1;
    const { epochs } = this.training;
    if (this.opaque) return { epoch: epochs, train: mean(losses), test: NaN };
    return this.#addPoint({ epoch: epochs, train: this.measure().loss, test: this.measure(this.test).loss });
  }

  #addPoint(point) {
    if (this.curve.at(-1)?.epoch === point.epoch) this.curve.pop();
    this.curve.push(point);
    if (this.curve.length > CURVE_AT_MOST) this.curve = this.curve.filter((_, k) => k % 2 === 0 || k > CURVE_AT_MOST - 50);
    return point;
  }

  #lossNow() {
    this.version += 1;
    return Math.max(0.5, this.measure().loss || 0);
  }

  /** Python trained it before it was shown: the reader sees what came of it, and Reset goes back to the start. */
  #showWarmUp() {
    const warm = this.#model.get("warm_up");
    if (!warm?.step) return;
    this.training.resume(readArray(this.#model, "warm_theta").values, warm.step, warm.epoch);
    this.recipe.record(warm.step, this.training.settings, true, this.net.theta);
    warm.loss.forEach((train, k) => this.curve.push({ epoch: warm.at[k], train, test: warm.test_loss[k] ?? NaN }));
    this.#good = { theta: this.net.theta.slice(), step: warm.step, epochs: warm.epoch };
    this.version += 1;
  }

  // ---- A network that only Python can run ----

  /** Python's map and measures of the weights as they are now: asked for when the last answer is in. */
  #ask() {
    if (!this.opaque || this.#asked !== null || this.training.engine !== "kernel" || this.#kernelMap?.moves === this.#moves) return;
    this.#asked = { moves: this.#moves, epoch: this.training.epochs, points: gridOf(this.bounds, KERNEL_SIDE) };
    this.training.tell({ type: "look" }, [this.#asked.points.buffer]);
  }

  #heard({ type, measured, threshold }, [values]) {
    const asked = this.#asked;
    if (!asked || !["looked", "error"].includes(type)) return;
    this.#asked = null;
    if (type === "error") return;
    this.#measured = measured;
    this.#kernelMap = { values: readNumbers(values), side: KERNEL_SIDE, units: 1, moves: asked.moves, threshold };
    this.#addPoint({ epoch: asked.epoch, train: measured[0].loss, test: measured[1]?.loss ?? NaN });
    this.#emit();
  }

  #listen(event, listener) {
    this.#model.on(event, listener);
    this.#stops.push(() => this.#model.off(event, listener));
  }

  #emit() {
    this.version += 1;
    this.#ask();
    for (const listener of [...this.#listeners]) listener();
  }
}

/** n points of two inputs and their classes, or null where there are none. */
function readSet(model, xName, yName) {
  const [x, y] = [readArray(model, xName).values, readArray(model, yName).values];
  return y.length ? { x, y, n: y.length } : null;
}

function numbers(values, shape) {
  return { shape, data: new DataView(values.slice().buffer) };
}

/** What a picture of the data shows: a square round them, the same on all sides where they lie round the origin. */
export function boundsOf(...sets) {
  const ends = [0, 1].map((column) => {
    const values = sets.flatMap((set) => (set ? Array.from({ length: set.n }, (_, k) => set.x[2 * k + column]) : []));
    return [Math.min(...values), Math.max(...values)];
  });
  const most = Math.max(1.2, ...ends.flat().map(Math.abs));
  if (most < 3 || !Number.isFinite(most)) {
    const half = Number.isFinite(most) ? Math.ceil(most * 1.08 * 4) / 4 : 1.5;
    return { lo1: -half, hi1: half, lo2: -half, hi2: half };
  }
  const [[lo1, hi1], [lo2, hi2]] = ends.map(([lo, hi]) => [lo - 0.1 * (hi - lo || 1), hi + 0.1 * (hi - lo || 1)]);
  return { lo1, hi1, lo2, hi2 };
}

function close(a, b) {
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]) <= 1e-12 * (1 + Math.abs(value)));
}

function mean(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : NaN;
}

/** As many digits as a link keeps of a point drawn by hand. */
function tidy(value) {
  return Number(value.toFixed(3));
}
