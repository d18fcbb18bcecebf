/**
 * What a Playground is now: its network's design, its points, its training, what led there, and what its units see.
 * No DOM; the mathematics is the engine's.
 */

import { readArray } from "./arrays.js";
import { LOSSES, Network, thresholdOf } from "./engine.js";
import { Listeners } from "./listeners.js";
import { forLoss, fromParts, isEditable, mlpTheta, unitsAtMost, withActivation } from "./playground_design.js";
import { History } from "./playground_history.js";
import { Python } from "./playground_python.js";
import { KernelSight, Sight } from "./playground_sight.js";
import { Source } from "./playground_source.js";
import { TrainingSession } from "./training_session.js";

export class PlaygroundState {
  #model;
  #listeners = new Listeners();
  #python;

  /** @param model an anywidget model with the traits of Playground */
  constructor(model, clock) {
    this.#model = model;
    this.spec = model.get("spec");
    /** The most units that a layer may get in the page. */
    this.unitsAtMost = unitsAtMost(this.spec);
    this.source = new Source(model, () => this.#dataChanged());
    this.hint = model.get("hint") ?? "";
    /** A network with a layer of the reader's own, which only Python can run. */
    this.opaque = this.spec.layers.length === 0;
    this.needsKernel = model.get("needs_kernel");
    this.weightsSeed = model.get("weights_seed") ?? null;
    /** Epochs a second; Infinity is as many as the machine makes. */
    this.speed = 10;
    /** Counts the changes. */
    this.version = 0;
    this.#python = new Python(model, this, { design: (spec) => this.#take(spec), data: () => this.source.readAgain() });
    this.training = this.#train(readArray(model, "theta").values, clock);
    this.history = new History(this);
    this.history.takeWarmUp(model);
    this.training.subscribe((event, steps) => this.#happened(event, steps));
  }

  #train(theta, clock) {
    return new TrainingSession(this.#model, this.#network(theta), this.data, {
      guard: (_, loss) => this.history.curve.isBounded(loss),
      handOver: () => this.#python.handOver(),
      heard: (content, buffers) => this.#heard(content, buffers),
      clock,
    });
  }

  #network(theta) {
    const net = this.opaque ? { theta, spec: this.spec, layers: [], units: 0 } : new Network(this.spec, theta);
    this.sight = this.opaque ? new KernelSight(this) : new Sight(this, net);
    return net;
  }

  get net() {
    return this.training.net;
  }

  get data() {
    return this.source.data;
  }

  get test() {
    return this.source.test;
  }

  get bounds() {
    return this.source.bounds;
  }

  get loss() {
    return LOSSES[this.training.settings.loss];
  }

  /** The output above which the answer is class 1. */
  get threshold() {
    if (this.opaque) return this.sight.threshold;
    return thresholdOf(this.spec.layers.at(-1).f);
  }

  /** What the order of the examples is drawn with; null keeps the order given. */
  get seed() {
    return this.#model.get("seed") ?? null;
  }

  /** Whether layers and activations may be changed in the page. */
  get editable() {
    return !this.opaque && isEditable(this.spec);
  }

  /** Hear of every change. @returns {() => void} stops it */
  subscribe(listener) {
    return this.#listeners.add(listener);
  }

  dispose() {
    this.#python.dispose();
    this.source.dispose();
    this.training.dispose();
    this.#listeners.clear();
  }

  /** The loss and the share of right answers, on the data or on the test data. */
  measure(set = this.data) {
    return this.sight.measure(set);
  }

  // ---- What the reader does ----

  play() {
    if (!this.source.ready) return;
    this.history.divergence = "";
    this.training.play();
  }

  setSpeed(speed) {
    this.speed = speed;
    this.#emit();
  }

  advance(steps) {
    if (!this.source.ready) return;
    this.history.divergence = "";
    this.training.pause();
    this.training.advance(steps);
  }

  get batchesPerEpoch() {
    return Math.max(1, Math.ceil(this.data.n / Math.max(1, this.training.batch)));
  }

  /** The steps to the end of the epoch under way, or of the next one where those to its end are asked for already. */
  advanceEpoch() {
    const each = this.batchesPerEpoch;
    const { sinceRestart, pending } = this.training;
    this.advance(each - ((sinceRestart + pending) % each));
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
    // A menu that is drawn late still offers the output what the loss does not take.
    const spec = forLoss(withActivation(this.spec, k, f), this.training.settings.loss);
    if (this.training.step === 0 && this.history.recipe.base.seed !== null) return this.redesign(spec);
    this.#build(spec, this.net.theta.slice());
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
    this.history.divergence = "";
    this.training.put(theta);
  }

  /** Another data set, or more noise, or the same drawn anew; training begins anew. */
  setSource(settings) {
    this.training.pause();
    this.source.choose(settings);
    this.training.restart();
  }

  /** Points drawn by hand and no others; training goes on with them. @param {{x: number[], y: number}[]} points */
  setOwn(points) {
    if (points.length === 0) this.training.pause();
    this.source.draw(points);
  }

  /** Everything that a link says, at once. */
  restore({ units, activations, out, seed, weights, own, ...rest }) {
    this.training.pause();
    const { loss = this.training.settings.loss, eta, batch, data, noise, dataSeed } = rest;
    const settings = { loss, ...(eta !== undefined && { eta }), ...(batch !== undefined && { batchSize: batch }) };
    if (own) this.setOwn(own);
    else if (data || noise !== undefined || dataSeed !== undefined) this.setSource({ name: data, noise, seed: dataSeed });
    const spec = forLoss(units ? fromParts(units, activations, out) : this.spec, loss);
    this.weightsSeed = seed ?? this.weightsSeed;
    const drawn = () => (units || seed !== undefined ? mlpTheta(spec, this.weightsSeed ?? 0) : this.training.start);
    const theta = weights ? Float64Array.from(weights) : drawn();
    if (weights) this.weightsSeed = null;
    this.#build(spec, theta);
    this.training.configure(settings);
    this.training.startAt(this.net.theta);
  }

  // ---- Inside ----

  #build(spec, theta) {
    this.history.divergence = "";
    this.spec = spec;
    this.training.replace({ net: this.#network(theta) });
    this.#python.build();
  }

  /** The cross-entropies have the sigmoid inside, squared error has not. */
  #suit(loss) {
    if (this.opaque) return;
    let spec = forLoss(this.spec, loss);
    if (this.loss.takesScores && !LOSSES[loss].takesScores) spec = withActivation(spec, spec.layers.length - 1, "sigmoid");
    if (spec === this.spec) return;
    this.#build(spec, this.net.theta.slice());
    this.#weightsChanged();
  }

  #weightsChanged() {
    if (this.training.step > 0) this.history.recipe.rebase(this.net.theta);
    this.#emit();
  }

  #dataChanged() {
    this.training.replace({ data: this.data });
    this.history.dataChanged();
    this.#emit();
  }

  #happened(event, steps) {
    const { history } = this;
    if (event === "restart") history.restarted();
    if (event === "settings") this.#settingsChanged();
    if (event === "weights") history.weightsWereSet();
    if (event === "steps") history.stepsWereMade(steps);
    if (this.training.diverged) queueMicrotask(() => this.#comeBack()); // when the engine is done with it
    this.#emit();
  }

  #settingsChanged() {
    if (!this.opaque && forLoss(this.spec, this.training.settings.loss) !== this.spec) this.#suit(this.training.settings.loss);
    this.history.settingsChanged();
  }

  #comeBack() {
    if (!this.training.diverged) return;
    this.history.goBack();
    this.#emit();
  }

  #emit() {
    this.version += 1;
    this.training.pace = this.speed * this.batchesPerEpoch; // which depends on the points and on the batch
    if (this.opaque) this.sight.ask(this.history.moves);
    this.#listeners.tell();
  }

  // ---- Python ----

  /** Python has a network of another design. */
  #take(spec) {
    this.opaque = spec.layers.length === 0;
    this.spec = spec;
    this.unitsAtMost = Math.max(this.unitsAtMost, unitsAtMost(spec));
    this.weightsSeed = this.#model.get("weights_seed") ?? null;
    this.training.replace({ net: this.#network(readArray(this.#model, "theta").values) });
    this.training.startAt(this.net.theta);
  }

  /** What a kernel says beyond training: how a network sees that only Python can run. */
  #heard(content, buffers) {
    const point = this.opaque && this.sight.hear(content, buffers);
    if (!point) return;
    this.history.curve.add(point);
    this.#emit();
  }
}
