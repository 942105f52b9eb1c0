"""How unusual a number of stories is, by the numbers before it and by how much these differ by themselves.

News comes in bursts, so counts vary more than independent events would: by `dispersion` times their mean.
Given all the stories together, those of the present period then follow a beta-binomial law whatever their
rate; of independent events it is the binomial one (Przyborowski and Wilenski 1940).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is taken for granted of dispersion, of which a few counts say little.

    Chosen by simulation such that series of a dispersion of 1, 2 and 3 keep the promised share of false
    alarms; of thirty days the rarest chance counts, about which small numbers say least.
    """

    least: float
    middle: float
    worth: float
    """The weight of `middle`, in counts."""


WEEKS = Supposed(1.0001, 6.0, 3.0)
DAYS = Supposed(3.0, 5.0, 10.0)


def dispersion(earlier: Sequence[int], supposed: Supposed = WEEKS) -> float:
    """Return by how much counts vary, in times their mean; more than 1, as of independent events."""
    total = sum(earlier)
    mean = total / len(earlier) if earlier else 0.0
    spread = math.fsum((count - mean) ** 2 for count in earlier) / mean if mean else 0.0
    known = supposed.worth + max(0, len(earlier) - 1)
    return max(supposed.least, (supposed.middle * supposed.worth + spread) / known)


def chance_of_more(stories: int, earlier: Sequence[int], supposed: Supposed = WEEKS) -> float:
    """Return how likely so many stories or more are, were this period like the earlier ones."""
    return max(0.0, 1.0 - _below(stories, stories, earlier, supposed)) if earlier else 1.0


def chance_of_fewer(stories: int, earlier: Sequence[int], supposed: Supposed = WEEKS) -> float:
    """Return how likely so few stories or fewer are, were this period like the earlier ones."""
    return _below(stories + 1, stories, earlier, supposed) if earlier else 1.0


def _below(limit: int, stories: int, earlier: Sequence[int], supposed: Supposed) -> float:
    """Return the chance of less than `limit` of all the stories in one of the periods."""
    total, periods = stories + sum(earlier), len(earlier) + 1
    if not total:
        return float(limit > 0)
    size = total / periods / (dispersion(earlier, supposed) - 1)
    return min(1.0, math.fsum(_share(total, size, size * len(earlier), n) for n in range(limit)))


def _share(total: int, size: float, rest: float, n: int) -> float:
    """Return the probability of `n` of `total` by the beta-binomial law."""
    ways = math.lgamma(total + 1) - math.lgamma(n + 1) - math.lgamma(total - n + 1)
    return math.exp(ways + _beta(n + size, total - n + rest) - _beta(size, rest))


def _beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
