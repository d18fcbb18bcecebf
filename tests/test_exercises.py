"""What a reader is told about an answer: right, or what came, what was expected, and the likely reason."""

import numpy as np
import pytest

from nnkit.exercises import check


def double(x):
    return 2 * x


def told(capsys, answer, cases, **options):
    check(answer, cases, **options)
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize("wrap", [float, np.float64, np.array, lambda v: np.array([v]), lambda v: np.array([[v]])])
def test_a_right_answer_may_be_a_number_or_an_array_of_one(capsys, wrap):
    assert told(capsys, lambda x: wrap(2.0 * x), {1: 2, 3: 6}) == "Right: <lambda> agrees in all 2 cases."


def test_an_answer_of_several_arguments_gets_all_of_them(capsys):
    assert told(capsys, max, {(3, 4): 4, (5, 2): 5}) == "Right: max agrees in all 2 cases."


def test_rounding_is_no_mistake_and_a_hundredth_is(capsys):
    assert told(capsys, double, {0.1: 0.2 * (1 + 1e-9)}).startswith("Right")
    assert told(capsys, double, {0.1: 0.202}) == "Not yet: double(0.1) is 0.2, and should be 0.202."
    assert told(capsys, double, {0.1: 0.202}, tolerance=0.02).startswith("Right")


def test_a_typical_mistake_gets_its_reason(capsys):
    hints = {4: "That is twice.", 5: "Another."}
    assert told(capsys, double, {2: 8}, hints=hints) == "Not yet: double(2) is 4, and should be 8. That is twice."


@pytest.mark.parametrize(
    "came",
    [None, "two", "2", b"2", np.array("2"), pytest.param(10**400, id="10⁴⁰⁰"), [1, 2], np.array([1.0, 2.0]), np.nan],
)
def test_what_is_no_number_is_shown_and_not_right(capsys, came):
    assert told(capsys, lambda x: came, {1: 2}) == f"Not yet: <lambda>(1) is {came}, and should be 2."


def test_the_dots_are_not_an_answer(capsys):
    assert told(capsys, lambda x: ..., {1: 2}) == "Not yet: <lambda>(1) still returns the dots. It should be 2."


def test_an_error_is_told_and_not_thrown(capsys):
    assert told(capsys, lambda x: 1 / x, {0: 2}) == "Not yet: <lambda>(0) raised ZeroDivisionError: division by zero"


def test_no_cases_are_no_proof():
    with pytest.raises(ValueError, match="cases: expected at least one, got none"):
        check(double, {})
