"""How long `import nnkit` takes in a fresh Python, beside NumPy, which is most of it, and the plots and widgets.

python tests/bench/start.py            # writes _build/bench/start.md
"""

import subprocess
import sys

import numpy as np
from timing import save, table

STATEMENTS = ("import numpy", "import nnkit", "import nnkit.plots", "from nnkit.widgets import Playground")
GOALS = {"import nnkit": "≤ 0.15"}


def seconds(statement):
    """Seconds of the statement alone, without the start of Python."""
    code = f"import time; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def main():
    """Measure them in turns."""
    rounds = [{statement: seconds(statement) for statement in STATEMENTS} for _ in range(9)]
    rows = []
    for statement in STATEMENTS:
        values = np.array([one[statement] for one in rounds])
        low, high = np.percentile(values, [10, 90])
        cells = [f"`{statement}`", f"{np.median(values):.3f}", f"{low:.3f}–{high:.3f}", GOALS.get(statement, "")]
        rows.append(cells)
    save("start", "Seconds until it is imported", table(["statement", "median s", "10–90 %", "goal"], rows))


if __name__ == "__main__":
    main()
