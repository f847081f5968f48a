"""Ways in which the page's tests act and look."""

from playwright.sync_api import Locator, Page, expect

CONTRAST = """() => {
  const parse = (text) => {
    const parts = text.match(/[\\d.]+/g).map(Number);
    return { rgb: parts.slice(0, 3), a: parts[3] ?? 1 };
  };
  const linear = (v) => (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  const light = (rgb) => rgb.reduce((sum, v, i) => sum + linear(v / 255) * [.2126, .7152, .0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const found = parse(getComputedStyle(at).backgroundColor);
      if (found.a === 1) return found.rgb;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const seen = node.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!seen || !walker.currentNode.data.trim()) continue;
    const [one, two] = [light(parse(getComputedStyle(node).color).rgb), light(behind(node))].sort((a, b) => b - a);
    const ratio = (one + .05) / (two + .05);
    if (ratio < 4.5) poor.push(`${walker.currentNode.data.trim().slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return poor;
}"""
"""Texts whose contrast with what lies behind them is below 4.5 to 1 (www.w3.org/TR/WCAG22, 1.4.3)."""


def write(page: Page, text: str) -> None:
    page.get_by_test_id("composer").fill(text)
    page.get_by_test_id("composer").press("Enter")


def ask(page: Page, text: str) -> Locator:
    """Send a request to the bot and return the card that comes back."""
    write(page, text)
    button = page.get_by_test_id("action-take").last
    expect(button).to_be_visible()
    return page.get_by_test_id(f"message-{button.evaluate('(node) => node.closest(`.message`).dataset.ts')}")


def act_as(page: Page, who: str, search: str) -> None:
    page.get_by_test_id("as-picker").click()
    page.get_by_test_id("picker-search").fill(search)
    page.get_by_test_id(f"as-{who}").click()


def tab_to(page: Page, testid: str, key: str = "Tab", most: int = 40) -> None:
    """Press Tab until the element has the focus; each stop on the way must show where the focus is."""
    for _ in range(most):
        page.keyboard.press(key)
        seen = page.evaluate(
            "() => { const at = document.activeElement; const style = getComputedStyle(at);"
            " const row = at.closest('.composer-row');"
            " return [at.dataset.testid, style.outlineStyle !== 'none' || Boolean(row), at.outerHTML.slice(0, 80)]; }"
        )
        assert seen[1], f"no visible focus on {seen[2]}"
        if seen[0] == testid:
            return
    raise AssertionError(f"{testid} is not reached with {most} times {key}")


def overflow(page: Page) -> int:
    wide: int = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide
