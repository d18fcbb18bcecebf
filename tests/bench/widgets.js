// What the benchmark does in a browser: the engine against the reference, and the frames of widgets that train.

/** Epochs a second of the engine and of the object-per-node reference, in turns, after both gave the same losses. */
export async function epochs(sizes, { points, batch, turns, milliseconds }) {
  const { Network, Trainer } = await import("/nnkit/widgets/js/engine.js");
  const { ReferenceNetwork } = await import("/tests/js/reference.js");
  const { mlpTheta } = await import("/nnkit/widgets/js/playground_design.js");
  const { planeData } = await import("/nnkit/widgets/js/plane_data.js");
  const last = sizes.length - 2;
  const layers = sizes.slice(1).map((outputs, k) => ({ inputs: sizes[k], outputs, f: k === last ? "sigmoid" : "tanh", bias: true }));
  const theta = mlpTheta({ layers }, 0);
  const { x, y } = planeData("circles", points, 0.1, 0);
  const settings = { loss: "squared", eta: 0.03 };
  const trainer = new Trainer(new Network({ layers }, theta), x, y, { ...settings, batchSize: batch });
  const reference = new ReferenceNetwork({ layers }, theta);
  const rows = Array.from({ length: points }, (_, e) => ({ x: [x[2 * e], x[2 * e + 1]], y: [y[e]] }));
  const batches = Array.from({ length: points / batch }, (_, k) => rows.slice(k * batch, (k + 1) * batch));
  const epochOfReference = () => batches.reduce((sum, one) => sum + reference.step(one, settings.loss, settings.eta), 0) / batches.length;
  const peers = { engine: () => trainer.epoch(), reference: epochOfReference };
  for (let k = 0; k < 5; k++) {
    const [a, b] = [peers.engine(), peers.reference()];
    if (!(Math.abs(a - b) < 1e-9)) throw new Error(`epoch ${k + 1}: the engine's loss is ${a}, the reference's ${b}`);
  }
  const found = { engine: [], reference: [] };
  for (let turn = 0; turn < turns; turn++) for (const [name, epoch] of Object.entries(peers)) found[name].push(rate(epoch, milliseconds));
  return found;
}

function rate(epoch, milliseconds) {
  const start = performance.now();
  let count = 0;
  while (performance.now() < start + milliseconds) for (let k = 0; k < 5; k++, count++) epoch();
  return (1000 * count) / (performance.now() - start);
}

/** Before the widgets start: how long the callbacks of each frame take, the side of the finest map, long tasks. */
export function watch() {
  const seen = { frames: new Map(), side: 0, long: [] };
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) => ask((now) => {
    const start = performance.now();
    callback(now);
    seen.frames.set(now, (seen.frames.get(now) ?? 0) + performance.now() - start);
  });
  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (image, ...rest) {
    seen.side = image.width;
    return put.call(this, image, ...rest);
  };
  new PerformanceObserver((list) => seen.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
  window.seen = seen;
}
