/**
 * What there is to know about y = wx going down its loss: the best w, slopes, where the next steps lead, where the
 * last ones led, the bound on eta. No DOM, no drawing; the mathematics is the engine's.
 */

import { readArray } from "./arrays.js";
import { Trace } from "./descent_trace.js";
import { LOSSES, Network, Trainer } from "./engine.js";
import { niceStep } from "./geometry.js";
import { TrainingSession } from "./training_session.js";

/** The dashed steps that the picture of L(w) shows before the ball. */
const AHEAD = 3;
/** Squared error may throw w so many half-axes away from the middle before it is called divergence. */
const BOUND = 8;
/** With zero–one nothing moves; so many steps are enough to see it. */
const STILL = 5;

export class DescentState {
  /** @type {Trace} */
  #trace;

  /** @param model an anywidget model with the traits of DescentExplorer */
  constructor(model, clock) {
    const x = readArray(model, "x").values;
    const y = readArray(model, "y").values;
    this.data = { x, y, n: x.length };
    const net = new Network(model.get("spec"), readArray(model, "theta").values);
    this.scratch = net.copy();
    this.training = new TrainingSession(model, net, this.data, { guard: (theta) => this.#inBounds(theta[0]), clock });
    this.home = model.get("w_range") ?? homeRange(net.theta[0], leastSquares(this.data));
    /** Why training came to an end by itself: "" or "still", "arrived", "cycle". */
    this.rest = "";
    /** Whether the last run diverged, and nothing was begun since. */
    this.shaken = false;
    this.#beginTrace();
    this.training.subscribe((event, steps) => this.#happened(event, steps));
  }

  dispose() {
    this.training.dispose();
  }

  get w() {
    return this.training.net.theta[0];
  }

  get eta() {
    return this.training.settings.eta;
  }

  get loss() {
    return this.training.settings.loss;
  }

  get oneSample() {
    return this.training.settings.batchSize !== null && this.data.n > 1;
  }

  /** The row of the data that the next step looks at, or null when it looks at all of them. */
  get sample() {
    return this.oneSample ? this.training.sinceRestart % this.data.n : null;
  }

  /** The data that the next step looks at. */
  get batch() {
    return this.sample === null ? this.data : one(this.data, this.sample);
  }

  /** L(w) on the data given, all four points without it. */
  lossAt(w, { x, y, n } = this.data) {
    this.scratch.theta[0] = w;
    return LOSSES[this.loss].value(this.scratch.forward(x, n), y, n, 1);
  }

  /** dL/dw on the data given. */
  slopeAt(w, { x, y, n } = this.batch) {
    this.scratch.theta[0] = w;
    const yHat = this.scratch.forward(x, n);
    this.scratch.backward(LOSSES[this.loss].derivative(yHat, y, n, 1, new Float64Array(n)), n);
    return this.scratch.dtheta[0];
  }

  /** The w where L(w) is least: Σxy/Σx² for squared error, else the best of the places where one point fits exactly. */
  get best() {
    if (this.loss === "squared") return leastSquares(this.data);
    const fits = this.exactFits();
    return fits.reduce((best, w) => (this.#lossAtFit(w) < this.#lossAtFit(best) ? w : best), fits[0]);
  }

  get least() {
    return this.loss === "squared" ? this.lossAt(this.best) : this.#lossAtFit(this.best);
  }

  /** Every w for which the line goes exactly through a point. */
  exactFits() {
    const { x, y } = this.data;
    return [...new Set(Array.from(x, (x_k, k) => y[k] / x_k).filter(Number.isFinite))];
  }

  /** The loss at w = y/x, where rounding must not decide whether the point is hit. */
  #lossAtFit(w) {
    if (this.loss !== "zero_one") return this.lossAt(w);
    const { x, y, n } = this.data;
    return x.filter((x_k, k) => Math.abs(x_k * w - y[k]) > 1e-9 * Math.abs(y[k])).length / n;
  }

  /** The dips of zero–one, as [w, loss]. */
  dips() {
    return this.exactFits().map((w) => [w, this.#lossAtFit(w)]);
  }

  /** What one step multiplies the distance to the minimum by, for squared error on this batch: 1 − η·mean(x²). */
  factor({ x, n } = this.batch) {
    return 1 - this.eta * meanSquare(x, n);
  }

  /** What one pass, sample by sample, multiplies the distance between two starts by: the product of its factors. */
  passFactor() {
    return this.data.x.reduce((product, x_k) => product * (1 - this.eta * x_k * x_k), 1);
  }

  /** The largest eta for which squared error on the full batch doesn't diverge, 2/mean(x²). */
  get bound() {
    return 2 / meanSquare(this.data.x, this.data.n);
  }

  /** The sample with the largest x, and so with the largest steps. */
  get loudest() {
    const { x } = this.data;
    return x.reduce((best, x_k, k) => (Math.abs(x_k) > Math.abs(x[best]) ? k : best), 0);
  }

  /** Where the next few steps will lead: w now, w after one step, and so on. */
  ahead(steps = AHEAD) {
    const net = this.training.net.copy();
    const { x, y, n } = rotated(this.data, this.sample ?? 0);
    const trainer = new Trainer(net, x, y, { ...this.training.settings });
    const ws = [this.w];
    for (let k = 0; k < steps && Number.isFinite(net.theta[0]) && !trainer.diverged; k++) {
      trainer.step();
      if (!trainer.diverged) ws.push(net.theta[0]);
    }
    return ws;
  }

  /** What is remembered of the run, oldest first, as {step, w}. */
  get trace() {
    return this.#trace.places;
  }

  /** The last steps of it. */
  trail() {
    return this.#trace.trail();
  }

  /** The ends of the axis of w: as given, or wider by doubling while the ball or its trail lies outside. */
  range() {
    const [lo, hi] = this.home;
    const middle = (lo + hi) / 2;
    let half = (hi - lo) / 2;
    const reach = Math.max(...this.trail().map(({ w }) => Math.abs(w - middle)));
    while (reach > half * 1.02) half *= 2;
    return [middle - half, middle + half];
  }

  /** Put the ball somewhere by hand: a new start. */
  place(w) {
    this.training.pause();
    this.training.restart(Float64Array.of(w));
  }

  /** Take over what a link says. */
  restore({ w, batch, ...settings }) {
    this.training.configure({ ...settings, batchSize: batch });
    if (w !== undefined) this.training.startAt(Float64Array.of(w));
  }

  // ---- What training reports ----

  #happened(event, steps) {
    if (event === "restart") this.#beginTrace();
    if (event === "restart" || event === "settings" || (event === "state" && this.training.running)) this.rest = "";
    if (event === "restart" || (event === "state" && this.training.running)) this.shaken = false;
    if (this.training.diverged) this.shaken = true;
    if (event === "steps") this.#follow(steps);
  }

  #beginTrace() {
    this.#trace = new Trace(this.training.step, this.w);
    this.rest = "";
  }

  #follow({ thetas }) {
    this.#trace.follow(this.training.step - thetas.length, thetas);
    if (thetas.length && !this.training.diverged) this.#comeToRest();
  }

  /** Stop when going on would show nothing new: the reader is told why. */
  #comeToRest() {
    const period = this.oneSample ? this.data.n : 1;
    const two = this.#trace.lastTwo(period);
    if (!two) return;
    const { then, now } = two;
    if (this.loss === "zero_one") this.rest = this.training.step >= STILL && then.w === now.w ? "still" : "";
    else if (Math.abs(now.w - then.w) < 1e-8) this.rest = this.oneSample ? "cycle" : "arrived";
    if (this.rest) this.training.pause();
  }

  #inBounds(w) {
    if (this.loss !== "squared") return true;
    const [lo, hi] = this.home;
    return Math.abs(w - (lo + hi) / 2) <= (BOUND * (hi - lo)) / 2;
  }
}

function meanSquare(x, n) {
  return x.reduce((sum, x_k) => sum + x_k * x_k, 0) / n;
}

/** Σxy and Σx², the two sums that the closed form is made of. */
export function sums({ x, y }) {
  return { xy: x.reduce((sum, x_k, k) => sum + x_k * y[k], 0), xx: x.reduce((sum, x_k) => sum + x_k * x_k, 0) };
}

function leastSquares(data) {
  const { xy, xx } = sums(data);
  return xy / xx;
}

/** An axis around the best w, so wide that the start is well inside. */
function homeRange(start, best) {
  const half = niceStep(1.15 * Math.max(Math.abs(start - best), 0.4));
  const middle = Math.round(best * 10) / 10;
  return [middle - half, middle + half];
}

function one({ x, y }, k) {
  return { x: x.subarray(k, k + 1), y: y.subarray(k, k + 1), n: 1 };
}

function rotated({ x, y, n }, by) {
  const turn = (values) => Float64Array.from(values, (_, k) => values[(k + by) % n]);
  return { x: turn(x), y: turn(y), n };
}
