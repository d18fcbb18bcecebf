"""ImageClassifier: a network that looks at pictures, its scores, and its weights as pictures (chapters 1 and 2)."""

from math import prod

import numpy as np
import traitlets

from nnkit.activations import identity, step
from nnkit.checks import as_array, as_count, as_matrix
from nnkit.datasets import CARD_SHAPE, IMAGE_SHAPE
from nnkit.evaluation import accuracy
from nnkit.layers import Dense
from nnkit.losses import as_loss
from nnkit.network import Network
from nnkit.perceptron import trials
from nnkit.training import Step, steps
from nnkit.widgets.base import Array, TrainingWidget
from nnkit.widgets.bundle import FOLDER, bundle
from nnkit.widgets.pixels import pack, share, small_numbers
from nnkit.widgets.spec import network_spec, parameters_of, set_parameters, threshold_of

RULES = ("gradient", "perceptron")
SHOWN_SHAPES = (CARD_SHAPE, IMAGE_SHAPE)
TRAINED = {"perceptron": 50, "gradient": 300}
CURVE_POINTS = 40


class ImageClassifier(TrainingWidget):
    """A picture, what the network says about it, and the rows of W as pictures that form while it trains.

    `net` is a Network; one with a layer of the reader's own trains in the kernel only, and a page shows what it says
    of the pictures as they are. `images` has the shape (N, inputs) with numbers from 0 to 1, row by row of a
    picture of `shape`, (rows, columns) or (rows, columns, 3); without a shape it is that of the book's cards or of
    its shapes. `labels` are whole numbers from 0, shape (N,) or (N, 1), and `names` are the names of the classes: as
    many as the network has outputs, two for one output. `test` is a pair (images, labels) that is only looked at.

    With `rule="perceptron"`, for one layer of one threshold unit, the images are shown one at a time in the order
    given, and only mistakes teach. With `rule="gradient"` it is gradient descent on `loss`, by default
    softmax_cross_entropy, or for one output binary_cross_entropy on a score and squared on a sigmoid.

    The first picture shows a copy of the network after `trained` steps, 50 trials or 300 batches without it, so that
    there is something to see; `net` itself stays as it is until the reader trains it in a notebook, and then goes on
    from there. Reset goes back to the weights that were given.

    A page stores at most some 200 KB of pictures: all if they fit, with 1, 8 or 4 bits a number, or else the first
    ones, two for training to one for testing. In a page it trains on those, in a kernel on all.

    `noun` is what the words call a picture, and `name` is what links to the widget begin with.
    Raises ValueError or TypeError where an argument is something else. Source: lecture rows L03, L12, L13.
    """

    _esm = bundle("image_classifier.js")
    _css = TrainingWidget._css + (FOLDER / "image_classifier.css").read_text(encoding="utf-8")

    # All of the data stay in Python; the page gets what `pack` makes of them.
    x = Array(read_only=True).tag(sync=False)
    y = Array(read_only=True).tag(sync=False)
    theta = small_numbers()
    warm_theta = small_numbers()
    warm_up = traitlets.Dict().tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)  # what a network that only Python can run says of the pictures of a page
    training_set = traitlets.Dict().tag(sync=True)
    test_set = traitlets.Dict().tag(sync=True)
    shape = traitlets.List(traitlets.Int()).tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rule = traitlets.Enum(RULES, "gradient").tag(sync=True)
    noun = traitlets.Unicode("image").tag(sync=True)

    def __init__(
        self,
        net,
        images,
        labels,
        *,
        shape=None,
        names=None,
        rule="gradient",
        loss=None,
        eta=None,
        batch_size=32,
        test=None,
        trained=None,
        seed=None,
        noun=None,
        name="images",
    ):
        _check_net(net, rule)
        shape = _as_shape(shape, net)
        x = _as_images("images", images, shape)
        outputs = _outputs(net, x)
        names = _as_names(names, outputs)
        labels = _as_labels("labels", labels, len(x), len(names))
        test = None if test is None else _as_test(test, shape, len(names))
        eta, batch_size, loss = _settings(rule, net, outputs, eta, batch_size, loss)
        if rule == "perceptron" and seed is not None:
            raise ValueError(f"seed: expected None, the perceptron is shown its images in the order given; got {seed}")
        y, sets = _targets(outputs, loss, labels), _shown(x, labels, test, rule)
        preview, trained = net.copy(), as_count("trained", TRAINED[rule] if trained is None else trained, 0)
        updates = _updates_of(preview, x, y, rule, loss=loss, eta=eta, batch_size=batch_size, rng=seed)
        warm_up = _warm_up(preview, updates, trained, sets)
        super().__init__(
            net, x, y, loss=loss, eta=eta, batch_size=batch_size, seed=seed, name=name, rule=rule, names=names,
            shape=list(shape), noun=noun or ("card" if shape == CARD_SHAPE else "image"),
            warm_up=warm_up, warm_theta=parameters_of(preview),
            answers=_first_answers(preview, sets), **_stored(sets, x, test),
        )  # fmt: skip
        self._loss, self._preview, self._sets = loss, preview, sets

    @traitlets.validate("loss")
    def _check_loss(self, proposal):
        name, own = as_loss(proposal["value"]).name, getattr(self, "_loss", None)
        if own not in (None, name):
            raise ValueError(f"loss: expected {own!r}, which the labels were made for; got {name!r}")
        return name

    # ---- The kernel's side of training ----

    _kinds = (*TrainingWidget._kinds, "look")

    def _answer_look(self, content, buffers):
        """What a network that only Python can run says of the pictures, and of the one that the reader changed."""
        net = self._preview or self.net
        looked = _answers(net, self._sets)
        picture = np.frombuffer(buffers[0], np.float64).reshape(1, -1)
        outputs = np.frombuffer(looked["data"], "<f4").astype(np.float64), np.asarray(net.forward(picture), np.float64)
        reply = {"type": "looked", "request": content.get("request"), "threshold": looked["threshold"]}
        self.send(reply, [values.tobytes() for values in outputs])

    def _adopt(self):
        """The reader trains: `net` goes on from what the first picture showed."""
        if self._preview is not None:
            set_parameters(self.net, parameters_of(self._preview))
            self._restart(self.warm_up["step"], self.warm_up["epoch"])

    def _restart(self, step=0, epoch=0):
        super()._restart(step, epoch)
        self._preview = None

    def _answer_hello(self, content, buffers):
        if self._preview is None:
            return super()._answer_hello(content, buffers)
        at = {"step": self.warm_up["step"], "epoch": self.warm_up["epoch"]}
        theta = memoryview(np.ascontiguousarray(parameters_of(self._preview))).cast("B")
        self.send({"type": "ready", "request": content.get("request"), **at}, [theta])

    def _answer_train(self, content, buffers):
        self._adopt()
        super()._answer_train(content, buffers)

    def _updates(self, loss, eta, batch_size):
        if self.rule == "gradient":
            return super()._updates(loss, eta, batch_size)
        if self._training is None or self._training[0] != eta:
            self._training = eta, _trials(self.net, self.x, self.y, eta, self.step)
        return self._training[1]


# ---- The steps before the first picture ----


def _updates_of(net, x, y, rule, **settings):
    return _trials(net, x, y, settings["eta"]) if rule == "perceptron" else steps(net, x, y, **settings)


def _trials(net, x, y, eta, done=0):
    """The trials of the perceptron as updates, going on with the example that is next after `done` of them."""
    n = len(x)
    x, y = np.roll(x, -(done % n), axis=0), np.roll(y, -(done % n), axis=0)
    for k, trial in enumerate(trials(net.layers[0], x, y, eta=eta), done + 1):
        yield Step(k, -(-k // n), float(trial.mistake), k % n == 0)


def _warm_up(net, updates, count, sets):
    """Train `net` for `count` steps; how it came there, on the pictures of a page, is the beginning of its curve."""
    each, mistakes, epoch = max(1, count // CURVE_POINTS), 0, 0
    curve = {"at": [], "train": [], "test": []}
    for k in range(count + 1):
        if k % each == 0 or k == count:
            curve["at"].append(k)
            for name, (x, labels) in sets.items():
                curve[name] += [_correct(net, x, labels)] if len(x) else []
        if k < count:
            update = next(updates)
            mistakes, epoch = mistakes + (update.loss > 0), update.epoch - (not update.ends_epoch)
    return {"step": count, "epoch": epoch, "mistakes": int(mistakes), **curve}


def _correct(net, x, labels):
    return round(accuracy(net, x, labels if _outputs(net, x) > 1 else labels[:, None]), 4)


# ---- What a page gets ----


def _first_answers(net, sets):
    """What the page can't find out itself: nothing, unless there is a layer that only Python can run."""
    try:
        network_spec(net)
    except TypeError:
        return _answers(net, sets)
    return {}


def _answers(net, sets):
    """The outputs for the pictures of a page, and the output above which one output means class 1."""
    y_hat = net.forward(np.concatenate([x for x, _ in sets.values()]))
    return {"size": y_hat.shape[1], "threshold": threshold_of(net), "data": y_hat.astype("<f4").tobytes()}


def _shown(x, labels, test, rule):
    """The pictures that a page gets, with their labels, for training and for testing."""
    x_test, labels_test = (x[:0], labels[:0]) if test is None else test
    n, n_test = share(x, x_test)[1]
    if rule == "perceptron" and n < len(x):
        raise ValueError(f"images: a page holds {n} of this size, and the perceptron needs all; got {len(x)}")
    return {"train": (x[:n], labels[:n]), "test": (x_test[:n_test], labels_test[:n_test])}


def _stored(sets, x, test):
    bits = share(x, None if test is None else test[0])[0]
    every = {"train": len(x), "test": 0 if test is None else len(test[0])}
    keys = {"train": "training_set", "test": "test_set"}
    return {
        keys[name]: {**pack(images, bits), "labels": labels.tolist(), "all": every[name]}
        for name, (images, labels) in sets.items()
    }


# ---- What is asked of the arguments ----


def _check_net(net, rule):
    if not isinstance(net, Network):
        raise TypeError(f"net: expected a Network, got {type(net).__name__}")
    if rule not in RULES:
        raise ValueError(f"rule: expected one of {', '.join(RULES)}; got {rule!r}")
    if rule == "perceptron":
        [first, *others] = net.layers
        unit = type(first) is Dense and first.f is step and first.outputs == 1
        if others or not unit:
            raise ValueError(
                "net: the perceptron rule trains one threshold unit, Network(Dense(W, b, f=step)) with W of shape "
                "(1, inputs); got another network"
            )


def _as_shape(shape, net):
    inputs = getattr(net.layers[0], "inputs", None)
    if inputs is None and shape is None:
        raise ValueError("shape: expected (rows, columns) or (rows, columns, 3), as layer 1 has no `inputs`; got None")
    if shape is None:
        shape = next((known for known in SHOWN_SHAPES if prod(known) == inputs), None)
        if shape is None:
            raise ValueError(f"shape: expected the (rows, columns) or (rows, columns, 3) of {inputs} inputs, got None")
    if not isinstance(shape, (tuple, list)) or len(shape) not in (2, 3) or (len(shape) == 3 and shape[2] != 3):
        raise ValueError(f"shape: expected (rows, columns) or (rows, columns, 3), got {shape!r}")
    shape = tuple(as_count("shape", side) for side in shape)
    if inputs is not None and prod(shape) != inputs:
        raise ValueError(
            f"shape: expected {inputs} numbers, the inputs of the network; got {shape}, {prod(shape)} numbers"
        )
    return shape


def _outputs(net, x):
    """How many outputs the network has: asked of it, where the layer is the reader's own and does not say."""
    outputs = getattr(net.layers[-1], "outputs", None)
    return net.forward(x[:1]).shape[1] if outputs is None else outputs


def _as_names(names, outputs):
    classes = max(outputs, 2)
    if names is None:
        return [str(k) for k in range(classes)]
    if isinstance(names, str) or not all(isinstance(one, str) for one in names):
        raise TypeError(f"names: expected {classes} strings, one for each class; got {names!r}")
    if len(names) != classes:
        per = "for each output of the network" if outputs > 1 else "for 0 and one for 1"
        raise ValueError(f"names: expected {classes}, one {per}; got {len(names)}")
    return list(names)


def _as_images(name, images, shape):
    images = as_matrix(name, images, prod(shape))
    if images.min() < 0 or images.max() > 1:
        raise ValueError(f"{name}: expected numbers from 0 to 1, got {images.min():g} to {images.max():g}")
    return images


def _as_labels(name, labels, n, classes):
    labels = as_array(name, labels)
    if labels.shape not in ((n,), (n, 1)):
        raise ValueError(f"{name}: expected shape ({n},) or ({n}, 1), one for each image; got {labels.shape}")
    if (labels != np.rint(labels)).any() or labels.min() < 0 or labels.max() >= classes:
        wrong = labels[(labels != np.rint(labels)) | (labels < 0) | (labels >= classes)][0]
        raise ValueError(f"{name}: expected whole numbers from 0 to {classes - 1}, one for each name; got {wrong:g}")
    return labels.reshape(n).astype(int)


def _as_test(test, shape, classes):
    if not isinstance(test, (tuple, list)) or len(test) != 2:
        raise TypeError(f"test: expected a pair (images, labels), got {type(test).__name__}")
    images = _as_images("test: images", test[0], shape)
    return images, _as_labels("test: labels", test[1], len(images), classes)


def _settings(rule, net, outputs, eta, batch_size, loss):
    """The settings that fit the rule: the perceptron's step is 1, one image at a time, and it counts mistakes."""
    if rule == "perceptron":
        if loss is not None:
            raise ValueError("loss: expected None, the perceptron rule has no loss but its mistakes")
        return 1.0 if eta is None else eta, 1, "zero_one"
    usual = "softmax_cross_entropy" if outputs > 1 else "squared"
    if outputs == 1 and getattr(net.layers[-1], "f", None) is identity:
        usual = "binary_cross_entropy"
    return 0.01 if eta is None else eta, batch_size, usual if loss is None else as_loss(loss).name


def _targets(outputs, loss, labels):
    """What the loss asks for: the labels themselves, a column of 0 and 1, or a row with one 1 for each image."""
    if loss == "softmax_cross_entropy":
        return labels
    return labels[:, None].astype(float) if outputs == 1 else np.eye(outputs)[labels]
