// Who trains: the page, or a kernel that comes, is slow, fails, dies and comes back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Network } from "../../nnkit/widgets/js/engine.js";
import { PATIENCE } from "../../nnkit/widgets/js/kernel.js";
import { TrainingSession } from "../../nnkit/widgets/js/training_session.js";
import { Clock, KernelModel, PageModel, lectureTraits } from "./pretend.js";

const DATA = { x: Float64Array.of(10, 2, 3.5, 1), y: Float64Array.of(10.1, 1.9, 3.4, 1.1), n: 4 };

const GUARD = { guard: (theta) => Math.abs(theta[0]) < 10 };

function start(model, options = {}) {
  const clock = new Clock();
  const net = new Network(model.get("spec"), Float64Array.of(0.2));
  const training = new TrainingSession(model, net, DATA, { clock, ...options });
  return { model, clock, training, w: () => net.theta[0] };
}

function startWithKernel(options) {
  const started = start(new KernelModel(lectureTraits()), options);
  started.model.answer();
  return started;
}

const requests = (model) => model.sent.filter(({ type }) => type === "train");

test("without a kernel the page trains at once, at the pace that was set", () => {
  const { clock, training, w } = start(new PageModel());
  assert.equal(training.engine, "page");
  training.pace = 5;
  training.play();
  clock.pass(1000);
  assert.equal(training.step, 5);
  // The distance to the best w shrinks by 1 − 0.01 · 117.25/4 = 0.706875 a step.
  const best = 117.8 / 117.25;
  assert.ok(Math.abs(w() - (best + (0.2 - best) * 0.706875 ** 5)) < 1e-12);
  training.pause();
  clock.pass(1000);
  assert.equal(training.step, 5);
  assert.equal(clock.waiting, 0);
});

test("a page that was in the background does not make up for it", () => {
  const { clock, training } = start(new PageModel());
  training.pace = 10;
  training.play();
  clock.pass(100);
  clock.time += 3_600_000;
  clock.pass(20);
  assert.ok(training.step <= 5, `${training.step} steps`);
});

test("as fast as it goes stays within its time in each frame", () => {
  const clock = new Clock();
  clock.now = () => (clock.time += 0.5); // looking at the clock takes half a millisecond
  const { training } = start(new PageModel(), { clock });
  training.pace = Infinity;
  training.play();
  const begun = clock.time;
  clock.pass(16);
  assert.ok(clock.time - begun < 16 + 12);
  assert.ok(training.step > 5);
});

test("an error in one step is not the end of all", () => {
  let steps = 0;
  const learn = () => ({ diverged: null, step: () => (steps++ === 1 ? assert.fail("in the second step") : 0.5) });
  const { clock, training } = start(new PageModel(), { learn });
  training.play();
  assert.throws(() => clock.pass(1000), /in the second step/);
  clock.pass(1000);
  assert.ok(training.running && training.step > 3, `${training.step} steps`);
});

test("a step reports the loss before it and the weights after it", () => {
  const { training } = start(new PageModel());
  const reports = [];
  training.subscribe((event, steps) => event === "steps" && reports.push(steps));
  training.advance(2);
  // L(0.2) = Σ(y − 0.2x)²/8 = (8.1² + 1.5² + 2.7² + 0.9²)/8 = (65.61 + 2.25 + 7.29 + 0.81)/8 = 9.495
  assert.ok(Math.abs(reports[0].losses[0] - 9.495) < 1e-12);
  assert.ok(Math.abs(reports[0].thetas[0][0] - 0.435875) < 1e-12);
  assert.equal(reports[0].thetas.length, 2);
});

test("a kernel that answers before training began takes over with the weights that it has", () => {
  const model = new KernelModel(lectureTraits());
  const { training, w } = start(model);
  assert.equal(training.engine, "page");
  model.net.theta[0] = 0.7;
  model.answer();
  assert.equal(training.engine, "kernel");
  assert.equal(w(), 0.7);
  assert.equal(training.start[0], 0.2);
});

test("the kernel trains its own network, and the page shows it", () => {
  const { model, clock, training, w } = startWithKernel();
  training.play();
  clock.pass(20);
  assert.equal(w(), 0.2);
  model.answer();
  assert.equal(training.step, 1);
  assert.equal(w(), model.net.theta[0]);
  assert.ok(w() > 0.2);
});

test("a kernel that answers late gets its page's weights", () => {
  const model = new KernelModel(lectureTraits());
  const { training, w } = start(model);
  training.advance(3);
  const here = w();
  model.answer();
  model.answer();
  assert.equal(training.engine, "kernel");
  assert.equal(w(), here);
  assert.equal(model.net.theta[0], here);
  assert.equal(model.step, 3);
});

test("a slow kernel never gets two requests", () => {
  const { model, clock, training } = startWithKernel();
  training.pace = Infinity;
  training.play();
  clock.pass(PATIENCE - 500);
  training.advance(1);
  assert.equal(requests(model).length, 1);
  model.answer();
  clock.pass(20);
  assert.equal(requests(model).length, 2);
});

test("a step asked for while the kernel is busy is made when it has answered", () => {
  const { model, clock, training } = startWithKernel();
  training.advance(2);
  training.advance(1);
  clock.pass(100);
  assert.equal(requests(model).length, 1);
  model.answer();
  clock.pass(20);
  model.answer();
  assert.deepEqual(requests(model).map(({ steps }) => steps), [2, 1]);
  assert.equal(training.step, 3);
});

test("none of the steps is lost that a reader asks for faster than the kernel answers", () => {
  const { model, clock, training } = startWithKernel();
  for (let press = 0; press < 4; press++) training.advance(1);
  for (let i = 0; i < 4; i++) {
    model.answer();
    clock.pass(50);
  }
  assert.equal(training.step, 4);
});

test("steps asked for of a kernel that is lost are made in the page, unless the reader begins anew", () => {
  const lost = (act) => {
    const { model, clock, training } = startWithKernel();
    training.advance(2);
    training.advance(1);
    act(training);
    model.die();
    clock.pass(100);
    assert.equal(training.engine, "page");
    return training.step;
  };
  assert.equal(lost(() => {}), 3);
  assert.equal(lost((training) => training.restart()), 0);
});

test("who pauses gets no step more when the kernel is lost", () => {
  const { model, clock, training } = startWithKernel();
  training.pace = Infinity;
  training.play();
  clock.pass(20);
  training.pause();
  model.die();
  clock.pass(100);
  assert.equal(training.step, 0);
});

test("a kernel that answers fast gets more to do, a slow one less", () => {
  const { model, clock, training } = startWithKernel();
  training.pace = Infinity;
  training.play();
  const asked = () => requests(model).at(-1).steps;
  clock.pass(16);
  const first = asked();
  for (let i = 0; i < 5; i++) {
    model.answer();
    clock.pass(16);
  }
  assert.ok(asked() > 4 * first);
  const most = asked();
  for (let i = 0; i < 3; i++) {
    clock.pass(300);
    model.answer();
    clock.pass(16);
  }
  assert.ok(asked() < most);
});

test("when the kernel dies in the middle of a run, the page says so and goes on from the last weights", () => {
  const { model, clock, training, w } = startWithKernel();
  training.play();
  clock.pass(20);
  model.answer();
  const last = w();
  clock.pass(400);
  model.die();
  assert.equal(training.engine, "page");
  assert.match(training.notice, /The kernel is gone: training goes on in this page/);
  assert.equal(w(), last);
  clock.pass(1000);
  assert.ok(training.running && training.step > 4);
  assert.ok(w() > last);
});

test("a kernel that says nothing is given up after a while, and no earlier", () => {
  const { model, clock, training } = startWithKernel();
  training.play();
  clock.pass(PATIENCE - 100);
  assert.equal(training.engine, "kernel");
  clock.pass(1000);
  assert.equal(training.engine, "page");
  assert.match(training.notice, /does not answer/);
  assert.ok(training.step > 0);
  assert.equal(requests(model).length, 1);
});

test("a connection that refuses to send is a lost kernel too", () => {
  const { model, clock, training } = startWithKernel();
  model.send = () => {
    throw new Error("disposed");
  };
  training.play();
  clock.pass(500);
  assert.equal(training.engine, "page");
  assert.ok(training.step > 0);
});

test("a late answer brings the kernel back, and it takes over the page's weights", () => {
  const { model, clock, training, w } = startWithKernel();
  training.play();
  clock.pass(PATIENCE + 1000);
  const [here, step] = [w(), training.step];
  model.answer(); // the request of long ago: Python made a step on its own weights
  assert.equal(training.engine, "kernel");
  assert.match(training.notice, /back/);
  assert.equal(w(), here);
  assert.equal(training.step, step);
  model.answer();
  assert.equal(model.net.theta[0], here);
  clock.pass(500);
  model.answer();
  assert.equal(w(), model.net.theta[0]);
  assert.ok(w() > here);
});

test("a kernel that was interrupted never answers, and comes back when it says that it is there", () => {
  const { model, clock, training, w } = startWithKernel();
  training.play();
  clock.pass(20);
  model.inbox = []; // the request is gone
  clock.pass(PATIENCE + 500);
  assert.equal(training.engine, "page");
  const here = w();
  model.answer();
  assert.equal(training.engine, "kernel");
  assert.match(training.notice, /back/);
  assert.equal(w(), here);
  clock.pass(500);
  model.answer();
  assert.equal(w(), model.net.theta[0]);
  assert.ok(w() > here);
});

test("a kernel that a late answer brought back does not take over a second time", () => {
  const { model, clock, training } = startWithKernel();
  training.play();
  clock.pass(PATIENCE + 500);
  model.answer(1);
  assert.equal(training.engine, "kernel");
  clock.pass(200);
  const sets = () => model.sent.filter(({ type }) => type === "set").length;
  const before = sets();
  model.answer();
  assert.equal(sets(), before);
});

test("when Jupyter has connected anew, the kernel behind the line gets the page's weights", () => {
  const { model, training, w } = startWithKernel();
  training.advance(1);
  model.answer();
  model.net.theta[0] = 7; // another kernel
  model.emit("comm_live_update");
  model.answer();
  model.answer();
  assert.equal(model.net.theta[0], w());
});

test("answers to the requests of another page are not ours", () => {
  const { model, training, w } = startWithKernel();
  model.net.theta[0] = 0.9;
  model.reply({ type: "ready", request: "somebody:1", step: 7, epoch: 7 });
  model.reply({ type: "trained", request: "somebody:2", step: 8, epoch: 8, losses: [1], diverged: null });
  assert.equal(w(), 0.2);
  assert.equal(training.step, 0);
  assert.deepEqual(model.inbox, []);
});

test("an error in Python pauses and is shown", () => {
  const { model, clock, training } = startWithKernel();
  training.play();
  clock.pass(20);
  model.reply({ type: "error", request: model.inbox[0].request, message: "ZeroDivisionError: in your own layer" });
  assert.equal(training.running, false);
  assert.match(training.notice, /ZeroDivisionError: in your own layer/);
  model.net.theta[0] = 0.8; // the steps before the one that failed
  model.inbox = model.inbox.filter(({ type }) => type === "set");
  model.answer();
  assert.deepEqual([model.net.theta[0], model.step], [0.2, 0]);
});

test("weights that are set by hand reach the kernel, and an answer under way does not undo them", () => {
  const { model, clock, training, w } = startWithKernel();
  training.play();
  clock.pass(20);
  training.restart(Float64Array.of(1.5));
  model.answer();
  assert.equal(w(), 1.5);
  assert.equal(model.net.theta[0], 1.5);
  assert.equal(training.step, 0);
});

test("settings changed anywhere are heard, and training goes on with them", () => {
  const { model, clock, training } = startWithKernel();
  const heard = [];
  training.subscribe((event) => heard.push(event));
  model.set("eta", 0.002);
  assert.deepEqual(heard, ["settings"]);
  assert.equal(training.settings.eta, 0.002);
  training.configure({ loss: "absolute", batchSize: 1 });
  assert.equal(model.get("batch_size"), 1);
  training.advance(1);
  const { eta, loss, batch_size } = requests(model).at(-1);
  assert.deepEqual({ eta, loss, batch_size }, { eta: 0.002, loss: "absolute", batch_size: 1 });
  clock.pass(10);
});

for (const [who, begin] of [["page", () => start(new PageModel(), GUARD)], ["kernel", () => startWithKernel(GUARD)]]) {
  test(`weights out of bounds stop training in the ${who} at the last good ones`, () => {
    const { model, training, w } = begin();
    model.set("eta", 0.1);
    training.advance(10);
    model.answer?.();
    // 1 − 0.1 · 29.3125 = −1.93125 a step: 0.2 → 2.559 → −1.997 → 6.801 → −10.19
    assert.equal(training.step, 3);
    assert.ok(Math.abs(w() - 6.801) < 1e-3);
    assert.equal(training.diverged.kind, "bound");
    assert.equal(training.diverged.step, 4);
    assert.ok(Math.abs(training.diverged.theta[0] + 10.19) < 5e-3);
    model.answer?.();
    if (model.net) assert.equal(model.net.theta[0], w());
  });
}

test("steps that were asked for before an error or a divergence are not made after it", () => {
  const { model, clock, training } = startWithKernel(GUARD);
  training.advance(1);
  training.advance(5);
  model.reply({ type: "error", request: model.inbox.pop().request, message: "ZeroDivisionError: in your own layer" });
  clock.pass(100);
  assert.equal(requests(model).length, 1);
  model.set("eta", 0.1);
  training.advance(10);
  training.advance(5);
  model.answer();
  clock.pass(100);
  assert.equal(requests(model).length, 2);
  assert.equal(training.diverged?.step, 4);
});

test("a loss that is not finite stops training with finite weights", () => {
  const { model, training, w } = start(new PageModel());
  model.set("eta", 1);
  training.advance(100_000);
  training.advance(100_000);
  assert.ok(training.diverged);
  assert.ok(Number.isFinite(w()));
});

test("weights that Python changed are shown, and are the new start", () => {
  const { model, training, w } = startWithKernel();
  training.advance(1);
  model.answer();
  model.net.theta[0] = 1.25;
  model.reply({ type: "weights" });
  assert.equal(w(), 1.25);
  assert.equal(training.step, 0);
  training.restart();
  assert.equal(w(), 1.25);
});

test("a network that only Python can run says that it needs a kernel", () => {
  const { model, training, w } = start(new PageModel(lectureTraits({ needs_kernel: "net: layer 1 is a Twice" })));
  training.play();
  training.advance(1);
  assert.equal(training.running, false);
  assert.match(training.notice, /only with a kernel.*layer 1 is a Twice/);
  assert.equal(w(), 0.2);
  assert.equal(model.sent.length, 1);
});

test("disposed of, it leaves no timer and no listener", () => {
  const { model, clock, training } = startWithKernel();
  training.play();
  clock.pass(100);
  training.dispose();
  assert.equal(clock.waiting, 0);
  assert.equal(model.listeners, 0);
});

test("steps that do not fit into one frame are made in the next ones, unless the reader begins anew", () => {
  const { clock, training } = start(new PageModel());
  clock.now = () => (clock.time += 5); // a slow machine: a step or two fill a frame
  training.advance(10);
  assert.ok(training.step < 10);
  clock.pass(1000);
  assert.equal(training.step, 10);
  training.advance(10);
  training.restart();
  clock.pass(1000);
  assert.equal(training.step, 0);
});
