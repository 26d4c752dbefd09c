"""Which tests keep to one process when the suite runs in several: they share a browser, a site or the machine."""

from typing import Any

from xdist.scheduler.loadscope import LoadScopeScheduling

# The first that fits counts.
KEPT_TOGETHER = ["tests/browser/test_every_page.py", "tests/browser/", "tests/processes/"]


class Together(LoadScopeScheduling):  # type: ignore[misc, unused-ignore]
    """By path: pytest 9.2 ignores what pytest-xdist 3.8 writes into a test's id for its own mark."""

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in KEPT_TOGETHER if nodeid.startswith(place)), nodeid)


def scheduler(config: Any, log: Any) -> Together | None:
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None
