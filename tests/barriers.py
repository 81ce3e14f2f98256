"""What stands in the way of somebody who cannot see or point: axe's rules, on the page as it is."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
# Folded parts are opened for the look, and folded again.
LOOK = """async () => {
  const folded = [...document.querySelectorAll("details:not([open])")];
  for (const one of folded) one.open = true;
  const found = await axe.run(document, { resultTypes: ["violations"], preload: false });
  for (const one of folded) one.open = false;
  return found.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.slice(0, 3).map(({ html, any }) =>
      html.slice(0, 160) + " " + any.map(({ message }) => message).join(" ")).join(" | ")}`);
}"""


def barriers(page: Page) -> list[str]:
    """List the rules that the page breaks, each with the first places.

    Axe comes in past the page's own rule against foreign scripts, and only where it is needed:
    it is half a megabyte to be read by the browser.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE + "; null")
    found: list[str] = page.evaluate(LOOK)
    return found
