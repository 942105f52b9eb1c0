"""Runs the named benchmarks one after the other, or all of them."""

from __future__ import annotations

import argparse
import importlib
import sys
import time

from tests.benchmarks.corpus import MissingCorpus

NAMES = ("poll", "match", "rehearse", "deliver", "fanout", "digest")
"""Each is a module of this package with a `main()` that prints its table."""


def main() -> int:
    """Run benchmarks; 1 when the recorded material is not there."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(NAMES))
    names: list[str] = parser.parse_args().names
    if unknown := set(names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    for name in names or NAMES:
        began = time.monotonic()
        try:
            importlib.import_module(f"tests.benchmarks.{name}").main()
        except MissingCorpus as missing:
            print(missing, file=sys.stderr)
            return 1
        print(f"({name}: {time.monotonic() - began:.0f} s)\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
