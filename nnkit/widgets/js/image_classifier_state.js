/**
 * What an ImageClassifier is now: its pictures, the network that looks at them, its training and how it comes on.
 * No DOM, no drawing; the mathematics is the engine's.
 */

import { browserClock } from "./clock.js";
import { Network } from "./engine.js";
import { PageAnswers } from "./image_classifier_answers.js";
import { Browsing } from "./image_classifier_browsing.js";
import { Gallery } from "./image_classifier_gallery.js";
import { KernelAnswers } from "./image_classifier_kernel.js";
import { unpackWeights } from "./image_classifier_pixels.js";
import { Progress } from "./image_classifier_progress.js";
import { Trials } from "./image_classifier_trials.js";
import { Listeners } from "./listeners.js";
import { TrainingSession } from "./training_session.js";

export class ImageState {
  #model;
  #listeners = new Listeners();

  /** @param model an anywidget model with the traits of ImageClassifier */
  constructor(model, clock = browserClock) {
    this.#model = model;
    this.rule = model.get("rule");
    this.names = model.get("names");
    this.noun = model.get("noun");
    this.needsKernel = model.get("needs_kernel");
    /** Where the steps before the first picture ended. */
    this.warmUp = model.get("warm_up");
    /** A network with a layer of the reader's own, which only Python can run. */
    this.opaque = model.get("spec").layers.length === 0;
    this.gallery = new Gallery(model, () => this.changed());
    this.training = this.#train(unpackWeights(model.get("theta")), clock);
    this.browsing = new Browsing(this);
    this.progress = new Progress(this, clock);
    this.#resume();
    if (this.rule === "gradient") this.#beginWithARightOne();
    this.training.subscribe((event, steps) => this.#happened(event, steps));
  }

  #train(theta, clock) {
    const set = this.gallery.sets.train;
    return new TrainingSession(this.#model, this.#network(theta), set, {
      learn: this.rule === "perceptron" ? (training) => new Trials(training, set) : null,
      heard: (...answer) => this.#heard(...answer),
      clock,
    });
  }

  #network(theta) {
    if (!this.opaque) {
      const net = new Network(this.#model.get("spec"), theta);
      this.answers = new PageAnswers(net, this.gallery);
      return net;
    }
    const tell = (picture) => this.training.tell({ type: "look" }, [picture.buffer]);
    this.answers = new KernelAnswers(this.#model.get("answers"), this.gallery, { tell, key: () => this.#question });
    return { theta, layers: [], outputs: this.answers.size };
  }

  get net() {
    return this.training.net;
  }

  get first() {
    return this.net.layers[0];
  }

  /** @returns {() => void} stops it */
  subscribe(listener) {
    return this.#listeners.add(listener);
  }

  /** Tell whoever listens. */
  changed() {
    if (this.opaque && this.training.engine === "kernel") this.answers.ask();
    this.#listeners.tell();
  }

  dispose() {
    this.training.dispose();
    this.#listeners.clear();
  }

  // ---- What the reader does ----

  setPace(pace) {
    this.training.pace = pace;
    this.changed();
  }

  reset() {
    this.training.pause();
    this.training.restart();
  }

  /** Take over what a link says. */
  restore({ set, image, eta, across = 0, down = 0, negative = false }) {
    this.training.pause();
    if (eta !== undefined) this.training.configure({ eta });
    this.gallery.change({ across, down, negative });
    this.gallery.show(set, image - 1);
  }

  // ---- The run ----

  /** Show the network as it was after the steps before the first picture. */
  #resume() {
    const { step, epoch } = this.warmUp;
    this.training.resume(unpackWeights(this.#model.get("warm_theta")), step, epoch);
    this.#beginWarm();
  }

  #beginWarm() {
    const { mistakes, at, train, test } = this.warmUp;
    this.progress.begin({ mistakes, curve: { at, train, test } });
    this.#follow();
  }

  /** The first picture that a reader sees is one that the network knows, where there is one. */
  #beginWithARightOne() {
    const { at } = this.gallery;
    this.training.pace = 30;
    at.index = Math.max(0, this.answers.wrongOnes(at.set).indexOf(false));
  }

  #happened(event, steps) {
    if (event === "restart") this.#restarted();
    // What a kernel owes that is lost does not come any more, so it is asked again when it is back.
    if (this.opaque && (event === "restart" || this.training.engine === "page")) this.answers.forget();
    if (event === "steps" && steps.losses.length) {
      this.progress.stepsWereMade(steps.losses);
      this.#follow();
    }
    if (event === "state" && !this.training.running) this.progress.measure(true);
    if (event === "state" && this.training.running) this.progress.rest = "";
    this.changed();
  }

  /** Back to the start, or to what a kernel has; a run that this page has not seen begins in the middle. */
  #restarted() {
    const { step } = this.training;
    if (step === this.warmUp.step && step > 0) return this.#beginWarm();
    this.progress.begin({ mistakes: step === 0 ? 0 : null });
    this.#follow();
  }

  /** The perceptron's next picture comes by itself. */
  #follow() {
    if (this.rule === "perceptron") this.gallery.turnTo("train", this.training.step);
  }

  // ---- What only Python can say ----

  /** What Python is asked about: these weights, this picture. */
  get #question() {
    const { training: { step, epoch }, gallery: { at, changes, drawn } } = this;
    return JSON.stringify([step, epoch, at, changes, [...drawn]]);
  }

  #heard(content, buffers) {
    if (!this.opaque || !this.answers.hear(content, buffers)) return;
    this.progress.measure(true);
    this.changed();
  }
}
