"""Answers a reader's code at once: right, or what came, what was expected, and the likely reason."""

import math


def check(answer, cases, *, hints=None, tolerance=1e-6):
    """Call `answer` on each case and print the verdict.

    `cases` maps an argument, or a tuple of arguments, to the number expected. `hints` maps a wrong number that a
    typical mistake leads to, to the sentence that explains the mistake. Numbers agree when they differ by at most
    `tolerance` relative to the larger one. Raises ValueError without a case, which any answer would pass.
    """
    if not cases:
        raise ValueError("cases: expected at least one, got none")
    name = getattr(answer, "__name__", "answer")
    for arguments, expected in cases.items():
        arguments = arguments if isinstance(arguments, tuple) else (arguments,)
        call = f"{name}({', '.join(map(str, arguments))})"
        try:
            came = answer(*arguments)
        except Exception as error:  # whatever a reader's code raises is shown to the reader, not thrown at them
            print(f"Not yet: {call} raised {type(error).__name__}: {error}")
            return
        if came is ...:
            print(f"Not yet: {call} still returns the dots. It should be {expected}.")
            return
        if not _agree(came, expected, tolerance):
            print(f"Not yet: {call} is {came}, and should be {expected}.{_hint(came, hints or {}, tolerance)}")
            return
    print(f"Right: {name} agrees in all {len(cases)} cases.")


def _agree(came, expected, tolerance):
    try:
        came = came.item() if getattr(came, "size", None) == 1 else came  # a network's answer is an array
        # float() would read the text "0.5" as a number.
        return not isinstance(came, (str, bytes)) and math.isclose(
            float(came), expected, rel_tol=tolerance, abs_tol=1e-12
        )
    except (TypeError, ValueError, OverflowError):
        return False


def _hint(came, hints, tolerance):
    return next((f" {text}" for wrong, text in hints.items() if _agree(came, wrong, tolerance)), "")
