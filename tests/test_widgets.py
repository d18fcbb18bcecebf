"""The Python half of the widgets: one module out of many, networks as plain data, messages without a browser."""

import re

import numpy as np
import pytest
import traitlets

import nnkit.widgets
from nnkit import Activation, Dense, Local, Network, absolute, leaky_relu, mlp, palette, relu, train
from nnkit.widgets import DescentExplorer, TrainingWidget
from nnkit.widgets.bundle import FOLDER, BundleError, bundle
from nnkit.widgets.spec import network_from_spec, network_spec, parameters_of, set_parameters

# The lecture's four points, row L28.
X = np.array([[10.0], [2.0], [3.5], [1.0]])
Y = np.array([[10.1], [1.9], [3.4], [1.1]])


def line(w=0.2):
    return Network(Dense([[w]]))


# ---- One module out of many ----


def write(folder, **modules):
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder


def test_a_bundle_holds_each_module_once_in_the_order_of_their_needs(tmp_path):
    write(
        tmp_path,
        main='import { a } from "./left.js";\nimport { b } from "./right.js";\nexport default a + b;\n',
        left='import { base } from "./base.js";\nexport const a = base + 1;\n',
        right='import {\n  base as same,\n} from "./base.js";\nexport function b() { return same; }\n',
        base="const base = 1;\nexport { base };\n",
    )
    text = bundle("main.js", tmp_path)
    parts = re.findall(r"^const (\w+_js) =", text, re.MULTILINE)
    assert parts == ["base_js", "left_js", "right_js", "main_js"]
    assert "const { base: same } = base_js;" in text
    assert "return { a: a };" in text
    assert text.endswith("export default main_js.default;\n")
    assert not re.search(r"^import", text, re.MULTILINE)


def test_a_bundle_passes_on_what_a_module_exports_from_another(tmp_path):
    write(
        tmp_path,
        main='import { x } from "./middle.js";\nexport default x;\n',
        middle='export { y as x } from "./last.js";\n',
        last="export async function y() {}\n",
    )
    text = bundle("main.js", tmp_path)
    assert "const { y: passed_on_x } = last_js;" in text
    assert "return { x: passed_on_x };" in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('import * as all from "./other.js";\nexport default 1;', r"does not know .*import \* as all"),
        ('import other from "./other.js";\nexport default 1;', "does not know .*import other"),
        ('import "./other.js";\nexport default 1;', "does not know"),
        ('import { a } from "https://example.org/a.js";\nexport default 1;', "does not know"),
        ('const a = await import("./other.js");\nexport default 1;', "does not know"),
        ("export let a = 1;\nexport default 1;", "does not know .*export let"),
        ("export default 1;\nexport * from './other.js';", "does not know"),
        ('import { a b } from "./other.js";\nexport default 1;', "list of names"),
        ('import { missing } from "./other.js";\nexport default 1;', "other.js does not export missing"),
        ('import { a } from "./nowhere.js";\nexport default 1;', "nowhere.js: there is no such module"),
        ('import { a } from "./circle.js";\nexport default 1;', "a circle of imports, main.js → circle.js → main.js"),
        ("export const a = 1;", "needs an `export default`"),
    ],
)
def test_a_bundle_refuses_what_it_does_not_know_and_names_the_file(tmp_path, text, reason):
    write(
        tmp_path,
        main=text + "\n",
        other="export const a = 1;\n",
        circle='import { b } from "./main.js";\nexport const a = b;\n',
    )
    with pytest.raises(BundleError, match=reason):
        bundle("main.js", tmp_path)


def test_comments_are_left_out_and_what_looks_like_one_in_a_string_is_not(tmp_path):
    write(
        tmp_path, main='/**\n * import nothing\n */\n// export nothing\nexport default "http://a /* b */";\n', other=""
    )
    text = bundle("main.js", tmp_path)
    assert "nothing" not in text
    assert '"http://a /* b */"' in text


def test_no_module_of_the_widgets_keeps_state_or_ids_of_its_own():
    for file in FOLDER.glob("*.js"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"^(export )?(let|var)\b", text, re.MULTILINE), file.name
        assert not re.search(r"\bdocument\.(addEventListener|getElementById|querySelector)", text), file.name
        assert not re.search(r"\bid:|\.id =|https?://", text.replace("id, callback", "")), file.name


# ---- Colors ----


def test_the_widgets_know_every_color_of_the_palette_and_no_other():
    names = re.search(r"COLORS = \[(.*?)\]", (FOLDER / "theme.js").read_text(encoding="utf-8"), re.DOTALL)[1]
    assert re.findall(r'"(\w+)"', names) == list(palette.LIGHT) == list(palette.DARK)


def test_the_style_sheet_uses_only_colors_of_the_palette():
    css = (FOLDER / "nnkit.css").read_text(encoding="utf-8")
    own = set(re.findall(r"(--nn-\w+):", css)) | {"--nn-at"}  # which a slider sets for its mark
    assert set(re.findall(r"var\((--nn-\w+)\)", css)) <= own | {f"--nn-{name}" for name in palette.LIGHT}
    assert not re.search(r"#[0-9a-f]{3,8}\b", css)
    assert TrainingWidget._css == palette.css() + css


@pytest.mark.parametrize("colors", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "data", "parameter", "loss", "class0"])
def test_words_stand_out_from_the_paper_as_wcag_asks(colors, name):
    def luminance(color):
        channels = np.array([int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)])
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    dark, light = sorted([luminance(colors[name]), luminance(colors["paper"])])
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# ---- Networks as plain data ----


def test_a_network_becomes_plain_data():
    W = np.ones((2, 3))
    net = Network(
        Local(W, [0, 0], relu, mask=[[1, 1, 0], [0, 1, 1]]), Dense([[1, 2]], f=leaky_relu(0.1)), Dense([[3]], [4])
    )
    assert network_spec(net) == {
        "layers": [
            {"inputs": 3, "outputs": 2, "f": "relu", "bias": True, "mask": [1, 1, 0, 0, 1, 1]},
            {"inputs": 2, "outputs": 1, "f": "leaky_relu", "bias": False, "slope": 0.1},
            {"inputs": 1, "outputs": 1, "f": "identity", "bias": True},
        ]
    }


def test_only_a_leaky_relu_has_a_slope():
    layer = {"inputs": 1, "outputs": 1, "slope": 0.1}
    built = network_from_spec({"layers": [{**layer, "f": "tanh"}, {**layer, "f": "leaky_relu"}]}, [1, 2, 3, 4])
    assert [(each.f.name, each.f.slope) for each in built.layers] == [("tanh", None), ("leaky_relu", 0.1)]


def test_parameters_go_out_and_in_in_the_order_of_the_network():
    net = mlp(2, 3, 1, rng=0)
    theta = parameters_of(net)
    assert theta.tolist() == [n for values in net.parameters.values() for n in values.ravel().tolist()]
    arrays = list(net.parameters.values())
    set_parameters(net, np.arange(13.0))
    assert parameters_of(net).tolist() == list(range(13))
    assert all(a is b for a, b in zip(arrays, net.parameters.values(), strict=True))


class Twice:
    """A layer of a reader's own: h = 2wx."""

    parameters = ("w",)

    def __init__(self):
        self.w = np.ones((1, 1))

    def forward(self, x):
        self.x = x
        return 2 * x * self.w

    def backward(self, dh):
        self.dw = np.sum(2 * dh * self.x, keepdims=True)
        return 2 * self.w * dh


class Louder(Dense):
    """A Dense that may compute something else."""


@pytest.mark.parametrize(
    ("layer", "reason"),
    [
        (Twice(), "layer 2 is a Twice; the browser can only run Dense and Local"),
        (Louder([[1]]), "layer 2 is a Louder"),
        (Dense([[1]], f=Activation("sine", np.sin, np.cos)), "layer 2 has the activation 'sine'"),
        (Dense([[1]], f=Activation("tanh", np.sin, np.cos)), "layer 2 has the activation 'tanh'"),
        (Dense([[1]], f=Activation("leaky_relu", np.sin, np.cos, slope=0.1)), "the activation 'leaky_relu'"),
    ],
)
def test_what_the_browser_cannot_run_needs_a_kernel_and_says_why(layer, reason):
    net = Network(Dense([[1.0]]), layer)
    with pytest.raises(TypeError, match=reason):
        network_spec(net)
    widget = TrainingWidget(net, X, Y)
    assert reason in widget.needs_kernel
    assert widget.spec == {"layers": []}


def test_a_network_with_a_layer_of_the_readers_own_trains_in_the_kernel():
    net = Network(Twice())
    widget = Told(TrainingWidget(net, X, Y, eta=0.001))
    answer = widget.ask({"type": "train", "request": 1, "steps": 5, "eta": 0.001, "loss": "squared"})
    assert len(answer["losses"]) == 5
    assert answer["losses"][-1] < answer["losses"][0]


# ---- Messages ----


class Told:
    """A widget to which a page talks, and the last answer it gave: its content with the buffers as arrays."""

    def __init__(self, widget):
        self.widget, self.answers = widget, []
        widget.send = lambda content, buffers=None: self.answers.append((content, buffers))

    def ask(self, content, *arrays):
        self.answers.clear()
        self.widget._handle_custom_msg(content, [memoryview(np.asarray(a, float)).cast("B") for a in arrays])
        if not self.answers:
            return None
        (answer, buffers), *more = self.answers
        assert not more
        return {**answer, "buffers": [np.frombuffer(b) for b in buffers or []]}

    def train(self, steps=1, eta=0.01, loss="squared", batch_size=None, **more):
        settings = {"steps": steps, "eta": eta, "loss": loss, "batch_size": batch_size}
        return self.ask({"type": "train", "request": "a:1", **settings, **more})


@pytest.fixture
def told():
    return Told(DescentExplorer(line(), X, Y, eta=0.01))


def test_hello_is_answered_with_the_weights_there_are(told):
    told.widget.net.layers[0].W[0, 0] = 0.7
    answer = told.ask({"type": "hello", "request": "a:0"})
    assert (answer["type"], answer["request"], answer["step"], answer["epoch"]) == ("ready", "a:0", 0, 0)
    assert answer["buffers"][0].tolist() == [0.7]


def test_training_changes_the_readers_own_network_as_train_does(told):
    net, same = told.widget.net, line()
    answer = told.train(steps=5)
    history = train(same, X, Y, eta=0.01, epochs=5)
    assert net.layers[0].W == same.layers[0].W
    assert answer["losses"] == history.loss
    assert (answer["type"], answer["request"], answer["step"], answer["epoch"]) == ("trained", "a:1", 5, 5)
    assert answer["diverged"] is None
    assert answer["buffers"][0].tolist() == [net.layers[0].W[0, 0]]


def test_the_path_holds_the_weights_after_each_step(told):
    answer = told.train(steps=3, path=True)
    theta, path = answer["buffers"]
    # dL/dw(0.2) = −23.5875, so the first step is 0.2 + 0.01 · 23.5875
    assert path[0] == pytest.approx(0.435875, abs=1e-12)
    assert path.shape == (3,)
    assert path[-1] == theta[0]


def test_an_epoch_goes_on_where_the_last_request_ended(told):
    same = line()
    losses = [told.train(steps=3, batch_size=1)["losses"] for _ in range(4)]
    history = train(same, X, Y, eta=0.01, epochs=3, batch_size=1)
    assert np.mean(np.reshape(losses, (3, 4)), axis=1) == pytest.approx(history.loss, rel=1e-12)
    assert told.widget.net.layers[0].W == same.layers[0].W
    assert told.widget.epoch == 3


def test_new_settings_begin_a_new_epoch(told):
    told.train(steps=1, batch_size=1)
    answer = told.train(steps=1, batch_size=1, eta=0.02)
    # w = 1.01 fits the first sample exactly; had the epoch gone on, the second would give ½(1.9 − 2.02)²
    assert answer["losses"][0] == pytest.approx(0, abs=1e-12)


def test_set_writes_the_weights_into_the_readers_network(told):
    W = told.widget.net.layers[0].W
    told.train(steps=3)
    assert told.ask({"type": "set", "step": 0, "epoch": 0}, [1.5]) is None
    assert told.widget.net.layers[0].W is W
    assert W[0, 0] == 1.5
    assert told.widget.step == 0


def test_divergence_is_an_answer_with_the_step_and_the_loss_as_text(told):
    answer = told.train(steps=2000, eta=1.0)
    assert answer["diverged"]["loss"] == "inf"
    assert answer["diverged"]["step"] == len(answer["losses"]) + 1 == answer["step"] + 1
    assert np.isfinite(answer["losses"]).all()
    assert told.train(steps=1, eta=1.0)["diverged"]["loss"] == "inf"


@pytest.mark.parametrize(
    ("content", "arrays", "reason"),
    [
        ({"type": "dance"}, [], "type: expected hello, train or set; got 'dance'"),
        ({}, [], "type: expected hello"),
        ("hello", [], "type: expected hello"),
        ({"type": "train"}, [], "steps: expected a whole number"),
        ({"type": "train", "steps": 0}, [], "steps: expected at least 1"),
        ({"type": "train", "steps": 10**9}, [], "steps: expected at most 100000"),
        ({"type": "train", "steps": 1, "eta": 0.1, "loss": "hinge"}, [], "loss: expected one of"),
        ({"type": "train", "steps": 1, "eta": 0.1, "loss": ["squared"]}, [], "loss"),
        ({"type": "train", "steps": 1, "eta": -1, "loss": "squared"}, [], "eta: expected a finite number above 0"),
        ({"type": "train", "steps": 1, "eta": 1, "loss": "squared", "batch_size": 0}, [], "batch_size: expected at"),
        ({"type": "set"}, [], "set: expected one buffer"),
        ({"type": "set"}, [[1.0, 2.0]], r"theta: expected shape \(1,\)"),
        ({"type": "set"}, [[np.nan]], "theta: expected finite numbers"),
        ({"type": "set", "step": -1}, [[1.0]], "step: expected at least 0"),
    ],
)
def test_a_bad_message_is_answered_with_an_error_and_changes_nothing(told, content, arrays, reason):
    if isinstance(content, dict):
        content = {**content, "request": "a:9"}
    answer = told.ask(content, *arrays)
    assert answer["type"] == "error"
    assert re.search(reason, answer["message"]), answer["message"]
    assert answer["request"] == ("a:9" if isinstance(content, dict) else None)
    assert told.widget.net.layers[0].W[0, 0] == 0.2
    assert told.train(steps=1)["type"] == "trained"


def test_an_error_in_the_readers_own_layer_is_an_answer_too():
    class Broken(Twice):
        def backward(self, dh):
            raise ZeroDivisionError("oh")

    told = Told(TrainingWidget(Network(Broken()), X, Y))
    assert told.train()["message"] == "ZeroDivisionError: oh"


def test_who_stops_the_kernel_stops_training_with_a_reason_and_can_train_on():
    class Stopped(Twice):
        stop = True

        def backward(self, dh):
            if self.stop:
                raise KeyboardInterrupt
            return super().backward(dh)

    told = Told(TrainingWidget(Network(Stopped()), X, Y))
    answer = told.train(eta=0.001)
    assert (answer["type"], answer["request"], answer["message"]) == ("error", "a:1", "it was interrupted")
    told.widget.net.layers[0].stop = False
    assert len(told.train(eta=0.001)["losses"]) == 1


def test_another_seed_begins_another_order_of_the_examples():
    told, same = Told(TrainingWidget(line(), X, Y, eta=0.01, batch_size=1, seed=0)), line()
    told.train(steps=4, batch_size=1)
    told.widget.seed = 5
    told.train(steps=4, batch_size=1)
    for seed in (0, 5):
        train(same, X, Y, eta=0.01, epochs=1, batch_size=1, rng=seed)
    assert told.widget.net.layers[0].W == same.layers[0].W


def test_a_seed_is_refused_by_its_name():
    with pytest.raises(ValueError, match="seed: expected at least 0, got -1"):
        TrainingWidget(line(), X, Y, seed=-1)


def test_labels_stay_whole_numbers_on_their_way():
    x, labels = np.eye(3), np.array([0, 1, 2])
    net = mlp(3, 3, rng=0)
    told = Told(TrainingWidget(net, x, labels, loss="softmax_cross_entropy", eta=0.5, seed=0))
    losses = told.train(steps=20, eta=0.5, loss="softmax_cross_entropy", batch_size=2)["losses"]
    assert losses[-1] < losses[0]


# ---- Traits ----


def test_the_page_gets_the_data_as_bytes(told):
    state = told.widget.get_state()
    assert state["x"]["shape"] == [4, 1]
    assert np.frombuffer(state["x"]["data"]).tolist() == X.ravel().tolist()
    assert np.frombuffer(state["theta"]["data"]).tolist() == [0.2]
    assert state["spec"] == {"layers": [{"inputs": 1, "outputs": 1, "f": "identity", "bias": False}]}
    assert (state["loss"], state["eta"], state["batch_size"], state["name"]) == ("squared", 0.01, None, "descent")


def test_settings_can_be_set_and_watched_in_python(told):
    seen = []
    told.widget.observe(lambda change: seen.append(change["new"]), ["eta", "loss", "batch_size"])
    told.widget.eta, told.widget.loss, told.widget.batch_size = 0.05, absolute, 1
    assert seen == [0.05, "absolute", 1]


def test_the_widget_keeps_data_of_its_own():
    x = X.copy()
    widget = DescentExplorer(line(), x, Y)
    x[:] = 0
    assert (widget.x == X).all()
    with pytest.raises(ValueError, match="read-only"):
        widget.x[0] = 1
    with pytest.raises(traitlets.TraitError, match="read-only"):
        widget.x = x


def test_refresh_shows_weights_that_were_changed_in_python(told):
    told.train(steps=2)
    told.widget.net.layers[0].W[0, 0] = 1.25
    told.answers.clear()
    told.widget.refresh()
    [(content, [theta])] = told.answers
    assert content == {"type": "weights"}
    assert np.frombuffer(theta).tolist() == [1.25]
    assert told.widget.theta.tolist() == [1.25]
    assert told.widget.step == 0


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("eta", 0, ValueError),
        ("eta", np.nan, ValueError),
        ("loss", "hinge", ValueError),
        ("batch_size", 3, ValueError),
        ("seed", -1, ValueError),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_and_the_old_one_stays(told, name, value, error):
    before = getattr(told.widget, name)
    with pytest.raises(error, match=f"{name}: expected"):
        setattr(told.widget, name, value)
    assert getattr(told.widget, name) == before


def explorer(net=None, x=X, y=Y, **options):
    return DescentExplorer(net or line(), x, y, **options)


@pytest.mark.parametrize(
    ("arguments", "error", "reason"),
    [
        ({"net": mlp(1, 2, 1)}, ValueError, "net: expected y = wx"),
        ({"net": mlp(1, 1)}, ValueError, "net: expected y = wx, one weight and no bias"),
        ({"net": Network(Dense([[1.0]], f="tanh"))}, ValueError, "net: expected y = wx"),
        ({"net": "net"}, ValueError, "net: expected y = wx"),
        ({"x": X[:, 0]}, ValueError, r"x: expected shape \(rows, 1\), got \(4,\)"),
        ({"x": np.hstack([X, X])}, ValueError, r"x: expected shape \(rows, 1\), got \(4, 2\)"),
        ({"y": Y[:2]}, ValueError, r"y: expected shape \(4, 1\)"),
        ({"y": ["a", "b"]}, TypeError, "y: expected an array of numbers"),
        ({"x": 0 * X}, ValueError, "x: expected at least one number that isn't 0"),
        ({"x": X * np.nan}, ValueError, "x: expected finite numbers"),
        ({"eta": 0}, ValueError, "eta: expected a finite number above 0"),
        ({"loss": "binary_cross_entropy"}, ValueError, "loss: expected one of squared, absolute, zero_one; got"),
        ({"loss": 3}, TypeError, "loss: expected a Loss or its name"),
        ({"batch_size": 2}, ValueError, "batch_size: expected None, the full batch, or 1; got 2"),
        ({"w_range": (1, 2)}, ValueError, r"w_range: expected \(low, high\) with the start w = 0.2"),
        ({"w_range": 3}, ValueError, "w_range: expected"),
        ({"w_range": (2, -2)}, ValueError, "w_range: expected"),
    ],
)
def test_an_argument_that_does_not_fit_is_named_with_what_was_expected(arguments, error, reason):
    with pytest.raises(error, match=reason):
        explorer(**arguments)


def test_an_explorer_takes_losses_by_object_or_name_and_a_range():
    assert explorer(loss=absolute).loss == explorer(loss="absolute").loss == "absolute"
    assert explorer(w_range=(-1, 3)).w_range == (-1.0, 3.0)
    assert explorer(batch_size=1).batch_size == 1


def test_widgets_are_imported_when_they_are_asked_for():
    assert "DescentExplorer" in dir(nnkit.widgets)
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = nnkit.widgets.Nothing
