/** From numbers to places on a canvas, and to text: scales, ticks, formats. No canvas and no DOM. */

/** @typedef {{lo: number, hi: number, at: (value: number) => number, back: (place: number) => number}} Scale */

/** A scale that sends lo to `from` and hi to `to`, evenly. @returns {Scale} */
export function linearScale(lo, hi, from, to) {
  const factor = (to - from) / (hi - lo);
  return { lo, hi, at: (value) => from + (value - lo) * factor, back: (place) => lo + (place - from) / factor };
}

/** As `linearScale`, but evenly in the logarithm; what is below lo, 0 too, is put at lo. @returns {Scale} */
export function logScale(lo, hi, from, to) {
  const scale = linearScale(Math.log10(lo), Math.log10(hi), from, to);
  const at = (value) => scale.at(Math.log10(Math.max(value, lo)));
  return { lo, hi, at, back: (place) => 10 ** scale.back(place) };
}

/** Round numbers from lo to hi, about `count` of them: 1, 2 or 5 times a power of ten apart. */
export function niceTicks(lo, hi, count = 5) {
  if (!(hi > lo) || !Number.isFinite(hi - lo)) return [];
  const step = niceStep((hi - lo) / count);
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step));
}

/** The number 1, 2 or 5 times a power of ten that is nearest above `size`. */
export function niceStep(size) {
  const power = 10 ** Math.floor(Math.log10(size));
  const digit = [1, 2, 5, 10].find((d) => d * power >= size * (1 - 1e-9));
  return tidy(digit * power);
}

/** Powers of ten from lo to hi, thinned out to at most `count`. */
export function logTicks(lo, hi, count = 5) {
  const first = Math.ceil(Math.log10(lo) - 1e-9);
  const last = Math.floor(Math.log10(hi) + 1e-9);
  const stride = Math.max(1, Math.ceil((last - first + 1) / count));
  const ticks = [];
  for (let power = first; power <= last; power += stride) ticks.push(tidy(10 ** power));
  return ticks;
}

/** 0.30000000000000004 is 0.3. */
function tidy(value) {
  return Number(value.toPrecision(12)) + 0;
}

/** `value` in the range from lo to hi. */
export function clamp(value, lo, hi) {
  return Math.min(hi, Math.max(lo, value));
}

/** `value` rounded to so many significant digits, still a number. */
export function significant(value, digits) {
  return Number(value.toPrecision(digits));
}

/** `value` with so many digits behind the point and a real minus sign: −23.59; very large ones as −2.4·10⁹. */
export function fixed(value, digits = 2) {
  if (!Number.isFinite(value)) return infinite(value);
  if (Math.abs(value) >= 1e6) return scientific(value);
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : withMinus(text);
}

/** `value` with so many significant digits, as people write it: 0.0225, 117.3, 2.4·10⁻⁷. */
export function short(value, digits = 3) {
  if (!Number.isFinite(value)) return infinite(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-5) return scientific(value);
  const decimals = clamp(digits - 1 - Math.floor(Math.log10(size)), 0, 12);
  return withMinus(String(Number(value.toFixed(decimals))));
}

function scientific(value) {
  const [mantissa, exponent] = value.toExponential(1).split("e");
  return `${withMinus(mantissa)}·10${raised(Number(exponent))}`;
}

/** A power of ten on an axis: 100, 1, 0.01, and 10⁻³ where zeros would have to be counted. */
export function powerOfTen(value) {
  const power = Math.round(Math.log10(value));
  return Math.abs(power) < 3 ? short(value) : `10${raised(power)}`;
}

function raised(power) {
  return [...String(power)].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("");
}

/** Too large for the computer's numbers, said in words; a reader never meets NaN. */
function infinite(value) {
  return value === -Infinity ? "beyond all bounds, negative" : "beyond all bounds";
}

function withMinus(text) {
  return text.replace("-", "−");
}
