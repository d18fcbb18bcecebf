// The engine's side of test_engine_parity.py: reads cases as JSON, trains as they say, writes what came out as JSON.

import { readFileSync } from "node:fs";

import { Network, Trainer, accuracy, perceptronStep } from "../../nnkit/widgets/js/engine.js";

function train({ spec, theta, x, y, labels, loss, eta, batchSize, orders, epochs, snapshots }) {
  const net = new Network(spec, Float64Array.from(theta));
  const data = Float64Array.from(x), targets = labels ? Int32Array.from(y) : Float64Array.from(y);
  const order = orders && ((epoch) => orders[epoch]);
  const trainer = new Trainer(net, data, targets, { loss, eta, batchSize, order });
  const losses = [], thetas = [], gradients = [];
  while (trainer.epochs < epochs && trainer.diverged === null) {
    const value = trainer.step();
    if (trainer.diverged === null) losses.push(value);
    if (!snapshots.includes(trainer.steps)) continue;
    thetas.push([...net.theta]);
    gradients.push([...net.dtheta]);
  }
  const classes = labels || net.outputs === 1;
  return {
    losses,
    thetas,
    gradients,
    epochLoss: trainer.epochLoss,
    diverged: trainer.diverged && { ...trainer.diverged, loss: String(trainer.diverged.loss) },
    accuracy: classes ? accuracy(net, data, targets, trainer.n) : null,
  };
}

function perceptron({ spec, theta, x, y, eta, order }) {
  const net = new Network(spec, Float64Array.from(theta));
  const data = Float64Array.from(x), targets = Float64Array.from(y);
  const mistakes = order.map((i) => perceptronStep(net, data, targets, i, eta));
  return { mistakes, theta: [...net.theta] };
}

const { trainings, perceptrons } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify({ trainings: trainings.map(train), perceptrons: perceptrons.map(perceptron) }));
