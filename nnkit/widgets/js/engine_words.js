/** Who trains, in words for the reader. */

/** @param {import("./training_session.js").TrainingSession} training */
export function engineInWords(training) {
  return training.engine === "kernel"
    ? "training in the kernel: your NumPy network"
    : "training in this page (JavaScript)";
}

/** Why nothing trains in this page. @param {string} reason */
export function whyKernel(reason) {
  return `This network trains only with a kernel: open the chapter as a notebook. (${reason})`;
}
