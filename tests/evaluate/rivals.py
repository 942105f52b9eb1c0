"""What other methods make of the same reports, in one pass and in the same order.

A rival reads the texts beforehand and then labels them once for every threshold worth trying; of a pair it
says how alike the two sides are.
"""

from __future__ import annotations

import importlib
import importlib.util
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasketch import MinHash, MinHashLSH
from rapidfuzz import fuzz, process, utils

Grouping = Callable[[float], list[int]]
"""Returns the label of every text when reports as alike as the threshold are joined."""
Pairs = Sequence[tuple[str, str]]

_WORD = re.compile(r"\w+")
_HEAD = 1200
_FUZZY_HEAD = 400
"""Characters read by token_set_ratio, whose cost grows with the square of the length."""
_PERMUTATIONS = 128
_EMBEDDING = "wordllama"


@dataclass(frozen=True, slots=True)
class Rival:
    """A method, by name."""

    name: str
    group: Callable[[Sequence[str]], Grouping]
    thresholds: tuple[float, ...]
    alike: Callable[[Pairs], list[float]] | None


def rivals() -> list[Rival]:
    """Return the methods that are installed here; an embedding only where its package is."""
    known = [
        Rival("TF-IDF nearest", _tfidf_nearest, (0.2, 0.25, 0.3, 0.35, 0.4), None),
        Rival("TF-IDF centroid", _tfidf_centroid, (0.1, 0.13, 0.16, 0.2, 0.23, 0.26, 0.3), _tfidf_pairs),
        Rival("MinHash", _minhash, (0.1, 0.15, 0.2, 0.3), _minhash_pairs),
        Rival("token_set_ratio", _fuzzy, (0.5, 0.55, 0.6, 0.65, 0.7, 0.8), _fuzzy_pairs),
    ]
    if importlib.util.find_spec(_EMBEDDING):
        known.append(
            Rival("WordLlama centroid", _embedded, (0.2, 0.25, 0.3, 0.4, 0.5, 0.55, 0.6), _embedded_pairs)
        )
    return known


def _nearest(nearest: Sequence[tuple[int, float]]) -> Grouping:
    """Join every text to the one before it that is nearest."""

    def group(threshold: float) -> list[int]:
        labels: list[int] = []
        for place, (other, alike) in enumerate(nearest):
            labels.append(labels[other] if other >= 0 and alike >= threshold else place)
        return labels

    return group


def _vectors(texts: Iterable[str]) -> list[dict[str, float]]:
    """Return unit vectors of words; how rare a word is, is known from the texts before."""
    seen: Counter[str] = Counter()
    found = []
    for number, text in enumerate(texts, 1):
        words = Counter(_WORD.findall(text[:_HEAD].casefold()))
        seen.update(words.keys())
        found.append(_unit({w: (1 + math.log(n)) * math.log(1 + number / seen[w]) for w, n in words.items()}))
    return found


def _unit(vector: dict[str, float]) -> dict[str, float]:
    norm = math.sqrt(math.fsum(value * value for value in vector.values()))
    return {key: value / norm for key, value in vector.items()} if norm else {}


def _dot(a: dict[str, float], b: dict[str, float]) -> float:
    return math.fsum(value * b[key] for key, value in a.items() if key in b)


def _tfidf_nearest(texts: Sequence[str]) -> Grouping:
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    nearest = []
    for place, vector in enumerate(_vectors(texts)):
        alike: dict[int, float] = defaultdict(float)
        for word, value in vector.items():
            for other, theirs in postings[word]:
                alike[other] += value * theirs
            postings[word].append((place, value))
        best = max(alike, key=alike.__getitem__, default=-1)
        nearest.append((best, alike.get(best, 0.0)))
    return _nearest(nearest)


def _tfidf_centroid(texts: Sequence[str]) -> Grouping:
    vectors = _vectors(texts)

    def group(threshold: float) -> list[int]:
        sums: list[dict[str, float]] = []
        norms: list[float] = []
        postings: dict[str, set[int]] = defaultdict(set)
        labels = []
        for vector in vectors:
            near = {label for word in vector for label in postings[word]}
            alike = {label: _dot(vector, sums[label]) / norms[label] for label in near}
            best = max(alike, key=alike.__getitem__, default=-1)
            if best < 0 or alike[best] < threshold:
                best = len(sums)
                sums.append({})
                norms.append(0.0)
            for word, value in vector.items():
                sums[best][word] = sums[best].get(word, 0.0) + value
                postings[word].add(best)
            norms[best] = math.sqrt(math.fsum(value * value for value in sums[best].values())) or 1.0
            labels.append(best)
        return labels

    return group


def _tfidf_pairs(pairs: Pairs) -> list[float]:
    """Runs of three to five letters, as typing errors and inflection leave most of them alone."""
    sides = [_grams(text) for pair in pairs for text in pair]
    seen = Counter(gram for side in sides for gram in side)
    units = [_unit({g: n * math.log(1 + len(sides) / seen[g]) for g, n in side.items()}) for side in sides]
    return [_dot(a, b) for a, b in zip(units[::2], units[1::2], strict=True)]


def _grams(text: str) -> Counter[str]:
    padded = f" {' '.join(_WORD.findall(text[:_FUZZY_HEAD].casefold()))} "
    return Counter(
        padded[start : start + size] for size in (3, 4, 5) for start in range(len(padded) - size + 1)
    )


def _hashed(texts: Iterable[str]) -> list[MinHash]:
    found = []
    for text in texts:
        folded = " ".join(_WORD.findall(text[:_HEAD].casefold()))
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch({folded[n : n + 5].encode() for n in range(max(1, len(folded) - 4))})
        found.append(sketch)
    return found


def _minhash(texts: Sequence[str]) -> Grouping:
    sketches = _hashed(texts)

    def group(threshold: float) -> list[int]:
        index = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS)
        labels: list[int] = []
        for place, sketch in enumerate(sketches):
            near = {
                int(str(other)): sketch.jaccard(sketches[int(str(other))]) for other in index.query(sketch)
            }
            best = max(near, key=near.__getitem__, default=-1)
            labels.append(labels[best] if best >= 0 and near[best] >= threshold else place)
            index.insert(str(place), sketch)
        return labels

    return group


def _minhash_pairs(pairs: Pairs) -> list[float]:
    sketches = _hashed(text for pair in pairs for text in pair)
    return [float(a.jaccard(b)) for a, b in zip(sketches[::2], sketches[1::2], strict=True)]


def _fuzzy(texts: Sequence[str]) -> Grouping:
    folded = [utils.default_process(text[:_FUZZY_HEAD]) for text in texts]
    nearest = [(-1, 0.0)]
    for place in range(1, len(folded)):
        found = process.extractOne(folded[place], folded[:place], scorer=fuzz.token_set_ratio)
        nearest.append((int(found[2]), found[1] / 100))
    return _nearest(nearest)


def _fuzzy_pairs(pairs: Pairs) -> list[float]:
    return [
        fuzz.token_set_ratio(a[:_FUZZY_HEAD], b[:_FUZZY_HEAD], processor=utils.default_process) / 100
        for a, b in pairs
    ]


def _embed(texts: Iterable[str]) -> Any:
    """Return a unit vector of each text by the tables in the package's own folder: nothing is downloaded."""
    numpy = importlib.import_module("numpy")
    spec = importlib.util.find_spec(_EMBEDDING)
    folder = Path(str(spec.origin if spec else "")).parent
    tokenizer = importlib.import_module("tokenizers").Tokenizer.from_file(
        str(next((folder / "tokenizers").glob("*.json")))
    )
    load = importlib.import_module("safetensors.numpy").load_file
    table = next(iter(load(str(next((folder / "weights").glob("*.safetensors")))).values())).astype("float32")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    found = []
    for text in texts:
        numbers = tokenizer.encode(text[:_HEAD].strip() or "-", add_special_tokens=False).ids
        vector = table[numbers].mean(axis=0)
        found.append(vector / (numpy.linalg.norm(vector) or 1.0))
    return numpy.array(found)


def _embedded(texts: Sequence[str]) -> Grouping:
    numpy = importlib.import_module("numpy")
    vectors = _embed(texts)

    def group(threshold: float) -> list[int]:
        sums = numpy.zeros_like(vectors)
        labels: list[int] = []
        stories = 0
        for vector in vectors:
            alike = sums[:stories] @ vector / numpy.linalg.norm(sums[:stories], axis=1)
            best = int(alike.argmax()) if stories else -1
            if best < 0 or alike[best] < threshold:
                best, stories = stories, stories + 1
            sums[best] += vector
            labels.append(best)
        return labels

    return group


def _embedded_pairs(pairs: Pairs) -> list[float]:
    vectors = _embed(text for pair in pairs for text in pair)
    return [float(a @ b) for a, b in zip(vectors[::2], vectors[1::2], strict=True)]
