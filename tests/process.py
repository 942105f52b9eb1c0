"""Vigil as its user starts it: the installed command in a process of its own, in a folder of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

TOKEN = "123456789:" + "AAbbCCdd-_" * 3 + "12345"
VIGIL = Path(sys.executable).with_name("vigil")


class Installation:
    """A folder with settings, and the commands run in it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.log = folder / "stderr.log"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("VIGIL_")}
        self.environment = {
            **clean,
            "VIGIL_DATA_DIR": str(folder / "data"),
            "VIGIL_PRIVACY__KEY_FILE": str(folder / "keys" / "keys"),
            "VIGIL_POLLING__STARTER_FEEDS": "false",
            **settings,
        }

    def command(
        self, *arguments: str, stdin: str = "", timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [str(VIGIL), *arguments],
            input=stdin,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def json(self, *arguments: str) -> Any:
        """Run one command that must succeed and return the JSON value it prints."""
        done = self.command(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self) -> subprocess.Popen[bytes]:
        """Start `vigil run`; its log is appended to `log`."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [str(VIGIL), "run"],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 a process and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


async def ended(process: subprocess.Popen[bytes], seconds: float) -> int:
    """Wait for a process to end; TimeoutError when it does not."""
    async with asyncio.timeout(seconds):
        while process.poll() is None:
            await asyncio.sleep(0.02)  # a process has no event to wait for
    return int(process.returncode)
