/**
 * What a Playground is now: its network's design, its data, its training, what led there, and what its units see.
 * No DOM; the mathematics is the engine's.
 */

import { readArray } from "./arrays.js";
import { LOSSES, Network } from "./engine.js";
import { PLANE, planeData } from "./plane_data.js";
import { boundsOf, close, fromPoints, numbers, pointsOf, readSet } from "./playground_data.js";
import { explainDivergence } from "./playground_divergence.js";
import { forLoss, fromParts, isEditable, mlpTheta, withActivation } from "./playground_design.js";
import { Recipe } from "./playground_recipe.js";
import { KernelSight, Sight } from "./playground_sight.js";
import { Training } from "./trainer.js";

/** So many points of the loss curves are kept; with more, every other one is dropped. */
const CURVE_AT_MOST = 800;
/** A loss so many times that of the start counts as growing without bound. */
const TOO_LARGE = 1000;

export class PlaygroundState {
  #model;
  #listeners = new Set();
  #stops = [];
  #good = null;
  #startLoss = 1;
  #built = "";
  #pending = false;
  #moves = 0;

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
    const net = this.opaque ? { theta, spec: this.spec, layers: [], units: 0 } : new Network(this.spec, theta);
    this.sight = this.opaque ? new KernelSight(this) : new Sight(this, net);
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
    if (this.opaque) return this.sight.threshold;
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

  /** The loss and the share of right answers, on the data or on the test data. */
  measure(set = this.data) {
    return this.sight.measure(set);
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
    const data = fromPoints(points);
    const { x, y, n } = data;
    if (points.length === 0) this.training.pause();
    this.source = { ...this.source, name: "own", n, nTest: 0 };
    this.#model.set({ dataset: "own", own_x: numbers(x, [n, 2]), own_y: numbers(y, [n, 1]) });
    this.#model.save_changes();
    this.#takeData(data, null, this.bounds);
  }

  /** The points there are, as `setOwn` takes them. */
  points() {
    return pointsOf(this.data);
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

  /** What a kernel says beyond training: how a network sees that only Python can run. */
  #heard(content, buffers) {
    const point = this.opaque && this.sight.hear(content, buffers);
    if (!point) return;
    this.#addPoint(point);
    this.#emit();
  }

  #listen(event, listener) {
    this.#model.on(event, listener);
    this.#stops.push(() => this.#model.off(event, listener));
  }

  #emit() {
    this.version += 1;
    if (this.opaque) this.sight.ask(this.#moves);
    for (const listener of [...this.#listeners]) listener();
  }
}

function mean(values) {
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : NaN;
}
