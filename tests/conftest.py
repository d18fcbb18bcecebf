"""What all tests share: Hypothesis draws the same examples in every run, so a red test is red for everyone.

`pytest --hypothesis-profile=explore` draws new ones, and more of them.
"""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", database=None, deadline=None, max_examples=2000)
settings.load_profile("repeatable")
