"""The training step once more, laid out for speed.

`nnkit.layers` and `nnkit.losses` say what a step computes, in the lines that chapter 7 derives. Here the same formulas
are bound once, before the first step, to arrays that every step writes into again: nothing is allocated, nothing is
checked twice, and a loss shares its work with its derivative. For a network as small as the book's that is most of
the time. `tests/test_fast.py` holds the two to each other; a network with the reader's own layer takes the plain way.
"""
