// For the tests: a Playground's state without a page, on data of its own generator.

import { Network } from "../../nnkit/widgets/js/engine.js";
import { mlpTheta } from "../../nnkit/widgets/js/playground_design.js";
import { planeData } from "../../nnkit/widgets/js/plane_data.js";
import { PlaygroundState } from "../../nnkit/widgets/js/playground_state.js";
import { Clock, KernelModel, PageModel } from "./pretend.js";

export const array = (values, shape) => ({ shape, data: new DataView(Float64Array.from(values).buffer) });
const NOTHING = array([], [0, 1]);

/** [2, 4, 1] with tanh and sigmoid. */
export function specOf(sizes, f = "tanh", out = "sigmoid") {
  const layers = sizes.slice(1).map((outputs, k) => ({ inputs: sizes[k], outputs, f: k === sizes.length - 2 ? out : f, bias: true }));
  return { layers };
}

export function playgroundTraits(spec = specOf([2, 4, 1]), { dataset = "moons", n = 60, n_test = 40, noise = 0.1, ...more } = {}) {
  const [data, test] = [planeData(dataset, n, noise, 0), planeData(dataset, Math.max(1, n_test), noise, 1)];
  return {
    spec, theta: array(mlpTheta(spec, 0), [1]), weights_seed: 0,
    x: array(data.x, [n, 2]), y: array(data.y, [n, 1]),
    test_x: n_test ? array(test.x, [n_test, 2]) : NOTHING, test_y: n_test ? array(test.y, [n_test, 1]) : NOTHING,
    own_x: NOTHING, own_y: NOTHING, warm_up: {}, warm_theta: NOTHING,
    dataset, noise, data_seed: 0, n, n_test, loss: "squared", eta: 0.3, batch_size: 10, seed: null,
    name: "playground", hint: "", needs_kernel: "", panels: [], controls: [], ...more,
  };
}

/** A model that takes several traits at once, with a kernel or without. */
const takesSeveral = (Model) => class extends Model {
  set(name, value) {
    if (typeof name === "string") return super.set(name, value);
    for (const [one, its] of Object.entries(name)) super.set(one, its);
  }
};

const PublishedModel = takesSeveral(PageModel);

/** Its kernel builds the networks that it is told of, and shows what it has built, in an order of names of its own. */
class BuildingModel extends takesSeveral(KernelModel) {
  answer_build({ spec, step, epoch, buffers }) {
    Object.assign(this, { step, epoch });
    this.net = new Network(spec, new Float64Array(buffers[0]));
    this.set("spec", { layers: spec.layers.map(({ f, bias, outputs, inputs }) => ({ bias, f, inputs, outputs })) });
  }
}

/** Its network has a layer that only its kernel knows: the page is told of no layers, and asks what the network sees. */
class OpaqueModel extends takesSeveral(KernelModel) {
  looks = 0;

  constructor(traits) {
    super(traits);
    Object.assign(this.traits, { spec: { layers: [] }, needs_kernel: "net: layer 1 is a Twice" });
  }

  /** Each look sees a map that is flat and as high as there were looks. */
  answer_look({ request }) {
    this.looks += 1;
    const measured = Array(2).fill({ loss: 0.1, accuracy: 0.9 });
    const map = new DataView(new Float64Array(2500).fill(this.looks).buffer);
    this.emit("msg:custom", { type: "looked", request, threshold: 0.5, measured }, [map]);
  }
}

export function opaquePlayground() {
  const begun = begin(new OpaqueModel(playgroundTraits()));
  begun.model.answer();
  return begun;
}

export function playgroundState(spec, traits) {
  return begin(new PublishedModel(playgroundTraits(spec, traits)));
}

export function playgroundWithKernel(spec, traits) {
  const begun = begin(new BuildingModel(playgroundTraits(spec, traits)));
  begun.model.answer();
  return begun;
}

function begin(model) {
  const clock = new Clock();
  return { state: new PlaygroundState(model, clock), model, clock };
}
