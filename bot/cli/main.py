"""The `vigil` command: its families of commands, and one clear sentence for everything that goes wrong.

Importing this module loads neither telegram nor sqlalchemy: commands import what they need inside.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from bot.cli import digest, feeds, filters, operations, people, running, watch

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


for family in (running, filters, feeds, watch, people, digest, operations):
    family.add_to(app)


def main() -> None:
    """Run the command line; exit 0 done, 1 failed, 2 wrong usage."""
    debug = "--debug" in sys.argv
    # `vigil run --debug` is as good as `vigil --debug run`.
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        app(arguments, prog_name="vigil")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if debug:
            raise
        sys.stderr.write(f"vigil: {_sentence(error)}\n")
        sys.exit(1)


def _sentence(error: Exception) -> str:
    from config.log import redact

    ours = type(error).__module__.split(".")[0] in {"bot", "config", "feeds", "storage"}
    if ours:
        text = str(error)
    elif isinstance(error, OSError):
        text = f"{error.filename or 'The system'}: {error.strerror or error}."
    else:
        text = f"An unexpected {type(error).__name__} stopped this command; run it with --debug to see where."
    return redact(text)


if __name__ == "__main__":
    main()
