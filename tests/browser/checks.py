"""What must hold for whatever a browser shows; each check gives a list of problems, empty when all is well."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

FOLDER = Path(__file__).parent
AXE = (FOLDER / "vendor" / "axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_BYTES = 120_000
PHONE, DESKTOP, NARROWEST = (360, 780), (1280, 900), (320, 640)

# WCAG 1.4.12: what a reader may set without losing anything.
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }
"""
# A sheet made by a script's own hand is no inline style: the page's policy stays as it is.
SET_SPACING = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
RUN_AXE = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(found => found.violations)"
NOTE_SHIFTS = """
window.__shifts = [];
new PerformanceObserver(list => {
  for (const { hadRecentInput, value, sources } of list.getEntries()) {
    const moved = sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? node?.textContent);
    if (!hadRecentInput) window.__shifts.push(`moved by ${value} after it was drawn: ${moved.join(", ")}`);
  }
}).observe({type: "layout-shift", buffered: true});
document.addEventListener("securitypolicyviolation", event => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
# What sticks out to the right, outside of regions that scroll by themselves.
STICKS_OUT = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const isWide = e => e.getBoundingClientRect().right > page.clientWidth + .5;
  const wide = [...document.body.querySelectorAll("*")].filter(isWide);
  const leaves = wide.filter(e => !wide.some(other => other !== e && e.contains(other)));
  const named = leaves.slice(0, 5).map(e => e.outerHTML.slice(0, 160));
  return [`scrolls to ${page.scrollWidth} of ${page.clientWidth}`, ...named];
}"""
# Text that its own box hides.
CLIPPED = """() => [...document.body.querySelectorAll("*")].filter(e => {
  const style = getComputedStyle(e);
  const meant = e.closest(".visually-hidden, .skip, svg") || e.matches("textarea, input, select");
  if (meant || !e.checkVisibility()) return false;
  const hides = value => value === "hidden" || value === "clip";
  return (hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1)
    || (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1);
}).slice(0, 5).map(e => `${e.clientWidth}x${e.clientHeight} hides part of ${e.outerHTML.slice(0, 160)}`)"""


class Watch:
    """Listens to a page: what its console said, whom it called, what it weighed."""

    def __init__(self, page: Page, address: str) -> None:
        self.heard: list[str] = []
        self.bytes = 0
        self._host = urlsplit(address).netloc
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.heard.append(f"script: {error}"))
        page.on("request", self._called)
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self._session.on("Network.loadingFinished", self._loaded)

    def every_visit_is_the_first(self) -> None:
        self._session.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def let_scripts_run(self, wanted: bool) -> None:
        """In a browser whose scripts are off: for a check, which needs promises. The page's own stay unrun."""
        # Only a change is heeded, and this session has not made any yet.
        for value in (wanted, not wanted):
            self._session.send("Emulation.setScriptExecutionDisabled", {"value": value})

    def take(self) -> list[str]:
        """What was heard since the last call."""
        heard, self.heard = self.heard, []
        return heard

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium's own remark on every answer from 400 on, forms with errors among them.
        if not message.text.startswith("Failed to load resource: the server responded with a status of 4"):
            self.heard.append(f"console {message.type}: {message.text}")

    def _called(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self._host:
            self.heard.append(f"called {request.url}")

    def _loaded(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])


def prepare(context: BrowserContext) -> None:
    context.add_init_script(NOTE_SHIFTS)
    context.set_default_timeout(10_000)
    # A page full of what attackers write is long; on a busy machine nothing is wrong with it.
    context.set_default_navigation_timeout(60_000)


def settle(page: Page) -> None:
    """Until the fonts are there and two frames are drawn."""
    page.evaluate(
        "document.fonts.ready.then(() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r))))"
    )


def look(page: Page, size: tuple[int, int], scheme: str) -> None:
    """As a device of this size shows it, whose owner prefers this scheme ("light" or "dark")."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.set_viewport_size({"width": size[0], "height": size[1]})


def accessibility(page: Page) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(RUN_AXE, AXE_TAGS)
    return [f"{one['id']}: {_where(node)}" for one in found for node in one["nodes"][:3]]


def _where(node: dict[str, Any]) -> str:
    return f"{node['html'][:200]} – {node['failureSummary']}"


def overflow(page: Page) -> list[str]:
    found: list[str] = page.evaluate(STICKS_OUT)
    return found


def clipping_when_spaced(page: Page) -> list[str]:
    """Compared with the page before, since some boxes hide on purpose."""
    before = set(page.evaluate(CLIPPED))
    page.evaluate(SET_SPACING, SPACING)
    found = [*page.evaluate(CLIPPED), *page.evaluate(STICKS_OUT)]
    page.evaluate("document.adoptedStyleSheets = []")
    return [one for one in found if one not in before]


def layout_shift(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.__shifts")
    return found


def everything(page: Page, watch: Watch | None = None) -> list[str]:
    """The state a journey has come to: readable by everybody, as wide as the screen, nothing to complain of."""
    return [*accessibility(page), *overflow(page), *(watch.take() if watch else [])]
