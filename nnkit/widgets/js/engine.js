// The mathematics of nnkit for the browser: the same networks, losses and training, on flat arrays and without a page.

import { ACTIVATIONS, SLOPE, gainOf } from "./activations.js";
import { accuracy, evaluate, thresholdOf } from "./evaluation.js";
import { LOSSES, softmax } from "./losses.js";
import { Network, unitMaps } from "./network.js";
import { perceptronStep } from "./perceptron.js";
import { initialTheta, random } from "./random.js";
import { Trainer } from "./training.js";

export {
  ACTIVATIONS,
  LOSSES,
  Network,
  SLOPE,
  Trainer,
  accuracy,
  evaluate,
  gainOf,
  initialTheta,
  perceptronStep,
  random,
  softmax,
  thresholdOf,
  unitMaps,
};
