"""Benchmarks: scripts of bounded time that print tables. `python -m tests.benchmarks [name...]`."""
