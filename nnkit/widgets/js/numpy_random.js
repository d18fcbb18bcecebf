// NumPy's own random numbers: what `np.random.default_rng(seed)` gives in Python, the page gives too, number by number.

import { asCount } from "./checks.js";

const MASK128 = (1n << 128n) - 1n;
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;

/**
 * The generator that `np.random.default_rng(seed)` makes, for a whole number from 0 to 2⁵³.
 * @param {number} seed
 */
export function defaultRng(seed) {
  return new Generator(asCount("seed", seed, 0));
}

/** PCG64 (O'Neill 2014), seeded as NumPy's SeedSequence does it, with the draws that the book's data sets use. */
class Generator {
  #state = 0n;
  #increment;
  #upper = null;

  constructor(seed) {
    const [high, low, high2, low2] = seedWords(seed);
    this.#increment = ((((high2 << 64n) | low2) << 1n) | 1n) & MASK128;
    this.#advance();
    this.#state = (this.#state + ((high << 64n) | low)) & MASK128;
    this.#advance();
  }

  #advance() {
    this.#state = (this.#state * MULTIPLIER + this.#increment) & MASK128;
  }

  /** 64 random bits. @returns {bigint} */
  bits() {
    this.#advance();
    const mixed = (this.#state >> 64n) ^ (this.#state & 0xffffffffffffffffn);
    const turn = this.#state >> 122n;
    return BigInt.asUintN(64, (mixed >> turn) | (mixed << (64n - turn)));
  }

  /** 32 random bits: the lower half of 64 first, then the upper one. */
  #bits32() {
    if (this.#upper === null) {
      const bits = this.bits();
      this.#upper = bits >> 32n;
      return bits & 0xffffffffn;
    }
    const upper = this.#upper;
    this.#upper = null;
    return upper;
  }

  /** A whole number from 0 to n − 1, n at most 2³², as `rng.permutation` draws them: bits until they are few enough. */
  integer(n) {
    if (n === 1) return 0;
    const mask = 2 ** (32 - Math.clz32(n - 1)) - 1;
    for (;;) {
      const value = (Number(this.#bits32()) & mask) >>> 0;
      if (value < n) return value;
    }
  }

  /** A number from lo to just below hi, evenly spread, as `rng.uniform(lo, hi)`. */
  uniform(lo = 0, hi = 1) {
    return lo + (hi - lo) * (Number(this.bits() >> 11n) / 2 ** 53);
  }

  /** A number from the normal distribution of mean 0 and variance 1, as `rng.standard_normal()`. */
  normal() {
    for (;;) {
      const bits = this.bits();
      const layer = Number(bits & 0xffn);
      const negative = (bits >> 8n) & 1n;
      const place = Number((bits >> 9n) & 0xfffffffffffffn);
      const x = (negative ? -1 : 1) * place * ZIGGURAT.width[layer];
      if (place < ZIGGURAT.inside[layer]) return x;
      if (layer === 0) return this.#tail((place / 2 ** 8) & 1);
      const [lower, upper] = [ZIGGURAT.height[layer], ZIGGURAT.height[layer - 1]];
      if ((upper - lower) * this.uniform() + lower < Math.exp(-0.5 * x * x)) return x;
    }
  }

  /** Beyond the last layer of the ziggurat (Marsaglia 1964). */
  #tail(negative) {
    for (;;) {
      const x = -Math.log1p(-this.uniform()) / EDGE;
      const y = -Math.log1p(-this.uniform());
      if (y + y > x * x) return negative ? -(EDGE + x) : EDGE + x;
    }
  }
}

// ---- The ziggurat (Marsaglia and Tsang 2000): 256 layers of equal area under exp(−x²/2) ----

const EDGE = 3.6541528853610088;
const AREA = 0.004928673233974658; // EDGE · exp(−EDGE²/2) and the tail beyond it
const ZIGGURAT = ziggurat();

function ziggurat() {
  const f = (x) => Math.exp(-0.5 * x * x);
  const right = new Float64Array(256);
  right[0] = AREA / f(EDGE); // the lowest layer is as wide as its area asks, its tail included
  right[255] = EDGE;
  for (let k = 254; k > 0; k--) right[k] = Math.sqrt(-2 * Math.log(AREA / right[k + 1] + f(right[k + 1])));
  const beside = (k) => (k === 0 ? EDGE : k === 1 ? 0 : right[k - 1]);
  return {
    width: right.map((x) => x / 2 ** 52),
    inside: right.map((x, k) => Math.floor((beside(k) / x) * 2 ** 52)),
    height: right.map((x, k) => (k === 0 ? 1 : f(x))),
  };
}

// ---- SeedSequence: four 64-bit words from one whole number ----

/** Multiplications of 32 bits, of which the lowest 32 count. */
function hasher(start, multiplier) {
  let constant = start;
  return (value) => {
    value ^= constant;
    constant = Math.imul(constant, multiplier);
    value = Math.imul(value, constant);
    return value ^ (value >>> 16);
  };
}

function mix(x, y) {
  const mixed = (Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) | 0;
  return mixed ^ (mixed >>> 16);
}

function seedWords(seed) {
  const hash = hasher(0x43b0d7e5, 0x931e8875);
  const pool = [seed | 0, (seed / 2 ** 32) | 0, 0, 0].map(hash);
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) if (from !== to) pool[to] = mix(pool[to], hash(pool[from]));
  }
  const spread = hasher(0x8b51f9dd, 0x58f38ded);
  const halves = Array.from({ length: 8 }, (_, k) => BigInt(spread(pool[k % 4]) >>> 0));
  return [0, 1, 2, 3].map((k) => halves[2 * k] | (halves[2 * k + 1] << 32n));
}
