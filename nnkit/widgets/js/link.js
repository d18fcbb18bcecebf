/**
 * A widget's state as the end of an address, and back: `#descent?w=0.2&eta=0.01&loss=squared&batch=full`.
 *
 * A schema says how each key is read: a function from text to value that throws an Error with a sentence.
 * @typedef {Object<string, (text: string) => any>} Schema
 */

/** @param {string} name  the widget's name  @param {Object<string, any>} values @returns {string} beginning with # */
export function toFragment(name, values) {
  const pairs = Object.entries(values).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `#${encodeURIComponent(name)}?${pairs.join("&")}`;
}

/**
 * Read a fragment. One that is not meant for the widget `name` is null; one that is meant for it but can't be read
 * gives a `problem`, a sentence, and no values, so that a broken link never leaves a state half set.
 * @param {Schema} schema
 * @param {(values: Object<string, any>) => Object<string, any>} [check] what the values together mean; may throw too
 * @returns {null | {values?: Object<string, any>, problem?: string}}
 */
export function fromFragment(fragment, name, schema, check = (values) => values) {
  const [, target, query] = /^#([^?]*)\?(.*)$/s.exec(fragment) ?? [];
  if (target !== encodeURIComponent(name)) return null;
  try {
    return { values: check(readQuery(query, schema)) };
  } catch (error) {
    const reason = error instanceof URIError ? "it is cut short or mistyped" : error.message;
    return { problem: `The link to this figure can't be read: ${reason}. You see its usual start.` };
  }
}

function readQuery(query, schema) {
  const values = {};
  for (const pair of query.split("&").filter(Boolean)) {
    const [key, text = ""] = pair.split(/=(.*)/s);
    if (!Object.hasOwn(schema, key)) throw new Error(`it sets “${key}”, which this figure does not have`);
    values[key] = schema[key](decodeURIComponent(text));
  }
  return values;
}

/** A reader for a number from lo to hi. */
export function numberBetween(name, lo, hi) {
  return (text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) throw new Error(`${name} = “${text}” is not a number`);
    if (value < lo || value > hi) throw new Error(`${name} = ${text} is not between ${lo} and ${hi}`);
    return value;
  };
}

/** A reader for one of some words; `meanings` gives the value that each stands for. */
export function oneOf(name, meanings) {
  return (text) => {
    if (Object.hasOwn(meanings, text)) return meanings[text];
    throw new Error(`${name} = “${text}” is none of ${Object.keys(meanings).join(", ")}`);
  };
}

/** A reader for a whole number from lo to hi. */
export function wholeNumber(name, lo, hi) {
  const read = numberBetween(name, lo, hi);
  return (text) => {
    const value = read(text);
    if (!Number.isInteger(value)) throw new Error(`${name} = ${text} is not a whole number`);
    return value;
  };
}
