"""Matrices that are too large for every run: `make test` takes a cover of them, `make test-full` the whole."""

import itertools
import math
from collections.abc import Iterable, Sequence

import pytest


def in_turn(first: Iterable, *others: Sequence) -> list:
    """Every combination, as parameters. Each value of the first axis meets in `make test` the values of the other axes
    whose turn it is; its other combinations are marked `full`."""
    parameters = []
    for place, value in enumerate(first):
        turn = _turn(place, others)
        parameters += [
            pytest.param(value, *combination, marks=[] if combination == turn else pytest.mark.full)
            for combination in itertools.product(*others)
        ]
    return parameters


def _turn(place: int, axes: tuple[Sequence, ...]) -> tuple:
    """Axes of equal length would always turn together: each falls one behind when the axes before it come round."""
    turn, round_of_earlier = [], 0
    for axis in axes:
        behind = place // math.lcm(round_of_earlier, len(axis)) if round_of_earlier else 0
        turn.append(axis[(place + behind) % len(axis)])
        round_of_earlier = math.lcm(round_of_earlier or 1, len(axis))
    return tuple(turn)
