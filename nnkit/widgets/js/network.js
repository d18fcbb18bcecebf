// Networks: layers one after the other, with the two passes through them, on flat arrays of numbers.

import { ACTIVATIONS, SLOPE, activate, timesDerivative } from "./activations.js";
import { asCount, asLength, asNumbers, byName, typeName } from "./checks.js";
import { product } from "./product.js";

/**
 * @typedef {Object} LayerSpec
 * @property {number} inputs
 * @property {number} outputs
 * @property {string} f the name of one of ACTIVATIONS
 * @property {number} [slope] of leaky_relu, 0.02 without it
 * @property {boolean} [bias] true without it
 * @property {ArrayLike<number>} [mask] outputs × inputs zeros and ones, for a local layer: 0 means no connection
 */

/** @typedef {{layers: LayerSpec[]}} Spec */

/**
 * One layer, a = W x + b and h = f(a), for n examples at once. Examples are rows: number o of example e is at
 * [e·outputs + o] in `a`, `h` and `da` (= ∂L/∂a), which hold the last n examples and may be longer than that. Weight
 * [o, i] is at [o·inputs + i] in `W` and `dW`. `b` and `db` are null for a layer without bias.
 */
class Layer {
  constructor(spec, theta, dtheta, start) {
    const { inputs, outputs } = spec;
    this.inputs = inputs;
    this.outputs = outputs;
    this.f = spec.f;
    this.slope = spec.slope;
    this.mask = spec.mask;
    const end = start + inputs * outputs;
    this.W = theta.subarray(start, end);
    this.dW = dtheta.subarray(start, end);
    this.b = spec.bias ? theta.subarray(end, end + outputs) : null;
    this.db = spec.bias ? dtheta.subarray(end, end + outputs) : null;
    this.x = null;
    this.reserve(0);
  }

  /** Make room for n examples. */
  reserve(n) {
    this.a = new Float64Array(n * this.outputs);
    this.h = new Float64Array(n * this.outputs);
    this.da = new Float64Array(n * this.outputs);
  }

  /** a = x Wᵀ + b and h = f(a) for the first n examples of `x`. */
  forward(x, n) {
    const { inputs, outputs, a } = this;
    this.x = x;
    product(x, inputs, 1, this.W, inputs, 1, this.b, a, n, outputs, inputs);
    activate(this.f, this.slope, a, this.h, n * outputs);
  }

  /**
   * The chain rule through this layer. `da` holds ∂L/∂h when it starts. Then ∂L/∂a = ∂L/∂h · f'(a) takes its place,
   * ∂L/∂W = ∂L/∂aᵀ x and ∂L/∂b = ∂L/∂a, both summed over the examples, and ∂L/∂x = ∂L/∂a W goes to `dx`, if there
   * is one: the first layer of a network has no use for it.
   */
  backward(n, dx) {
    const { inputs, outputs, da, mask, dW } = this;
    timesDerivative(this.f, this.slope, this.a, this.h, da, n * outputs);
    product(da, 1, outputs, this.x, 1, inputs, null, dW, outputs, inputs, n);
    if (mask !== null) for (let i = 0; i < dW.length; i++) dW[i] *= mask[i];
    if (this.db !== null) sumOverExamples(da, n, this.db);
    if (dx !== null) product(da, outputs, 1, this.W, 1, inputs, null, dx, n, inputs, outputs);
  }
}

function sumOverExamples(da, n, db) {
  const outputs = db.length;
  for (let o = 0; o < outputs; o++) {
    let sum = 0;
    for (let i = o; i < n * outputs; i += outputs) sum += da[i];
    db[o] = sum;
  }
}

/**
 * A stack of layers; the output of one is the input of the next.
 *
 * All parameters lie in one array `theta`, all gradients in `dtheta`: for each layer W, row after row, then b, the
 * order of nnkit's `net.parameters`. `layers[k].W`, `.b`, `.dW` and `.db` are views of them, so writing into `theta`,
 * as in `net.theta.set(numbers)`, is how weights are changed. A pass writes into the same buffers again and again;
 * what is to be kept must be copied.
 */
export class Network {
  #forwardOf = 0;
  #yHat = null;

  /**
   * @param {Spec} spec
   * @param {Float64Array} [theta] the parameters, which are copied; zeros without it
   */
  constructor(spec, theta) {
    const { layers, size } = checkedSpec(spec);
    this.spec = { layers };
    this.theta = theta === undefined ? new Float64Array(size) : asNumbers("theta", theta, size).slice();
    this.dtheta = new Float64Array(size);
    this.#build();
    for (const { W, mask } of this.layers) {
      if (mask !== null) for (let i = 0; i < W.length; i++) W[i] *= mask[i];
    }
  }

  #build() {
    let start = 0;
    this.layers = this.spec.layers.map((spec) => {
      const layer = new Layer(spec, this.theta, this.dtheta, start);
      start += parametersOf(spec);
      return layer;
    });
    this.inputs = this.layers[0].inputs;
    this.outputs = this.layers.at(-1).outputs;
  }

  /** The number of parameters, all weights and biases counted one by one. */
  get size() {
    return this.theta.length;
  }

  /** The number of units in all layers, the inputs not counted. */
  get units() {
    return this.layers.reduce((sum, layer) => sum + layer.outputs, 0);
  }

  /**
   * The prediction ŷ for the first n examples of `x`: a view of the last layer's h, n·outputs numbers, which the next
   * forward pass overwrites.
   * @param {Float64Array} x
   * @param {number} n
   * @returns {Float64Array}
   */
  forward(x, n) {
    if (!(n >= 1 && x.length >= n * this.inputs)) this.#refuse(x, n);
    if (n !== this.#forwardOf) this.#makeRoom(n);
    for (const layer of this.layers) {
      layer.forward(x, n);
      x = layer.h;
    }
    return this.#yHat;
  }

  // Making a view takes longer than a small layer does, so the view of ŷ is kept for the next pass of the same size.
  #makeRoom(n) {
    const last = this.layers.at(-1);
    if (last.h.length < n * last.outputs) for (const layer of this.layers) layer.reserve(n);
    this.#yHat = last.h.subarray(0, n * last.outputs);
    this.#forwardOf = n;
  }

  #refuse(x, n) {
    asCount("n", n);
    const all = n * this.inputs;
    throw new Error(`x: expected ${n} examples of ${this.inputs} numbers each, ${all} in all; got ${x.length}`);
  }

  /**
   * From ∂L/∂ŷ, n·outputs numbers, every layer's gradients, last layer first. The input's gradient, which no update
   * needs, is not computed.
   * @param {Float64Array} dloss
   * @param {number} n as in the forward pass before it
   */
  backward(dloss, n) {
    if (n !== this.#forwardOf) throw new Error(`n: expected ${this.#forwardOf}, as in the last forward pass; got ${n}`);
    const { layers } = this;
    let k = layers.length - 1;
    const last = layers[k];
    if (dloss.length < n * last.outputs) asLength("dloss", dloss, n * last.outputs);
    for (let i = 0; i < n * last.outputs; i++) last.da[i] = dloss[i];
    for (; k > 0; k--) layers[k].backward(n, layers[k - 1].da);
    layers[0].backward(n, null);
  }

  /** A network of its own with the same layers and weights. */
  copy() {
    return new Network(this.spec, this.theta);
  }

  /**
   * A network with the very same weights, not a copy, but buffers of its own: it follows the training of this one,
   * and what is computed with it leaves this one's a, h and da alone. For maps, and for the loss on other data.
   */
  twin() {
    const twin = new Network(this.spec);
    twin.theta = this.theta;
    twin.#build();
    return twin;
  }
}

const CHUNK = 250;

/**
 * Every unit's output on the n examples of `x`, say the 10,000 pixels of a map: unit after unit, those of the first
 * layer first, so that unit u's map is `maps.subarray(u * n, (u + 1) * n)`. It goes through the examples in chunks
 * that stay in the processor's cache, and needs no memory but `maps`, which a caller who draws often passes in again.
 * The buffers of `net` are overwritten: pass in `net.twin()`, made once, while `net` trains.
 * @param {Network} net
 * @param {Float64Array} x
 * @param {number} n
 * @param {Float64Array} [maps] of net.units · n numbers
 * @returns {Float64Array} maps
 */
export function unitMaps(net, x, n, maps = new Float64Array(net.units * n)) {
  asLength("x", x, n * net.inputs);
  asLength("maps", maps, net.units * n);
  for (let start = 0; start < n; start += CHUNK) {
    const count = Math.min(CHUNK, n - start);
    net.forward(x.subarray(start * net.inputs, (start + count) * net.inputs), count);
    let unit = 0;
    for (const { h, outputs } of net.layers) {
      for (let o = 0; o < outputs; o++, unit++) {
        const map = unit * n + start;
        for (let e = 0; e < count; e++) maps[map + e] = h[e * outputs + o];
      }
    }
  }
  return maps;
}

function parametersOf({ inputs, outputs, bias }) {
  return outputs * (inputs + (bias ? 1 : 0));
}

/** The spec with everything filled in that may be left out, and the number of parameters it asks for. */
function checkedSpec(spec) {
  if (!Array.isArray(spec?.layers) || spec.layers.length === 0) {
    throw new Error(`spec: expected {layers: [...]} with at least one layer, got ${typeName(spec?.layers)}`);
  }
  const layers = spec.layers.map((layer, k) => checkedLayer(layer, `spec.layers[${k}]`));
  for (let k = 1; k < layers.length; k++) {
    const came = layers[k].inputs, wanted = layers[k - 1].outputs;
    if (came !== wanted) {
      throw new Error(`spec.layers[${k}].inputs: expected ${wanted}, the outputs of the layer before; got ${came}`);
    }
  }
  return { layers, size: layers.reduce((sum, layer) => sum + parametersOf(layer), 0) };
}

function checkedLayer({ inputs, outputs, f, slope = SLOPE, bias = true, mask = null }, name) {
  asCount(`${name}.inputs`, inputs);
  asCount(`${name}.outputs`, outputs);
  byName(`${name}.f`, ACTIVATIONS, f);
  if (!(slope >= 0 && slope < 1)) throw new Error(`${name}.slope: expected 0 ≤ slope < 1, got ${slope}`);
  return { inputs, outputs, f, slope, bias, mask: mask && checkedMask(mask, inputs * outputs, `${name}.mask`) };
}

function checkedMask(mask, length, name) {
  asLength(name, mask, length);
  const numbers = Float64Array.from(mask);
  if (!numbers.every((one) => one === 0 || one === 1)) throw new Error(`${name}: expected only zeros and ones`);
  return numbers;
}
