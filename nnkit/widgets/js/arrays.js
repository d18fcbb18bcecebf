/** Arrays of numbers as Python sends them: eight bytes a number, in the order of a Float64Array. */

/** The numbers in a buffer, which may start anywhere in a longer one. @param {DataView|ArrayBuffer} view */
export function readNumbers(view) {
  if (view instanceof ArrayBuffer) return new Float64Array(view.slice(0));
  return new Float64Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** A model's trait that is an array. @returns {{shape: number[], values: Float64Array}} */
export function readArray(model, name) {
  const { shape, data } = model.get(name);
  return { shape, values: readNumbers(data) };
}

/** The bytes in a buffer, which may start anywhere in a longer one. @param {DataView|ArrayBuffer} view */
export function readBytes(view) {
  if (view instanceof ArrayBuffer) return new Uint8Array(view.slice(0));
  return new Uint8Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}
