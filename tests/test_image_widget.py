"""ImageClassifier's half in Python: what a page gets, what the kernel does, and what is refused."""

import numpy as np
import pytest

from nnkit import Dense, DivergenceError, Network, accuracy, identity, mlp, perceptron_rule, relu, sigmoid, step, train
from nnkit.datasets import CARD_SHAPE, SHAPE_NAMES, cards, shapes
from nnkit.widgets import ImageClassifier
from nnkit.widgets.pixels import BYTES_AT_MOST, pack, share

DECK = cards(60, noise=0.02, rng=0)
PICTURES = shapes(40, rng=0)


def unit(inputs=400):
    return Network(Dense(np.zeros((1, inputs)), [0.0], f=step))


def classifier(outputs=10, inputs=3072):
    return Network(Dense(np.zeros((outputs, inputs)), np.zeros(outputs)))


def card_widget(net=None, images=DECK[0], labels=DECK[1], **options):
    return ImageClassifier(
        net or unit(), images, labels, **{"rule": "perceptron", "names": ("left", "right"), **options}
    )


def shape_widget(net=None, images=PICTURES[0], labels=PICTURES[1], **options):
    return ImageClassifier(net or classifier(), images, labels, **{"trained": 5, **options})


class Page:
    """A page that talks to a widget; `ask` returns its one answer, with the buffers as arrays."""

    def __init__(self, widget):
        self.widget, self.answers = widget, []
        widget.send = lambda content, buffers=None: self.answers.append((content, buffers))

    def ask(self, content, *arrays):
        self.answers.clear()
        self.widget._handle_custom_msg(content, [memoryview(np.asarray(a, float)).cast("B") for a in arrays])
        return [{**answer, "buffers": [np.frombuffer(b) for b in buffers or []]} for answer, buffers in self.answers]

    def train(self, steps):
        widget = self.widget
        settings = {"eta": widget.eta, "loss": widget.loss, "batch_size": widget.batch_size}
        [answer] = self.ask({"type": "train", "request": "a:1", "steps": steps, **settings})
        return answer


# ---- What a page gets ----


def unpacked(stored, inputs):
    bits = np.unpackbits(np.frombuffer(stored["data"], np.uint8))
    levels = bits[: stored["count"] * inputs * stored["bits"]].reshape(-1, stored["bits"])
    return (levels @ 2.0 ** np.arange(stored["bits"])[::-1] / (2 ** stored["bits"] - 1)).reshape(-1, inputs)


def test_cards_travel_with_one_bit_a_place_and_lose_nothing():
    widget = card_widget(test=cards(100, rng=1))
    assert (widget.training_set["bits"], widget.training_set["count"], len(widget.training_set["data"])) == (
        1,
        60,
        3000,
    )
    assert (unpacked(widget.training_set, 400) == DECK[0]).all()
    assert widget.training_set["labels"] == [0, 1] * 30
    assert (widget.test_set["count"], widget.test_set["all"]) == (100, 100)


def test_a_few_pictures_travel_with_eight_bits_and_many_with_four():
    few = shape_widget()
    assert (few.training_set["bits"], few.training_set["count"], few.test_set["count"]) == (8, 40, 0)
    assert np.abs(unpacked(few.training_set, 3072) - PICTURES[0]).max() <= 0.5 / 255 + 1e-12
    x, y = shapes(300, rng=0)
    many = shape_widget(images=x, labels=y, test=shapes(100, rng=1))
    counts = [(stored["bits"], stored["count"], stored["all"]) for stored in (many.training_set, many.test_set)]
    assert counts == [(4, 80, 300), (4, 40, 100)]
    assert np.abs(unpacked(many.training_set, 3072) - x[:80]).max() <= 0.5 / 15 + 1e-12
    assert many.x.shape == (300, 3072)


@pytest.mark.parametrize(("n", "n_test"), [(10, 0), (100, 0), (5000, 0), (50, 3000), (5000, 10), (5000, 3000)])
def test_the_pictures_of_a_page_never_take_more_than_the_limit(n, n_test):
    x = np.full((n, 3072), 0.5)
    bits, counts = share(x, np.full((n_test, 3072), 0.5) if n_test else None)
    assert sum(counts) * 3072 * bits / 8 <= BYTES_AT_MOST
    assert counts[0] >= 1
    assert counts[0] <= n
    assert counts[1] <= n_test


def test_numbers_are_packed_highest_bits_first():
    assert pack(np.array([[1.0, 0.2]]), 4) == {"count": 1, "bits": 4, "data": bytes([0xF3])}
    assert pack(np.array([[1.0, 0.0, 1.0]]), 1)["data"] == bytes([0b10100000])


def test_all_of_it_stays_below_400_kilobytes_in_the_page():
    state = shape_widget(images=shapes(500, rng=0)[0], labels=np.arange(500) % 10, test=shapes(200, rng=1)).get_state()
    stored = [state[name]["data"] for name in ("training_set", "test_set", "theta", "warm_theta")]
    assert sum(memoryview(data).nbytes for data in stored) * 4 / 3 <= 400_000
    assert "x" not in state
    assert "y" not in state


def test_weights_travel_in_two_bytes_whole_ones_exactly():
    state = card_widget().get_state()["warm_theta"]
    assert state["unit"] == 1
    widget = card_widget()
    assert (np.frombuffer(state["data"], "<i2") == widget.warm_theta).all()
    fine = shape_widget(mlp(3072, 10, rng=0)).get_state()["theta"]
    values = fine["unit"] * np.frombuffer(fine["data"], "<i2")
    assert np.abs(values - mlp(3072, 10, rng=0).layers[0].W.ravel().tolist()[0]).min() < 1e-5
    assert len(shape_widget().get_state()["theta"]["data"]) == 0


# ---- The steps before the first picture ----


def test_showing_the_widget_leaves_the_readers_network_as_it_is():
    for widget in (card_widget(), shape_widget()):
        assert not widget.net.layers[0].W.any()
        assert widget.warm_theta.any()
        assert widget.step == 0


def test_the_first_picture_is_the_network_after_fifty_trials():
    widget, same = card_widget(test=cards(100, rng=1)), unit()
    mistakes = perceptron_rule(same.layers[0], DECK[0][:50], DECK[1][:50], epochs=1)
    assert (widget.warm_theta[:400] == same.layers[0].W[0]).all()
    assert (widget.warm_up["step"], widget.warm_up["epoch"], widget.warm_up["mistakes"]) == (50, 0, mistakes[0])
    assert widget.warm_up["at"][-1] == 50
    assert widget.warm_up["train"][-1] == pytest.approx(accuracy(same, *DECK), abs=1e-4)
    assert widget.warm_up["test"][-1] == pytest.approx(accuracy(same, *cards(100, rng=1)), abs=1e-4)


def test_without_steps_before_it_the_first_picture_is_the_network_itself():
    widget = card_widget(trained=0)
    assert not widget.warm_theta.any()
    assert widget.warm_up == {"step": 0, "epoch": 0, "mistakes": 0, "at": [0], "train": [0.5], "test": []}


# ---- The kernel's side ----


def test_the_kernel_shows_the_copy_and_goes_on_from_there_when_the_reader_trains():
    page, same = Page(card_widget()), unit()
    [ready] = page.ask({"type": "hello", "request": "a:0"})
    assert (ready["type"], ready["step"], ready["epoch"]) == ("ready", 50, 0)
    assert (ready["buffers"][0] == page.widget.warm_theta).all()
    assert not page.widget.net.layers[0].W.any()
    answer = page.train(10)
    perceptron_rule(same.layers[0], *DECK, epochs=1)
    assert (answer["step"], answer["epoch"]) == (60, 1)
    assert set(answer["losses"]) <= {0.0, 1.0}
    assert (page.widget.net.layers[0].W == same.layers[0].W).all()
    [ready] = page.ask({"type": "hello", "request": "a:2"})
    assert ready["step"] == 60


def test_after_a_reset_the_trials_begin_with_the_first_card():
    page, same = Page(card_widget()), unit()
    page.train(7)
    page.ask({"type": "set", "step": 0, "epoch": 0}, np.zeros(401))
    assert page.train(60)["epoch"] == 1
    mistakes = perceptron_rule(same.layers[0], *DECK, epochs=1)
    assert (page.widget.net.layers[0].W == same.layers[0].W).all()
    assert mistakes[0] > 0


def test_softmax_in_the_kernel_trains_on_all_of_the_readers_images():
    x, y = shapes(300, rng=0)
    page, same = Page(shape_widget(images=x, labels=y, test=shapes(100, rng=1), trained=0, batch_size=30)), classifier()
    answer = page.train(10)
    train(same, x, y, loss="softmax_cross_entropy", eta=0.01, epochs=1, batch_size=30)
    assert (answer["step"], answer["epoch"]) == (10, 1)
    assert np.allclose(page.widget.net.layers[0].W, same.layers[0].W)


def test_weights_set_in_python_are_shown():
    page = Page(card_widget())
    page.widget.net.layers[0].W[:] = 2
    page.widget.refresh()
    assert page.answers[0][0] == {"type": "weights"}
    [ready] = page.ask({"type": "hello", "request": "a:0"})
    assert ready["step"] == 0
    assert ready["buffers"][0][0] == 2


# ---- Settings ----


def test_shapes_and_words_that_the_book_uses_need_not_be_said():
    assert (card_widget().shape, card_widget().noun) == ([20, 20], "card")
    assert (shape_widget().shape, shape_widget().noun) == ([32, 32, 3], "image")
    assert shape_widget().names == [str(k) for k in range(10)]
    assert shape_widget(names=SHAPE_NAMES).names == list(SHAPE_NAMES)
    assert card_widget(shape=CARD_SHAPE, noun="photograph").noun == "photograph"


@pytest.mark.parametrize(("f", "loss"), [(identity, "binary_cross_entropy"), (sigmoid, "squared")])
def test_one_output_learns_by_gradient_descent_too(f, loss):
    net = Network(Dense(np.zeros((1, 400)), [0.0], f=f))
    widget = card_widget(net, rule="gradient", eta=0.1, trained=20)
    assert widget.loss == loss
    assert widget.warm_up["train"][-1] > 0.8


def test_several_outputs_learn_with_squared_error_too():
    assert shape_widget(loss="squared").y.shape == (40, 10)


def test_the_loss_stays_the_one_that_the_labels_were_made_for():
    with pytest.raises(ValueError, match="loss: expected 'softmax_cross_entropy', which the labels were made for"):
        shape_widget().loss = "squared"


class OwnLayer(Dense):
    pass


@pytest.mark.parametrize(
    ("arguments", "error", "reason"),
    [
        ({"shape": (10, 20)}, ValueError, r"shape: expected 400 numbers, the inputs of the network; got \(10, 20\)"),
        ({"shape": (20, 20, 2)}, ValueError, r"shape: expected \(rows, columns\) or \(rows, columns, 3\)"),
        ({"shape": 400}, ValueError, "shape: expected"),
        ({"images": DECK[0][:, :399]}, ValueError, r"images: expected shape \(rows, 400\), got \(60, 399\)"),
        ({"images": 255 * DECK[0]}, ValueError, "images: expected numbers from 0 to 1, got 0 to 255"),
        ({"labels": DECK[1][:5]}, ValueError, r"labels: expected shape \(60,\) or \(60, 1\)"),
        ({"labels": 2 * DECK[1]}, ValueError, "labels: expected whole numbers from 0 to 1, one for each name; got 2"),
        ({"labels": DECK[1] - 1}, ValueError, "labels: expected whole numbers from 0 to 1, one for each name; got -1"),
        ({"labels": DECK[1] / 2}, ValueError, "labels: expected whole numbers from 0 to 1, .* got 0.5"),
        ({"names": ("left",)}, ValueError, "names: expected 2, one for 0 and one for 1; got 1"),
        ({"names": "lr"}, TypeError, "names: expected 2 strings"),
        ({"names": (0, 1)}, TypeError, "names: expected 2 strings"),
        ({"names": 5}, TypeError, "names: expected 2 strings, one for each class; got 5"),
        ({"rule": "hebb"}, ValueError, "rule: expected one of gradient, perceptron; got 'hebb'"),
        ({"net": mlp(400, 1)}, ValueError, "net: the perceptron rule trains one threshold unit"),
        ({"net": Network(Dense(np.zeros((2, 400)), f=step))}, ValueError, "net: the perceptron rule trains one"),
        ({"net": mlp(400, 3, 1, f=relu, f_out=step)}, ValueError, "net: the perceptron rule trains one threshold unit"),
        ({"net": Dense(np.zeros((1, 400)), f=step)}, TypeError, "net: expected a Network, got Dense"),
        ({"net": Network(OwnLayer(np.zeros((1, 400))))}, ValueError, "net: the perceptron rule trains one threshold"),
        ({"loss": "squared"}, ValueError, "loss: expected None, the perceptron rule has no loss"),
        ({"seed": 0}, ValueError, "seed: expected None"),
        ({"eta": 0}, ValueError, "eta: expected a finite number above 0"),
        ({"test": DECK[0]}, TypeError, r"test: expected a pair \(images, labels\)"),
        ({"test": (DECK[0][:, :9], DECK[1])}, ValueError, r"test: images: expected shape \(rows, 400\)"),
        ({"test": (DECK[0], 3 * DECK[1])}, ValueError, "test: labels: expected whole numbers from 0 to 1"),
        ({"trained": -1}, ValueError, "trained: expected at least 0"),
    ],
)
def test_an_argument_that_does_not_fit_is_named_with_what_was_expected(arguments, error, reason):
    with pytest.raises(error, match=reason):
        card_widget(**arguments)


def test_names_can_come_from_a_generator():
    assert card_widget(names=(side for side in ("left", "right"))).names == ["left", "right"]


@pytest.mark.filterwarnings("error")
def test_weights_that_one_step_makes_infinite_are_a_divergence():
    with pytest.raises(DivergenceError, match="at step 1 with eta = 1e"):
        shape_widget(eta=1e308, loss="squared", trained=1)


def test_names_and_labels_fit_the_outputs_of_a_classifier():
    with pytest.raises(ValueError, match="names: expected 10, one for each output of the network; got 2"):
        shape_widget(names=("a", "b"))
    with pytest.raises(ValueError, match="labels: expected whole numbers from 0 to 9, one for each name; got 10"):
        shape_widget(labels=PICTURES[1] + 1)
    with pytest.raises(ValueError, match=r"shape: expected the \(rows, columns\) or .* of 12 inputs, got None"):
        shape_widget(classifier(inputs=12), np.zeros((40, 12)))


def test_the_perceptron_refuses_more_cards_than_a_page_can_hold():
    gray = np.full((501, 400), 0.5)
    with pytest.raises(ValueError, match=r"images: a page holds 1000 of this size, .* got 1002"):
        card_widget(images=np.vstack([gray, gray]), labels=np.zeros(1002))


# ---- A layer that only Python can run ----


class Plain:
    """A layer that is nobody's subclass and does not say how many inputs it has."""

    def __init__(self):
        self.W = np.zeros((10, 3072))
        self.parameters = {"W": self.W}

    def forward(self, x):
        self.x = x
        return x @ self.W.T

    def backward(self, da):
        self.dW = da.T @ self.x
        return da @ self.W


def plain_widget(net=None, **options):
    return shape_widget(net or Network(Plain()), **{"shape": (32, 32, 3), "names": SHAPE_NAMES, **options})


class Flat(Plain):
    def forward(self, x):
        return super().forward(x)[:, 0]


def test_an_output_without_columns_is_refused_with_its_shape():
    with pytest.raises(ValueError, match=r"net: expected an output of shape \(N, outputs\), got \(1,\)"):
        plain_widget(net=Network(Flat()))


def answers_of(widget):
    return np.frombuffer(widget.answers["data"], "<f4").reshape(-1, widget.answers["size"])


def test_a_readers_own_layer_is_shown_with_its_answers_and_says_why_it_needs_a_kernel():
    test = shapes(20, rng=1)
    widget = plain_widget(test=test, trained=30)
    assert "layer 1 is a Plain" in widget.needs_kernel
    assert widget.spec == {"layers": []}
    plain = Network(Dense(np.zeros((10, 3072)), None))
    train(plain, *PICTURES, loss="softmax_cross_entropy", eta=0.01, batch_size=32, epochs=15)
    np.testing.assert_allclose(answers_of(widget), plain.forward(np.concatenate([PICTURES[0], test[0]])), rtol=1e-5)
    assert widget.warm_up["train"][-1] == accuracy(plain, *PICTURES)


def test_a_network_that_the_page_can_run_sends_no_answers():
    assert shape_widget().answers == {}


def test_the_kernel_says_what_such_a_network_sees_now():
    widget = plain_widget(trained=0)
    page = Page(widget)
    page.train(4)
    [reply] = page.ask({"type": "look", "request": "a:2"}, 1 - PICTURES[0][3])
    assert reply["type"] == "looked"
    every, own = reply["buffers"]
    np.testing.assert_allclose(every.reshape(-1, 10), widget.net.forward(PICTURES[0]), rtol=1e-6)
    np.testing.assert_allclose(own, widget.net.forward(1 - PICTURES[0][3:4])[0])


def test_without_inputs_of_its_first_layer_the_shape_must_be_said():
    with pytest.raises(ValueError, match=r"shape: expected \(rows, columns\) .* as layer 1 has no `inputs`; got None"):
        plain_widget(shape=None)
