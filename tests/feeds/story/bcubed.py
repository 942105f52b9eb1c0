"""B-cubed precision, recall and F1 of a clustering."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def bcubed(true: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float, float]:
    """Return precision, recall and F1, averaged over items."""
    both = Counter((true[key], found[key]) for key in true)
    real, made = Counter(true.values()), Counter(found[key] for key in true)
    precision = sum(n * n / made[cluster] for (_, cluster), n in both.items()) / len(true)
    recall = sum(n * n / real[story] for (story, _), n in both.items()) / len(true)
    return precision, recall, 2 * precision * recall / (precision + recall)
