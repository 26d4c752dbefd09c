"""Walking through a page by Tab: what can be reached, whether one sees where one is, and nothing covers it."""

from typing import Any

from playwright.sync_api import Locator, Page

MOST_STOPS = 250
# The look of everything that takes focus while it has none; controls that cannot be reached by Tab are left out.
REMEMBER = """() => {
  const look = e => {
    const of = (node, pseudo) => {
      const s = getComputedStyle(node, pseudo);
      const isDrawn = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0;
      const outline = isDrawn ? `${s.outlineStyle} ${s.outlineWidth} ${s.outlineColor}` : "";
      return [outline, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecoration].join("|");
    };
    const label = e.labels && e.labels[0];
    return [of(e), of(e, "::before"), of(e, "::after"), label ? of(label, "::before") : ""].join("~");
  };
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const controls = [...document.querySelectorAll(all)].filter(e =>
    e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}));
  document.activeElement?.blur();
  window.__look = look;
  window.__plain = new Map(controls.map(e => [e, look(e)]));
  window.__todo = new Set(controls);
  return controls.length;
}"""
STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  window.__todo.delete(e);
  // One stop for a whole group of radio buttons; the arrow keys do the rest.
  const group = other => other.type === "radio" && e.type === "radio" && other.name === e.name;
  for (const other of [...window.__todo].filter(group)) window.__todo.delete(other);
  const name = e.outerHTML.slice(0, 140);
  // The first line of a link that is broken over two: between them the middle of the whole is somebody else's.
  const box = e.getClientRects()[0];
  const problems = [];
  // Inside of a date field Chromium puts focus, and its own ring, on the drawing of a calendar.
  const isInside = e.type === "date" && !e.matches(":focus-visible");
  const isPlain = window.__plain.has(e) && window.__look(e) === window.__plain.get(e);
  if (isPlain && !isInside) problems.push(`no visible focus: ${name}`);
  // The middle of what is in sight: a table may be taller than the screen.
  const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
  const [x, y] = [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)];
  const top = document.elementFromPoint(x, y);
  const label = e.labels && e.labels[0];
  const mine = top && (e.contains(top) || (label && label.contains(top)));
  if (!mine) problems.push(`covered or out of sight at ${x},${y}: ${name}`);
  return problems;
}"""
LEFT_OUT = "() => [...window.__todo].map(e => `never reached: ${e.outerHTML.slice(0, 140)}`)"


def walk(page: Page) -> list[str]:
    """Tab from the top to the end of the page; the problems met on the way."""
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(REMEMBER)
    problems: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        met: list[str] | None = page.evaluate(STOP)
        if met is None:
            break
        problems += met
    return [*dict.fromkeys(problems), *page.evaluate(LEFT_OUT)]


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has focus."""
    goal: Any = target.element_handle()
    for _ in range(MOST_STOPS):
        if page.evaluate("goal => document.activeElement === goal", goal):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {target}")
