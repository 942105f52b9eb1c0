"""The `vigil` command: its families of commands, and one clear sentence for everything that goes wrong.

Importing this module loads neither telegram nor sqlalchemy: commands import what they need inside.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import Annotated

import typer

from bot.cli import (
    digest,
    doctor,
    evidence,
    explain,
    feeds,
    filters,
    find,
    keys,
    operations,
    people,
    rehearse,
    running,
    stories,
    timeline,
    watch,
)

app = typer.Typer(
    name="vigil",
    help="Watches news feeds in English and Russian and sends each story once, as a Telegram alert.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    del debug  # read from the command line by `main`, which also sees errors of the command line itself


for family in (
    running,
    filters,
    feeds,
    watch,
    rehearse,
    explain,
    find,
    evidence,
    people,
    stories,
    digest,
    timeline,
    keys,
    operations,
    doctor,
):
    family.add_to(app)


def main() -> None:
    """Run the command line; exit 0 done, 1 failed, 2 wrong usage."""
    _open_missing_streams()
    debug = "--debug" in sys.argv
    # `vigil run --debug` is as good as `vigil --debug run`.
    code = _run([argument for argument in sys.argv[1:] if argument != "--debug"], debug=debug)
    sys.exit(_flushed(code))


def _run(arguments: list[str], *, debug: bool) -> int:
    """Run one command and tell what went wrong; returns the exit code."""
    try:
        app(arguments, prog_name="vigil")
    except SystemExit as stop:
        # Typer and rich turn the end of whoever reads stdout into a plain failure.
        return _unread() if isinstance(stop.__context__, BrokenPipeError) else _code(stop)
    except BrokenPipeError:
        return _unread()
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  # whatever it is, it is told in one sentence
        if debug:
            _show_traceback()
        _complain(_sentence(error))
        return 1
    return 0


def _code(stop: SystemExit) -> int:
    return stop.code if isinstance(stop.code, int) else int(stop.code is not None)


def _unread() -> int:
    """Drop what nobody reads any more: it would be written again, and complained about, when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def _flushed(code: int) -> int:
    """Write out what waits for stdout; returns the exit code. The reader may be gone, or the disk full."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _unread()
    except OSError as error:
        _unread()
        if not code:
            _complain(_sentence(error))
        return code or 1
    return code


def _open_missing_streams() -> None:
    """Put nothing in the place of a closed stdin, stdout or stderr: the next file opened would take it."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115


def _complain(sentence: str) -> None:
    with suppress(OSError):
        sys.stderr.write(f"vigil: {sentence}\n")


def _show_traceback() -> None:
    """Print the traceback on stderr; an error of Telegram's may carry the token in its text."""
    import traceback

    from config.log import printable, redact

    with suppress(OSError):
        sys.stderr.write(redact(printable(traceback.format_exc())))


def _sentence(error: Exception) -> str:
    from config.log import printable, redact

    ours = type(error).__module__.split(".")[0] in {"bot", "config", "feeds", "storage"}
    if ours:
        text = str(error)
    elif isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        text = f"The disk is full: {error.filename or 'the output'} cannot be written."
    elif isinstance(error, UnicodeEncodeError):
        text = "An argument, or a file's name, is not UTF-8 text."
    elif isinstance(error, OSError):
        text = f"{error.filename or 'The system'}: {error.strerror or error}."
    else:
        text = f"An unexpected {type(error).__name__} stopped this command; run it with --debug to see where."
    return redact(printable(text))


if __name__ == "__main__":
    main()
