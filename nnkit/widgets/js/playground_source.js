/** Where the points of a Playground come from: a generator with its settings, Python's own, or the reader's hand. */

import { listenTo } from "./listeners.js";
import { PLANE, planeData } from "./plane_data.js";
import { boundsOf, close, fromPoints, numbers, pointsOf, readSet } from "./playground_data.js";

/** @typedef {import("./plane_data.js").Data} Data */

export class Source {
  #model;
  #taken;
  #stop;
  #pending = false;
  /** Whether the points were drawn in this page: then those that Python shows may be out of date. */
  #drawn = false;

  /** @param model an anywidget model with the traits of Playground  @param {() => void} taken  hears of other points */
  constructor(model, taken) {
    this.#model = model;
    this.#taken = taken;
    /** @type {Data} */
    this.data = readSet(model, "x", "y");
    /** Points that are only looked at. @type {Data | null} */
    this.test = readSet(model, "test_x", "test_y");
    /** What the picture shows of the plane. */
    this.bounds = boundsOf(this.data, this.test);
    this.given = { data: this.data, test: this.test, fixed: model.get("dataset") === "given" };
    this.#say({ name: model.get("dataset"), noise: model.get("noise"), seed: model.get("data_seed") });
    this.#stop = listenTo(model, ["dataset", "noise", "data_seed"], () => this.#traitsChanged());
  }

  dispose() {
    this.#stop();
  }

  /** Whether there is something to learn: points of both classes. */
  get ready() {
    return this.data.y.includes(0) && this.data.y.includes(1);
  }

  /** Another data set, or more noise, or the same drawn anew. */
  choose({ name = this.name, noise = PLANE[name]?.noise ?? 0, seed = this.seed ?? 0 }) {
    this.#pending = true; // several traits change at once, and this page knows already
    this.#model.set({ dataset: name, noise, data_seed: seed });
    this.#model.save_changes();
    this.#pending = false;
    this.#generate();
  }

  /** These points, drawn by hand, and no others; the picture keeps its bounds. @param {{x: number[], y: number}[]} points */
  draw(points) {
    const data = fromPoints(points);
    const { x, y, n } = data;
    this.#model.set({ dataset: "own", own_x: numbers(x, [n, 2]), own_y: numbers(y, [n, 1]) });
    this.#model.save_changes();
    this.#take({ ...this, name: "own" }, data, null, this.bounds);
    this.#drawn = true;
  }

  /** The points there are, as `draw` takes them. */
  points() {
    return pointsOf(this.data);
  }

  /** Python has points of its own: take those, unless the reader draws. Of a named set this page has them already. */
  readAgain() {
    if (this.#model.get("dataset") !== "own" || this.#drawn) return;
    const [data, test] = [readSet(this.#model, "x", "y"), readSet(this.#model, "test_x", "test_y")];
    if (!data || (close(data.x, this.data.x) && close(data.y, this.data.y))) return;
    this.#take({ ...this, name: "own" }, data, test);
  }

  #traitsChanged() {
    const get = (name) => this.#model.get(name);
    const same = get("dataset") === this.name && get("noise") === this.noise && get("data_seed") === this.seed;
    if (this.#pending || same || get("dataset") === "own") return;
    this.#pending = true; // several traits change at once
    queueMicrotask(() => {
      this.#pending = false;
      this.#generate();
    });
  }

  #generate() {
    const get = (name) => this.#model.get(name);
    const name = get("dataset");
    if (name === "given") return this.#take({ ...this, name }, this.given.data, this.given.test);
    if (!(name in PLANE)) return;
    const [n, nTest, noise, seed] = [get("n"), get("n_test"), get("noise"), get("data_seed") ?? 0];
    this.#take({ name, noise, seed }, planeData(name, n, noise, seed), nTest ? planeData(name, nTest, noise, seed + 1) : null);
  }

  #take(from, data, test, bounds = boundsOf(data, test)) {
    this.#drawn = false;
    Object.assign(this, { data, test, bounds });
    this.#say(from);
    this.#taken();
  }

  #say({ name, noise, seed }) {
    Object.assign(this, { name, noise, seed });
  }
}
