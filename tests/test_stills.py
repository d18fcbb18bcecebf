"""A still picture's digest changes with what the widget shows, and with nothing else."""

import base64

import numpy as np

from nnkit.book.stills import digest

STATE = {"eta": 0.1, "name": "one", "panels": ["map", "loss"], "_esm": "export default 1", "layout": "IPY_MODEL_1"}


def buffers(*numbers):
    return [{"path": ["theta", "data"], "data": base64.b64encode(np.array(numbers, float).tobytes()).decode()}]


def test_the_digest_is_the_same_for_new_code_and_another_processors_last_digit():
    other = STATE | {"_esm": "export default 2", "layout": "IPY_MODEL_2", "eta": np.nextafter(0.1, 1)}
    assert digest(other, buffers(0.3, -0.0)) == digest(STATE, buffers(0.1 + 0.2, 0.0))


def test_the_digest_changes_with_a_setting_a_weight_and_where_the_weights_are():
    known = {
        digest(STATE),
        digest(STATE | {"eta": 0.2}),
        digest(STATE | {"panels": ["loss", "map"]}),
        digest(STATE, buffers(1, 2)),
        digest(STATE, buffers(1, 2.0001)),
        digest(STATE, [buffers(1, 2)[0] | {"path": ["x", "data"]}]),
    }
    assert len(known) == 6


def test_bytes_that_are_no_numbers_count_one_by_one():
    one, other = ([{"path": ["pixels"], "data": base64.b64encode(bytes([k] * 8)).decode()}] for k in (0, 1))
    assert digest(STATE, one) != digest(STATE, other)
