// For the tests: a clock that moves only when told, and a model with a pretended kernel that answers only when told.

import { Network, Trainer } from "../../nnkit/widgets/js/engine.js";

/** Time, frames and timeouts by hand. */
export class Clock {
  #tasks = [];
  #ids = 0;
  time = 0;

  now = () => this.time;
  frame = (callback) => this.#add(callback, this.time + 16);
  cancelFrame = (id) => this.#remove(id);
  timeout = (callback, delay) => this.#add(callback, this.time + delay);
  clearTimeout = (id) => this.#remove(id);

  /** Let so many milliseconds pass, and everything happen that is due meanwhile. */
  pass(milliseconds) {
    const end = this.time + milliseconds;
    for (;;) {
      const due = this.#tasks.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.time = Math.max(this.time, due.at);
      this.#remove(due.id);
      due.callback();
    }
    this.time = end;
  }

  /** How much is still waiting to happen. */
  get waiting() {
    return this.#tasks.length;
  }

  #add(callback, at) {
    this.#ids += 1;
    this.#tasks.push({ id: this.#ids, callback, at });
    return this.#ids;
  }

  #remove(id) {
    this.#tasks = this.#tasks.filter((task) => task.id !== id);
  }
}

const numbers = (values) => ({ shape: [values.length, 1], data: new DataView(Float64Array.from(values).buffer) });

/** The lecture's four points, and y = wx with w = 0.2. */
export function lectureTraits(more = {}) {
  return {
    spec: { layers: [{ inputs: 1, outputs: 1, f: "identity", bias: false }] },
    theta: numbers([0.2]),
    x: numbers([10, 2, 3.5, 1]),
    y: numbers([10.1, 1.9, 3.4, 1.1]),
    loss: "squared",
    eta: 0.01,
    batch_size: null,
    seed: null,
    name: "descent",
    w_range: null,
    ...more,
  };
}

/** A model without a kernel, as in a published page. */
export class PageModel {
  #listeners = [];
  sent = [];

  constructor(traits = lectureTraits()) {
    this.traits = traits;
  }

  get(name) {
    return this.traits[name];
  }

  set(name, value) {
    if (this.traits[name] === value) return;
    this.traits[name] = value;
    this.emit(`change:${name}`);
  }

  save_changes() {}

  on(event, callback) {
    this.#listeners.push({ event, callback });
  }

  off(event, callback) {
    this.#listeners = this.#listeners.filter((l) => l.event !== event || l.callback !== callback);
  }

  send(content, callbacks, buffers) {
    this.sent.push({ ...content, buffers });
  }

  emit(event, ...details) {
    for (const { event: name, callback } of [...this.#listeners]) if (name === event) callback.apply(this, details);
  }

  get listeners() {
    return this.#listeners.length;
  }
}

/** A model with a kernel behind it, which works on what was sent to it when `answer` is called. */
export class KernelModel extends PageModel {
  comm_live = true;
  inbox = [];
  step = 0;

  constructor(traits) {
    super(traits);
    const { x, y, theta } = this.traits;
    const read = ({ data }) => new Float64Array(data.buffer.slice(0));
    this.net = new Network(this.traits.spec, read(theta));
    this.data = [read(x), read(y)];
  }

  send(content, callbacks, buffers) {
    super.send(content, callbacks, buffers);
    this.inbox.push({ ...content, buffers });
  }

  /** Work off the inbox, or as many of its messages; each answer is sent back. */
  answer(messages = Infinity) {
    for (const message of this.inbox.splice(0, messages)) this[`answer_${message.type}`](message);
  }

  answer_hello({ request }) {
    this.reply({ type: "ready", request, step: this.step, epoch: 0 });
  }

  answer_set({ buffers, step, epoch }) {
    this.net.theta.set(new Float64Array(buffers[0]));
    Object.assign(this, { step, epoch });
  }

  answer_train({ request, steps, eta, loss, batch_size: batchSize }) {
    const trainer = new Trainer(this.net, ...this.data, { eta, loss, batchSize });
    const losses = [];
    const path = [];
    while (losses.length < steps) {
      losses.push(trainer.step());
      path.push(...this.net.theta);
    }
    this.step += steps;
    this.reply({ type: "trained", request, step: this.step, epoch: 0, losses, diverged: null }, path);
  }

  reply(content, ...more) {
    // Jupyter hands buffers over as views into a longer message.
    const buffers = [this.net.theta, ...more].map((values) => {
      const bytes = new Uint8Array(8 * values.length + 3);
      bytes.set(new Uint8Array(Float64Array.from(values).buffer), 3);
      return new DataView(bytes.buffer, 3);
    });
    this.emit("msg:custom", content, buffers);
  }

  /** The connection is cut, as JupyterLab announces it. */
  die() {
    this.comm_live = false;
    this.inbox = [];
    this.emit("comm_live_update");
  }
}
