// What every public function asks of its arguments, said in one way: the name, what came, what was expected.

/**
 * The entry of `menu` that `name` names.
 * @template T
 * @param {string} kind the argument's name
 * @param {Object<string, T>} menu
 * @param {string} name
 * @returns {T}
 */
export function byName(kind, menu, name) {
  if (typeof name === "string" && Object.hasOwn(menu, name)) return menu[name];
  throw new Error(`${kind}: expected one of ${Object.keys(menu).join(", ")}; got ${shown(name)}`);
}

/** `value`, when it is a finite number above 0. */
export function asPositive(name, value) {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  throw new Error(`${name}: expected a finite number above 0, got ${shown(value)}`);
}

/** `value`, when it is a whole number of at least `atLeast`. */
export function asCount(name, value, atLeast = 1) {
  if (Number.isSafeInteger(value) && value >= atLeast) return value;
  throw new Error(`${name}: expected a whole number of at least ${atLeast}, got ${shown(value)}`);
}

/** `values`, when it is a Float64Array of finite numbers, and of that length where one is given. */
export function asNumbers(name, values, length = values?.length) {
  if (!(values instanceof Float64Array)) {
    throw new Error(`${name}: expected a Float64Array, got ${typeName(values)}`);
  }
  asLength(name, values, length);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1) throw new Error(`${name}: expected finite numbers, got ${values[bad]} at ${bad}`);
  return values;
}

/** `values` itself, when it holds that many. */
export function asLength(name, values, length) {
  if (values.length === length) return values;
  throw new Error(`${name}: expected ${length} numbers, got ${values.length}`);
}

/** What kind of thing a value is, for a message. */
export function typeName(value) {
  return value?.constructor?.name ?? String(value);
}

function shown(value) {
  return typeof value === "string" ? `"${value}"` : String(value);
}
