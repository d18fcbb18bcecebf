// A network as objects, one for each unit and each connection, and the chain rule spelled out one number at a time.
//
// The slow and obvious way to do what engine.js does. The tests take its results for granted where the two should
// agree, and the benchmark measures how much faster the engine is.

const FUNCTIONS = {
  identity: { f: (a) => a, df: () => 1 },
  step: { f: (a) => (a > 0 ? 1 : 0), df: () => 0 },
  sigmoid: { f: (a) => 1 / (1 + Math.exp(-a)), df: (a) => 1 / (2 + Math.exp(a) + Math.exp(-a)) },
  tanh: {
    f: Math.tanh,
    df: (a) => {
      const h = Math.tanh(a);
      return 1 - h * h;
    },
  },
  relu: { f: (a) => Math.max(0, a), df: (a) => (a > 0 ? 1 : 0) },
  leaky_relu: { f: (a, slope) => (a > 0 ? a : slope * a), df: (a, slope) => (a > 0 ? 1 : slope) },
};

/** The losses of one example, an array of outputs and an array of targets or a label, and their derivatives. */
const LOSS_OF_ONE = {
  squared: {
    value: (yHat, y) => sum(yHat.map((p, o) => 0.5 * (p - y[o]) ** 2)),
    derivative: (yHat, y) => yHat.map((p, o) => p - y[o]),
  },
  absolute: {
    value: (yHat, y) => sum(yHat.map((p, o) => Math.abs(p - y[o]))),
    derivative: (yHat, y) => yHat.map((p, o) => Math.sign(p - y[o])),
  },
  zero_one: {
    value: (yHat, y) => (yHat.every((p, o) => p === y[o]) ? 0 : 1),
    derivative: (yHat) => yHat.map(() => 0),
  },
  binary_cross_entropy: {
    value: (a, y) => sum(a.map((s, o) => -y[o] * Math.log(logistic(s)) - (1 - y[o]) * Math.log(logistic(-s)))),
    derivative: (a, y) => a.map((s, o) => logistic(s) - y[o]),
  },
  softmax_cross_entropy: {
    value: (scores, label) => -Math.log(share(scores, label)),
    derivative: (scores, label) => scores.map((_, o) => share(scores, o) - (o === label ? 1 : 0)),
  },
};

const logistic = (a) => 1 / (1 + Math.exp(-a));
const share = (scores, o) => Math.exp(scores[o]) / sum(scores.map(Math.exp));
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

class Connection {
  constructor(from, to, w) {
    this.from = from;
    this.to = to;
    this.w = w;
    this.dw = 0;
  }
}

class Unit {
  constructor(functions, slope) {
    this.functions = functions;
    this.slope = slope;
    this.incoming = [];
    this.outgoing = [];
    this.hasBias = false;
    this.b = this.db = this.a = this.h = this.da = 0;
  }

  forward() {
    this.a = this.b;
    for (const { w, from } of this.incoming) this.a += w * from.h;
    this.h = this.functions.f(this.a, this.slope);
  }

  /** From ∂L/∂h of this unit to its da, and to the gradients of what comes in. */
  backward(dh) {
    this.da = dh * this.functions.df(this.a, this.slope);
    for (const connection of this.incoming) connection.dw += this.da * connection.from.h;
    this.db += this.da;
  }

  /** ∂L/∂h, collected from the units that this one goes to. */
  dh() {
    let dh = 0;
    for (const { w, to } of this.outgoing) dh += w * to.da;
    return dh;
  }

  update(eta) {
    for (const connection of this.incoming) {
      connection.w -= eta * connection.dw;
      connection.dw = 0;
    }
    if (this.hasBias) this.b -= eta * this.db;
    this.db = 0;
  }
}

/** The network of `spec` with the parameters `theta`, both as engine.js takes them. */
export class ReferenceNetwork {
  constructor(spec, theta) {
    let next = 0;
    this.layers = [Array.from({ length: spec.layers[0].inputs }, () => new Unit(FUNCTIONS.identity))];
    for (const { outputs, f, slope = 0.02, bias = true, mask } of spec.layers) {
      const before = this.layers.at(-1);
      const units = Array.from({ length: outputs }, () => new Unit(FUNCTIONS[f], slope));
      units.forEach((unit, o) => before.forEach((from, i) => {
        const w = theta[next++];
        if (!mask || mask[o * before.length + i]) connect(from, unit, w);
      }));
      for (const unit of units) {
        unit.hasBias = bias;
        if (bias) unit.b = theta[next++];
      }
      this.layers.push(units);
    }
  }

  /** The outputs for one example, an array of numbers. */
  forward(x) {
    this.layers[0].forEach((unit, i) => { unit.h = x[i]; });
    for (const units of this.layers.slice(1)) for (const unit of units) unit.forward();
    return this.layers.at(-1).map((unit) => unit.h);
  }

  /** Add the gradients of one example to those collected so far, from ∂L/∂ŷ. */
  backward(dloss) {
    this.layers.at(-1).forEach((unit, o) => unit.backward(dloss[o]));
    for (const units of this.layers.slice(1, -1).reverse()) for (const unit of units) unit.backward(unit.dh());
  }

  /** The mean loss of the examples of a batch, an array of {x, y}, whose gradients are collected on the way. */
  collect(batch, loss) {
    const { value, derivative } = LOSS_OF_ONE[loss];
    let total = 0;
    for (const { x, y } of batch) {
      const yHat = this.forward(x);
      total += value(yHat, y);
      this.backward(derivative(yHat, y).map((d) => d / batch.length));
    }
    return total / batch.length;
  }

  /** One step of gradient descent; returns the loss before it. */
  step(batch, loss, eta) {
    const value = this.collect(batch, loss);
    for (const units of this.layers.slice(1)) for (const unit of units) unit.update(eta);
    return value;
  }

  /** The numbers called `weight` and `bias` of all layers in the order of theta; 0 where there is no connection. */
  #inOrder(weight, bias) {
    const between = (from, unit) => unit.incoming.find((connection) => connection.from === from);
    return this.layers.slice(1).flatMap((units, k) => [
      ...units.flatMap((unit) => this.layers[k].map((from) => between(from, unit)?.[weight] ?? 0)),
      ...units.filter((unit) => unit.hasBias).map((unit) => unit[bias]),
    ]);
  }

  get theta() {
    return this.#inOrder("w", "b");
  }

  get dtheta() {
    return this.#inOrder("dw", "db");
  }
}

function connect(from, to, w) {
  const connection = new Connection(from, to, w);
  from.outgoing.push(connection);
  to.incoming.push(connection);
}
