"""Rendering in a process of its own, whose memory the system takes back: a long PDF needs a gigabyte.

python -m bot.digest.apart FORMAT LANG < snapshot > file
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import subprocess
import sys

from bot.digest.charts import Chart
from bot.digest.codec import canonical, from_json, to_json
from bot.digest.snapshot import Snapshot

SECONDS = 300.0
"""No digest takes so long; one that does is given up."""
_DRAWING = "drawing"
_MEMORY = 4 * 2**30
_BADLY = "The digest could not be written as {form}."


class NotRendered(Exception):
    """A format could not be written; the text is one sentence."""


def render_apart(snapshot: Snapshot, form: str, lang: str) -> bytes:
    """Write one format of a digest (`bot.digest.export.FORMATS`); NotRendered when it cannot be."""
    return _run_apart(form, lang, to_json(snapshot))


def draw_apart(title: str, period: str, chart: Chart) -> bytes:
    """Draw one chart as PNG; NotRendered likewise."""
    return _run_apart(_DRAWING, "", _drawing(title, period, chart))


def _run_apart(form: str, lang: str, data: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  # ourselves
            _command(form, lang), input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotRendered(_BADLY.format(form=form)) from None
    if done.returncode:
        raise NotRendered(_BADLY.format(form=form))
    return done.stdout


async def rendered(snapshot: Snapshot, form: str, lang: str) -> bytes:
    """Write one format of a digest without stopping others; NotRendered likewise."""
    return await _rendered(form, lang, await asyncio.to_thread(to_json, snapshot))


async def drawn(title: str, period: str, chart: Chart) -> bytes:
    """Draw one chart as PNG without stopping others; NotRendered likewise."""
    return await _rendered(_DRAWING, "", _drawing(title, period, chart))


async def _rendered(form: str, lang: str, data: bytes) -> bytes:
    child = await asyncio.create_subprocess_exec(
        *_command(form, lang),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        made, _ = await asyncio.wait_for(child.communicate(data), SECONDS)
    except TimeoutError:
        raise NotRendered(_BADLY.format(form=form)) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        raise NotRendered(_BADLY.format(form=form))
    return made


def _drawing(title: str, period: str, chart: Chart) -> bytes:
    return canonical({"title": title, "period": period, "chart": dataclasses.asdict(chart)})


def _command(form: str, lang: str) -> list[str]:
    return [sys.executable, "-m", "bot.digest.apart", form, lang]


def main() -> None:
    """Write the format and language of the arguments, from stdin to stdout."""
    import os
    import resource

    from bot.digest.export import files

    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    form, lang = sys.argv[1:]
    if form == _DRAWING:
        from bot.digest.pdf import drawing

        told = json.loads(sys.stdin.buffer.read())
        sys.stdout.buffer.write(drawing(told["title"], told["period"], (Chart(**told["chart"]),)))
        return
    for _, made in files(from_json(sys.stdin.buffer.read()), [form], [lang]):
        sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
