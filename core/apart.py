"""Programs of ours that run apart from the site: within a time, without its secrets, failing alone."""

import os
import subprocess
import sys
from pathlib import Path


class FailedApart(Exception):
    """The program ended badly or took too long; the text is for the log. `printed`: what there was until then."""

    def __init__(self, reason: str, printed: bytes | None) -> None:
        super().__init__(reason)
        self.printed = printed or b""


def run_apart(program: Path, *arguments: str, seconds: float, given: bytes = b"") -> bytes:
    """What the program prints. `program`: a file of this project that knows nothing of the site.

    Raises FailedApart.
    """
    command = [sys.executable, "-P", "-W", "ignore", str(program), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; its arguments are no words of people
            command, input=given, capture_output=True, timeout=seconds, env=_environment(), check=False
        )
    except subprocess.TimeoutExpired as error:
        raise FailedApart(f"took longer than {seconds} s", error.stdout) from error
    if done.returncode:
        raise FailedApart(f"ended with {done.returncode}", done.stdout)
    return done.stdout


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
