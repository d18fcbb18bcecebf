/**
 * What a Playground and the Python behind it know of each other's network: designs go both ways, and may cross on the
 * way.
 */

import { listenTo } from "./listeners.js";
import { designKey } from "./playground_design.js";

export class Python {
  #model;
  #state;
  #takes;
  #stop;
  /** The design that Python has built, or was told to. */
  #built;
  /** Those that it was told of and has not shown yet: what it shows is not news, and may be out of date. */
  #told = [];

  /**
   * @param model an anywidget model with the traits of Playground
   * @param {import("./playground_state.js").PlaygroundState} state
   * @param {{design: (spec: import("./network.js").Spec) => void, data: () => void}} takes  what takes over a design of
   *   Python's own, and what looks whether it has other data
   */
  constructor(model, state, takes) {
    this.#model = model;
    this.#state = state;
    this.#takes = takes;
    this.#built = designKey(state.spec);
    this.#stop = listenTo(model, ["x", "y", "spec"], (name) => this.#changed(name));
  }

  dispose() {
    this.#stop();
  }

  /** Python builds the same network, and from then on that is the one that it trains. */
  build() {
    const { spec, net, training } = this.#state;
    const { step, epoch } = training; // another activation goes on from where the last one was
    training.tell({ type: "build", spec, step, epoch }, [net.theta.slice().buffer]);
    if (training.engine !== "kernel") return;
    this.#built = designKey(spec);
    this.#told.push(this.#built);
  }

  /** A kernel that takes over builds what it has not built yet. */
  handOver() {
    if (designKey(this.#state.spec) !== this.#built) this.build();
  }

  /** Python has other data or another network: the page shows those, when all traits that changed with them are here. */
  #changed(name) {
    queueMicrotask(() => {
      if (name === "spec") this.#designChanged(this.#model.get("spec"));
      else this.#takes.data();
    });
  }

  #designChanged(spec) {
    const design = designKey(spec);
    const at = this.#told.indexOf(design);
    if (at >= 0) this.#told.splice(0, at + 1);
    else if (design !== designKey(this.#state.spec)) this.#take(spec);
  }

  #take(spec) {
    this.#built = designKey(spec);
    this.#told = [];
    this.#takes.design(spec);
  }
}
