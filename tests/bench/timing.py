"""What the benchmarks share: one thread, turns, and where the results go."""

import os
import sys
import time
from pathlib import Path

import numpy as np

OUT = Path(__file__).parents[2] / "_build" / "bench"
TURNS = 15
SECONDS_A_TURN = 0.05

if os.environ.get("OPENBLAS_NUM_THREADS") != "1":  # NumPy reads it when it is imported
    sys.exit(
        "The benchmarks measure one thread, which `make bench` sets; `make bench BENCHES=scaling` runs one of them."
    )


def seconds_of(step, count):
    """Mean seconds of processor time, all threads together, of one of `count` calls.

    What else the machine does while they run is not counted, and a second thread would be.
    """
    start = time.process_time()
    for _ in range(count):
        step()
    return (time.process_time() - start) / count


def in_turns(steps, turns=TURNS, seconds=SECONDS_A_TURN):
    """Seconds a call of each function in `steps`, a dictionary by name: an array of `turns` numbers for each.

    They take turns, A B C A B C …, so that a machine that slows down slows them all.
    """
    counts = {name: max(1, int(seconds / max(seconds_of(step, 3), 1e-7))) for name, step in steps.items()}
    rounds = [{name: seconds_of(step, counts[name]) for name, step in steps.items()} for _ in range(turns)]
    return {name: np.array([one[name] for one in rounds]) for name in steps}


def table(columns, rows):
    """A Markdown table; the cells are strings."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, ["---"] * len(columns), *rows)) + "\n"


def save(name, title, text, picture=None):
    """Print a section of the report and write it to `_build/bench`; `make bench` puts the sections together."""
    OUT.mkdir(parents=True, exist_ok=True)
    if picture is not None:
        picture.savefig(OUT / f"{name}.svg")
        text += f"\n![{title}](bench/{name}.svg)\n"
    print(text, flush=True)
    (OUT / f"{name}.md").write_text(f"## {title}\n\n{text}\n", encoding="utf-8")
