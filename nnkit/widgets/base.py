"""What all widgets that train have in common: a network, its data and settings, and the kernel's side of training.

The page asks, in messages, and Python answers (the page's side is `js/training_session.js`):

    hello {request}                                     → ready {request, step, epoch} + θ
    train {request, steps, eta, loss, batch_size, path} → trained {request, step, epoch, losses, diverged, took} + θ…
    set {step, epoch} + θ                               → (nothing)
    anything that can't be done                         → error {request, message}
    (nothing)                                           → weights + θ, when Python changed them

θ is the network's parameters as one row of numbers; after training there is, for small networks that the page asks
`path` of, the row after each single step too. `took` is the time that training took, in milliseconds.
"""

from pathlib import Path
from time import perf_counter

import anywidget
import numpy as np
import traitlets

from nnkit import palette
from nnkit.checks import as_count, as_matrix, as_positive
from nnkit.losses import as_loss
from nnkit.training import DivergenceError, steps
from nnkit.widgets.spec import network_spec, parameters_of, set_parameters

STEPS_AT_MOST = 100_000
PATH_AT_MOST = 100_000


def _to_json(array, widget):
    return {"shape": list(array.shape), "data": memoryview(np.asarray(array, np.float64).tobytes())}


def _from_json(value, widget):
    return np.frombuffer(value["data"], np.float64).reshape(value["shape"])


class Array(traitlets.TraitType):
    """A trait that is a NumPy array in Python and `{shape, data}`, eight bytes a number, in the page."""

    info_text = "an array of numbers"

    def __init__(self, **options):
        super().__init__(np.zeros(0), **options)
        self.tag(sync=True, to_json=_to_json, from_json=_from_json)

    def validate(self, obj, value):
        """`value` as an array of its own that nobody can write into, so that a change is always an assignment."""
        value = np.array(value, np.float64)
        value.flags.writeable = False
        return value


def as_seed(name, value):
    """`value`, when it is None or a whole number of at least 0."""
    return None if value is None else as_count(name, value, 0)


class TrainingWidget(anywidget.AnyWidget):
    """A network that trains on given data: in the page, or in the kernel where there is one.

    `net` is any Network; the widget trains this very object, so `widget.net` holds the trained weights. `x` has the
    shape (N, inputs), `y` is what `loss` asks for; `eta`, `loss` and `batch_size` (None is the full batch) are traits
    that can be set at any time and move the widget's controls. With a `seed` the examples are shuffled anew for each
    epoch, without one they come in the order given.

    A network that the browser can't run, because a layer is the reader's own, trains in the kernel only; the reason
    is in `needs_kernel`, and a page without a kernel shows it. Raises ValueError or TypeError as `train` does.
    """

    _css = palette.css() + (Path(__file__).parent / "js" / "nnkit.css").read_text(encoding="utf-8")

    spec = traitlets.Dict().tag(sync=True)
    theta = Array()
    x = Array(read_only=True)
    y = Array(read_only=True)
    loss = traitlets.Any("squared").tag(sync=True)  # a Loss or its name; the name is kept
    eta = traitlets.Float(0.1).tag(sync=True)
    batch_size = traitlets.Int(None, allow_none=True).tag(sync=True)
    seed = traitlets.Int(None, allow_none=True).tag(sync=True)
    name = traitlets.Unicode("widget").tag(sync=True)
    needs_kernel = traitlets.Unicode("").tag(sync=True)

    def __init__(self, net, x, y, *, loss="squared", eta=0.1, batch_size=None, seed=None, **traits):
        self.net, self._training = net, None
        self.step = self.epoch = 0
        x = as_matrix("x", x)
        # `steps` checks all of these together, and nothing is trained before its first `next`.
        steps(net, x, y, loss=loss, eta=eta, batch_size=batch_size, rng=as_seed("seed", seed))
        try:
            spec, reason = network_spec(net), ""
        except TypeError as error:
            spec, reason = {"layers": []}, str(error)
        self.set_trait("x", x)
        self.set_trait("y", y)
        super().__init__(
            spec=spec,
            needs_kernel=reason,
            theta=parameters_of(net),
            loss=as_loss(loss).name,
            eta=eta,
            batch_size=batch_size,
            seed=seed,
            **traits,
        )
        self.on_msg(self._answer)
        self.observe(self._forget_updates, "seed")

    @traitlets.validate("eta")
    def _check_eta(self, proposal):
        return as_positive("eta", proposal["value"])

    @traitlets.validate("loss")
    def _check_loss(self, proposal):
        return as_loss(proposal["value"]).name

    @traitlets.validate("batch_size")
    def _check_batch_size(self, proposal):
        value = proposal["value"]
        return None if value is None else as_count("batch_size", value)

    @traitlets.validate("seed")
    def _check_seed(self, proposal):
        return as_seed("seed", proposal["value"])

    def refresh(self):
        """Show the weights that `net` has now, after they were changed in Python."""
        self._restart()
        self.theta = parameters_of(self.net)
        self._send_theta({"type": "weights"})  # a trait that is set to what it was would tell the page nothing

    # ---- The kernel's side of training ----

    _kinds = ("hello", "train", "set")  # the messages that it answers, each with its own `_answer_…`

    def _answer(self, widget, content, buffers):
        """Answer one message of the page; whatever goes wrong is an answer too, so the page never waits in vain."""
        request = content.get("request") if isinstance(content, dict) else None
        try:
            kind = content.get("type") if isinstance(content, dict) else None
            if kind not in self._kinds:
                raise ValueError(f"type: expected {', '.join(self._kinds[:-1])} or {self._kinds[-1]}; got {kind!r}")
            getattr(self, f"_answer_{kind}")(content, buffers)
        # Whatever it is: the reader's own layer may raise anything, and who stops the kernel stops Play with it.
        except (Exception, KeyboardInterrupt) as error:
            stopped = isinstance(error, KeyboardInterrupt)
            message = "it was interrupted" if stopped else f"{type(error).__name__}: {error}"
            self.send({"type": "error", "request": request, "message": message})

    def _answer_hello(self, content, buffers):
        self._send_theta({"type": "ready", "request": content.get("request"), "step": self.step, "epoch": self.epoch})

    def _answer_set(self, content, buffers):
        if len(buffers or ()) != 1 or len(buffers[0]) % 8:
            raise ValueError("set: expected one buffer of 8-byte numbers, the weights")
        at = as_count("step", content.get("step", 0), 0), as_count("epoch", content.get("epoch", 0), 0)
        set_parameters(self.net, np.frombuffer(buffers[0], np.float64))
        self._restart(*at)

    def _answer_train(self, content, buffers):
        count = as_count("steps", content.get("steps"))
        if count > STEPS_AT_MOST:
            raise ValueError(f"steps: expected at most {STEPS_AT_MOST} in one request, got {count}")
        with_path = bool(content.get("path")) and count * self.net.size <= PATH_AT_MOST
        losses, path, diverged, began = [], [], None, perf_counter()
        updates = self._updates(content.get("loss"), content.get("eta"), content.get("batch_size"))
        try:
            for _ in range(count):
                losses.append(self._one(updates))
                if with_path:
                    path.append(parameters_of(self.net))
        except DivergenceError as error:
            diverged = {"step": self.step + 1, "eta": error.eta, "loss": str(error.loss)}
        self._send_theta(
            {
                "type": "trained",
                "request": content.get("request"),
                "step": self.step,
                "epoch": self.epoch,
                "losses": losses,
                "diverged": diverged,
                "took": 1000 * (perf_counter() - began),
            },
            *([np.array(path)] if with_path else []),
        )

    def _updates(self, loss, eta, batch_size):
        """The generator of updates, kept until a setting changes, so that an epoch goes on where it was."""
        settings = (loss, eta, batch_size)
        if self._training is None or self._training[0] != settings:
            y = self.y.astype(int) if loss == "softmax_cross_entropy" else self.y  # labels are whole numbers
            updates = steps(self.net, self.x, y, loss=loss, eta=eta, batch_size=batch_size, rng=self.seed)
            self._training = settings, updates
        return self._training[1]

    def _one(self, updates):
        try:
            update = next(updates)
        except BaseException:
            self._training = None  # a generator that has raised is at its end
            raise
        self.step += 1
        self.epoch += update.ends_epoch
        return update.loss

    def _restart(self, step=0, epoch=0):
        self._training, self.step, self.epoch = None, step, epoch

    def _forget_updates(self, change):
        self._training = None

    def _send_theta(self, content, *more):
        arrays = (parameters_of(self.net), *more)
        self.send(content, [memoryview(np.ascontiguousarray(a, np.float64)).cast("B") for a in arrays])
