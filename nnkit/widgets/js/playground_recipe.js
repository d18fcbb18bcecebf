/** What made the present weights: where they began, and the runs of training since. It can be repeated exactly. */

/**
 * @typedef {{eta: number, loss: string, batchSize: number|null, steps: number}} Run
 * @typedef {{seed: number|null, theta: Float64Array}} Base  `seed` when the weights are those of mlp(…, rng=seed)
 */

/** With more runs than this it is simpler to begin from the numbers reached. */
const RUNS_AT_MOST = 8;

export class Recipe {
  /** @param {Base} base */
  constructor(base) {
    this.begin(base);
  }

  /** @param {Base} base */
  begin({ seed, theta }) {
    this.base = { seed, theta: theta.slice() };
    /** @type {Run[]} */
    this.runs = [];
  }

  /** The weights were changed by hand, or the data were: what led there can't be repeated, so begin from the numbers. */
  rebase(theta) {
    if (this.runs.length || !sameNumbers(theta, this.base.theta)) this.begin({ seed: null, theta });
  }

  /**
   * Steps were made. `fresh` says that their first one began with the first example.
   * @param {Omit<Run, "steps">} settings
   */
  record(steps, { eta, loss, batchSize }, fresh, theta) {
    if (steps === 0) return;
    const last = this.runs.at(-1);
    const same = last && last.eta === eta && last.loss === loss && last.batchSize === batchSize;
    if (same && !fresh) last.steps += steps;
    else if (this.runs.length === RUNS_AT_MOST) this.begin({ seed: null, theta });
    else this.runs.push({ eta, loss, batchSize, steps });
  }
}

function sameNumbers(a, b) {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
