"""What is asked of the arguments of an ImageClassifier, and what they mean where they are left out."""

from collections.abc import Iterable
from math import prod

import numpy as np

from nnkit.activations import identity, step
from nnkit.checks import as_array, as_count, as_matrix
from nnkit.datasets import CARD_SHAPE, IMAGE_SHAPE
from nnkit.layers import Dense
from nnkit.losses import as_loss
from nnkit.network import Network

RULES = ("gradient", "perceptron")
SHOWN_SHAPES = (CARD_SHAPE, IMAGE_SHAPE)


def check_net(net, rule):
    """Raise TypeError for what is no Network, ValueError for a rule or a network that does not suit it."""
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


def as_shape(shape, net):
    """Rows, columns and perhaps the 3 colors of an image, by default one of the book's. Raises ValueError otherwise."""
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


def as_names(names, outputs):
    """The names of the classes, by default their numbers. Raises TypeError or ValueError for others than strings."""
    classes = max(outputs, 2)
    if names is None:
        return [str(k) for k in range(classes)]
    if not isinstance(names, str) and isinstance(names, Iterable):
        names = list(names)  # a generator gives its names only once
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise TypeError(f"names: expected {classes} strings, one for each class; got {names!r}")
    if len(names) != classes:
        per = "for each output of the network" if outputs > 1 else "for 0 and one for 1"
        raise ValueError(f"names: expected {classes}, one {per}; got {len(names)}")
    return names


def as_images(name, images, shape):
    """The images as an array of shape (N, inputs). Raises ValueError for numbers that are not from 0 to 1."""
    images = as_matrix(name, images, prod(shape))
    if images.min() < 0 or images.max() > 1:
        raise ValueError(f"{name}: expected numbers from 0 to 1, got {images.min():g} to {images.max():g}")
    return images


def as_labels(name, labels, n, classes):
    """The labels as whole numbers, shape (n,). Raises ValueError for another shape or a class that there is not."""
    labels = as_array(name, labels)
    if labels.shape not in ((n,), (n, 1)):
        raise ValueError(f"{name}: expected shape ({n},) or ({n}, 1), one for each image; got {labels.shape}")
    if (labels != np.rint(labels)).any() or labels.min() < 0 or labels.max() >= classes:
        wrong = labels[(labels != np.rint(labels)) | (labels < 0) | (labels >= classes)][0]
        raise ValueError(f"{name}: expected whole numbers from 0 to {classes - 1}, one for each name; got {wrong:g}")
    return labels.reshape(n).astype(int)


def as_test(test, shape, classes):
    """The pair (images, labels), checked as those for training are."""
    if not isinstance(test, (tuple, list)) or len(test) != 2:
        raise TypeError(f"test: expected a pair (images, labels), got {type(test).__name__}")
    images = as_images("test: images", test[0], shape)
    return images, as_labels("test: labels", test[1], len(images), classes)


def settings_for(rule, net, outputs, eta, batch_size, loss):
    """The settings that fit the rule: the perceptron's step is 1, one image at a time, and it counts mistakes."""
    if rule == "perceptron":
        if loss is not None:
            raise ValueError("loss: expected None, the perceptron rule has no loss but its mistakes")
        return 1.0 if eta is None else eta, 1, "zero_one"
    usual = "softmax_cross_entropy" if outputs > 1 else "squared"
    if outputs == 1 and getattr(net.layers[-1], "f", None) is identity:
        usual = "binary_cross_entropy"
    return 0.01 if eta is None else eta, batch_size, usual if loss is None else as_loss(loss).name


def targets_for(outputs, loss, labels):
    """What the loss asks for: the labels themselves, a column of 0 and 1, or a row with one 1 for each image."""
    if loss == "softmax_cross_entropy":
        return labels
    return labels[:, None].astype(float) if outputs == 1 else np.eye(outputs)[labels]
