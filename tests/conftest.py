"""What all tests share.

Hypothesis draws the same examples in every run, so a red test is red for everyone; `pytest
--hypothesis-profile=explore` draws new ones, and ten times as many.
"""

import os

# Two workers that both multiply matrices on all cores wait for each other most of the time. OpenBLAS reads this once,
# when NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, database=None, deadline=None, max_examples=200)
settings.register_profile("explore", database=None, deadline=None, max_examples=2000)
settings.load_profile("repeatable")
