"""Playground: a network that learns to tell two classes of points in the plane apart, in front of the reader."""

import numpy as np
import traitlets

from nnkit.activations import identity, sigmoid
from nnkit.checks import as_count, as_non_negative
from nnkit.datasets import PLANE
from nnkit.evaluation import threshold
from nnkit.layers import Dense
from nnkit.losses import LOSSES
from nnkit.training import steps
from nnkit.widgets.base import Array, TrainingWidget, as_seed
from nnkit.widgets.bundle import bundle
from nnkit.widgets.playground_checks import CONTROLS, PANELS, USUAL_CONTROLS, check_net, chosen_from, loss_name
from nnkit.widgets.playground_data import Source, generate
from nnkit.widgets.playground_start import trained_before, weights_seed
from nnkit.widgets.spec import network_from_spec, network_spec, parameters_of, set_parameters


class Playground(TrainingWidget):
    """Two classes of points in the plane, a network that learns them, and its settings for the reader to turn.

    `net` is a Network from 2 inputs to 1 output. `x`, shape (N, 2), and `y`, shape (N, 1), of 0 and 1, are its data;
    without them they are `n` points of `dataset`, one of blobs, xor, circles, moons and spirals, with its usual noise
    or `noise`, and `n_test` points more to test on. `test` is a pair (x, y) of given test data. Given data that come
    from the named `dataset` are recognized, so that "as code" can say it in one line.

    `panels` says what is seen: "map" (the answer everywhere, with the data), "network" (each unit's own map, the
    weights as edges), "loss" (the curves) and "hidden" (the first two hidden units as axes). `controls` says what the
    reader can change: "play", "speed", "data", "own" (points drawn by hand), "layers", "activations", "loss", "eta",
    "batch", "weights" (every weight on a slider, for small networks), "random" (new weights) and "code".

    `epochs` trains the network so long before it is shown, so that the first picture already shows something; Reset
    goes back to the weights before that. `hint` is a sentence below the pictures until there is something to say.

    The points that a reader draws are in `own_x`, shape (N, 2), and `own_y`, shape (N, 1). A reader who changes the
    layers in a notebook gets a new Network: `widget.net` is always the one on the screen. A network with a layer of
    one's own keeps it, and its layers can't be changed.

    Raises ValueError or TypeError where an argument is something else.
    """

    _esm = bundle("playground.js")
    _kinds = ("hello", "train", "set", "build", "look")

    panels = traitlets.List(traitlets.Enum(PANELS)).tag(sync=True)
    controls = traitlets.List(traitlets.Enum(CONTROLS)).tag(sync=True)
    dataset = traitlets.Enum((*PLANE, "given", "own")).tag(sync=True)
    noise = traitlets.Float(0.0).tag(sync=True)
    data_seed = traitlets.Int(None, allow_none=True).tag(sync=True)
    n = traitlets.Int().tag(sync=True)
    n_test = traitlets.Int().tag(sync=True)
    test_x = Array(read_only=True)
    test_y = Array(read_only=True)
    own_x = Array()
    own_y = Array()
    weights_seed = traitlets.Int(None, allow_none=True).tag(sync=True)
    warm_up = traitlets.Dict().tag(sync=True)
    warm_theta = Array(read_only=True)
    hint = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        net,
        x=None,
        y=None,
        *,
        test=None,
        dataset=None,
        noise=None,
        n=200,
        n_test=100,
        panels=("network", "map", "loss"),
        controls=USUAL_CONTROLS,
        loss="squared",
        eta=0.1,
        batch_size=10,
        seed=None,
        epochs=0,
        hint="",
        name="playground",
    ):
        panels, controls = chosen_from("panels", panels, PANELS), chosen_from("controls", controls, CONTROLS)
        source = Source(x, y, test, dataset, noise, n, n_test)
        check_net(net, source.x)
        self._given = source
        settings = {"loss": loss_name(loss), "eta": eta, "batch_size": batch_size, "rng": as_seed("seed", seed)}
        steps(net, source.x, source.y, **settings)
        trained, before = net, {}
        if as_count("epochs", epochs, 0):
            trained = net.copy()  # so that whatever is refused below leaves the reader's network as it was
            before = trained_before(trained, source, epochs, **settings)
        self.set_trait("warm_theta", parameters_of(trained))
        self.set_trait("test_x", source.test[0] if source.test else np.zeros((0, 2)))
        self.set_trait("test_y", source.test[1] if source.test else np.zeros((0, 1)))
        super().__init__(
            net, source.x, source.y, loss=loss, eta=eta, batch_size=batch_size, seed=seed, name=name,
            panels=panels, controls=controls, dataset=source.name, noise=source.noise, data_seed=source.seed,
            n=len(source.x), n_test=len(source.test[0]) if source.test else 0,
            weights_seed=weights_seed(net), warm_up=before, hint=hint,
        )  # fmt: skip
        if before:
            set_parameters(net, parameters_of(trained))
        self.step, self.epoch = before.get("step", 0), before.get("epoch", 0)
        self.observe(self._take_source, ["dataset", "noise", "data_seed", "own_x", "own_y"])
        self.observe(self._suit_loss, "loss")

    @traitlets.validate("loss")
    def _check_loss(self, proposal):
        return loss_name(proposal["value"])

    @traitlets.validate("noise")
    def _check_noise(self, proposal):
        return as_non_negative("noise", proposal["value"])

    @traitlets.validate("data_seed")
    def _check_data_seed(self, proposal):
        return as_seed("data_seed", proposal["value"])

    @traitlets.validate("n")
    def _check_n(self, proposal):
        return as_count("n", proposal["value"])

    @traitlets.validate("n_test")
    def _check_n_test(self, proposal):
        return as_count("n_test", proposal["value"], 0)

    # ---- Data ----

    def _take_source(self, change):
        """Python's own generator answers, or the points that the reader drew."""
        if self.dataset == "own":
            if len(self.own_x) == 0 or len(self.own_x) != len(self.own_y):
                return
            x, y, test = self.own_x, self.own_y, None
        elif self.dataset == "given":
            x, y, test = self._given.x, self._given.y, self._given.test
        else:
            x, y, test = generate(self.dataset, self.n, self.noise, self.data_seed or 0, self.n_test)
        with self.hold_sync():
            self.set_trait("x", np.reshape(x, (-1, 2)))
            self.set_trait("y", np.reshape(y, (-1, 1)))
            self.set_trait("test_x", np.zeros((0, 2)) if test is None else test[0])
            self.set_trait("test_y", np.zeros((0, 1)) if test is None else test[1])
        self._restart(self.step, self.epoch)

    # ---- Another network ----

    def _suit_loss(self, change):
        """Binary cross-entropy has the sigmoid inside; for squared error the last layer has it."""
        last = self.net.layers[-1]
        f = identity if LOSSES[self.loss].takes_scores else sigmoid
        if isinstance(last, Dense) and LOSSES[self.loss].takes_scores != (last.f is identity):
            last.f = f
            self._show_net()

    def _show_net(self):
        self._restart(self.step, self.epoch)
        with self.hold_sync():
            self.theta = parameters_of(self.net)
            if not self.needs_kernel:
                self.spec = network_spec(self.net)

    def _answer_build(self, content, buffers):
        """The reader changed the design in the page: build that network, which is `net` from now on."""
        if self.needs_kernel:
            raise ValueError("build: this network has a layer that only Python knows, so its layers stay")
        at = as_count("step", content.get("step", 0), 0), as_count("epoch", content.get("epoch", 0), 0)
        net = network_from_spec(content["spec"], np.frombuffer(buffers[0], np.float64))
        check_net(net, self.x)
        self.net, (self.step, self.epoch) = net, at
        self._show_net()

    def _answer_look(self, content, buffers):
        """What a network that only Python can run answers on a grid of places, and how good it is."""
        points, loss = np.frombuffer(buffers[0], np.float64).reshape(-1, 2), LOSSES[self.loss]
        sets = [(self.x, self.y), *([(self.test_x, self.test_y)] if len(self.test_x) else [])]
        reply = {
            "type": "looked",
            "request": content.get("request"),
            "threshold": threshold(self.net),
            "measured": [measure(self.net, loss, *pair) for pair in sets],
        }
        self.send(reply, [np.asarray(self.net.forward(points), np.float64).tobytes()])


def measure(net, loss, x, y):
    """The loss and the share of right answers."""
    y_hat = net.forward(x)
    return {"loss": loss(y_hat, y), "accuracy": float(np.mean((y_hat > threshold(net)) == (y > 0.5)))}
