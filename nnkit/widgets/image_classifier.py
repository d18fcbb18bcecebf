"""ImageClassifier: a network that looks at pictures, its scores, and its weights as pictures (chapters 1 and 2)."""

import numpy as np
import traitlets

from nnkit.checks import as_count
from nnkit.datasets import CARD_SHAPE
from nnkit.losses import as_loss
from nnkit.widgets.base import Array, TrainingWidget, as_seed
from nnkit.widgets.bundle import FOLDER, bundle
from nnkit.widgets.image_classifier_checks import (
    RULES,
    as_images,
    as_labels,
    as_names,
    as_shape,
    as_test,
    check_net,
    settings_for,
    targets_for,
)
from nnkit.widgets.image_classifier_run import (
    answers_of,
    first_answers,
    perceptron_updates,
    updates_of,
    warmed_up,
)
from nnkit.widgets.pixels import shown, small_numbers, stored
from nnkit.widgets.spec import outputs_of, parameters_of, set_parameters

TRAINED = {"perceptron": 50, "gradient": 300}


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
        check_net(net, rule)
        shape = as_shape(shape, net)
        x = as_images("images", images, shape)
        outputs = outputs_of(net, x)
        names = as_names(names, outputs)
        labels = as_labels("labels", labels, len(x), len(names))
        test = None if test is None else as_test(test, shape, len(names))
        eta, batch_size, loss = settings_for(rule, net, outputs, eta, batch_size, loss)
        if rule == "perceptron" and seed is not None:
            raise ValueError(f"seed: expected None, the perceptron is shown its images in the order given; got {seed}")
        y, sets = targets_for(outputs, loss, labels), shown(x, labels, test, rule)
        preview, trained = net.copy(), as_count("trained", TRAINED[rule] if trained is None else trained, 0)
        settings = {"loss": loss, "eta": eta, "batch_size": batch_size, "rng": as_seed("seed", seed)}
        updates = updates_of(preview, x, y, rule, **settings)
        warm_up = warmed_up(preview, updates, trained, sets, eta)
        super().__init__(
            net, x, y, loss=loss, eta=eta, batch_size=batch_size, seed=seed, name=name, rule=rule, names=names,
            shape=list(shape), noun=noun or ("card" if shape == CARD_SHAPE else "image"),
            warm_up=warm_up, warm_theta=parameters_of(preview),
            answers=first_answers(preview, sets), **stored(sets, x, test),
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
        looked = answers_of(net, self._sets)
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
            self._training = eta, perceptron_updates(self.net, self.x, self.y, eta, self.step)
        return self._training[1]
