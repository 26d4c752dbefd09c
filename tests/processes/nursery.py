"""Workers that die at a chosen moment: for each number read, a child that drains the outbox and kills itself there.

Made from one process that has imported everything, because a start of its own for each would take minutes.
Prints for each number whether its child died there (`died`) or had nothing left to do before (`done`).
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app import create_app
from core import outbox
from core.db import db

TO_DIE = signal.SIGKILL


def main() -> None:
    folder, mail_url = sys.argv[1:]
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            drain_until(int(line), Path(folder), mail_url)
        _, status = os.waitpid(child, 0)
        print("died" if os.WIFSIGNALED(status) else "done" if status == 0 else "failed", flush=True)


def drain_until(step: int, folder: Path, mail_url: str) -> None:
    """Steps are statements and commits: between two of them lies everything else a worker does."""
    app = create_app({"instance": folder, "mail_url": mail_url})
    with app.app_context():
        left = [step]

        def live_on(*_: Any) -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), TO_DIE)

        event.listen(db.engine, "before_cursor_execute", live_on)
        event.listen(db.engine, "commit", live_on)
        outbox.run_pending()
    os._exit(0)


if __name__ == "__main__":
    main()
