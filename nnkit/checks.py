"""What every public function asks of its arguments, said in one way: the name, what came, what was expected."""

from math import isfinite
from numbers import Integral, Real

import numpy as np


def as_array(name, value):
    """`value` as an array of floats (float32 stays float32), every number finite.

    Raises TypeError where it isn't numeric, ValueError where it is empty or holds nan or inf.
    """
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise TypeError(f"{name}: expected an array of numbers, got {type(value).__name__}: {error}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name}: expected an array of numbers, got {type(value).__name__} of dtype {array.dtype}")
    if array.dtype != np.float32:
        array = array.astype(np.float64, copy=False)
    if array.size == 0:
        raise ValueError(f"{name}: expected at least one number, got an empty array of shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: expected finite numbers, got nan or inf in {np.sum(~np.isfinite(array))} place(s)")
    return array


def as_matrix(name, value, columns=None):
    """`value` as a finite matrix of shape (rows, columns); examples are rows."""
    return check_columns(name, as_array(name, value), columns)


def check_columns(name, array, columns=None):
    """`array` itself, when it is a matrix with that many columns; the cheap half of `as_matrix`."""
    if array.ndim != 2 or (columns is not None and array.shape[1] != columns):
        wanted = f"(rows, {'columns' if columns is None else columns})"
        raise ValueError(f"{name}: expected shape {wanted}, got {array.shape}")
    return array


def as_real(name, value, wanted="a finite number", fits=lambda value: True):
    """`value` as a float, when it is a finite number that `fits`; `wanted` says in words which ones do."""
    if not isinstance(value, Real) or isinstance(value, bool):
        raise TypeError(f"{name}: expected {wanted}, got {type(value).__name__} {value!r}")
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(f"{name}: expected {wanted}, got one that is too large for a float") from None
    if not (isfinite(number) and fits(value)):
        raise ValueError(f"{name}: expected {wanted}, got {value!r}")
    return number


def as_positive(name, value):
    """`value`, when it is a finite number above 0."""
    return as_real(name, value, "a finite number above 0", lambda value: value > 0)


def as_non_negative(name, value):
    """`value`, when it is a finite number of at least 0."""
    return as_real(name, value, "a finite number of at least 0", lambda value: value >= 0)


def as_probability(name, value):
    """`value`, when it is a number from 0 to 1."""
    return as_real(name, value, "a number from 0 to 1", lambda value: 0 <= value <= 1)


def as_rng(value):
    """The random generator that `rng`, None, a whole number or a Generator, stands for; never NumPy's global one."""
    try:
        if isinstance(value, bool):  # NumPy takes True as 1
            raise TypeError
        return np.random.default_rng(value)
    except (TypeError, ValueError) as error:
        wanted = "None, a whole number of at least 0 or a numpy.random.Generator"
        raise type(error)(f"rng: expected {wanted}, got {type(value).__name__} {value!r}") from None


def as_count(name, value, at_least=1):
    """`value`, when it is a whole number of at least `at_least`."""
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise TypeError(f"{name}: expected a whole number, got {type(value).__name__} {value!r}")
    if value < at_least:
        raise ValueError(f"{name}: expected at least {at_least}, got {value}")
    return int(value)


def by_name(kind, menu, choice, of):
    """The object that `choice` names in `menu`, or `choice` itself when it is one already (an `of`)."""
    if isinstance(choice, of):
        return choice
    if isinstance(choice, str):
        if choice in menu:
            return menu[choice]
        raise ValueError(f"{kind}: expected one of {', '.join(menu)}; got {choice!r}")
    ours = str(getattr(choice, "__module__", None)).startswith("nnkit.")
    hint = f"; call it first: {choice.__name__}(…)" if ours and hasattr(choice, "__name__") else ""
    article = "an" if of.__name__[0] in "AEIOU" else "a"
    raise TypeError(f"{kind}: expected {article} {of.__name__} or its name, got {type(choice).__name__}{hint}")
