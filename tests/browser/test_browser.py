"""What a reader sees, in headless Chromium: `make pictures` installs what this needs; without it, this is skipped."""

import shutil

import pytest
from pictured import ROOT, page

from apicompiler.read.files import DiskFolder

api = pytest.importorskip("playwright.sync_api", reason="`make pictures` installs it")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
WIDTHS = {"desk": 1280, "phone": 390}
# The contrast of every text that is seen with what is behind it, after https://www.w3.org/TR/WCAG21/#contrast-minimum.
FAINT = """() => {
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => numbers(color).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if ((numbers(color)[3] ?? 1) > 0) return color;
    }
  };
  const found = new Set();
  for (const element of document.querySelectorAll("body *:not(svg *):not(meter):not(script)")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility()) continue;
    const [one, other] = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a);
    if ((one + 0.05) / (other + 0.05) < 4.5) found.add(element.tagName + "." + element.className);
  }
  return [...found];
}"""


@pytest.fixture(scope="module")
def browser():
    with api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def bookstore(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page(DiskFolder(ROOT / "blueprints/bookstore")), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def seen(browser, bookstore):
    """Open the page as somebody does; afterwards nothing was loaded, and nothing went wrong."""
    opened = []

    def look(width="desk", scheme="light", scripts=True, at=""):
        size = {"width": WIDTHS[width], "height": 900}
        one = browser.new_page(viewport=size, color_scheme=scheme, java_script_enabled=scripts)
        troubles: list[str] = []
        one.on("console", lambda message: troubles.append(message.text))
        one.on("pageerror", lambda error: troubles.append(str(error)))
        one.on("request", lambda request: troubles.append(request.url))
        one.goto(bookstore + at)
        opened.append((one, troubles))
        return one

    yield look
    for one, troubles in opened:
        assert troubles == [bookstore]
        one.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_page_and_everything_can_be_read(seen, width, scheme):
    one = seen(width, scheme)
    one.evaluate("document.querySelectorAll('details').forEach((found) => { found.open = true })")
    assert one.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]
    assert one.evaluate(FAINT) == []


def test_environments_are_looked_at_one_at_a_time(seen):
    one = seen(at="#prod:quotas")
    assert [panel.get_attribute("id") for panel in one.locator("[data-panel]:visible").all()] == ["prod"]
    one.get_by_role("link", name="test", exact=True).click()
    assert [panel.get_attribute("id") for panel in one.locator("[data-panel]:visible").all()] == ["test"]
    one.get_by_role("link", name="dev", exact=True).first.click()
    assert [panel.get_attribute("id") for panel in one.locator("[data-panel]:visible").all()] == ["dev"]


def test_operations_are_found_by_words(seen):
    one = seen()
    one.get_by_label("Find operations").first.fill("post ORDERS partners")
    shown = one.locator("[id='dev:operations'] .operation:visible")
    assert [found.inner_text().split() for found in shown.all()] == [
        ["POST", "/partners/{partner}/orders", "partners", "Lambda", "orders"]
    ]
    assert one.locator("[id='dev:operations'] output").inner_text() == "1 of 24"
    one.get_by_label("Find operations").first.fill("")
    assert shown.count() == 24


def test_everything_is_there_where_no_script_runs(seen):
    one = seen(scripts=False)
    assert one.locator("[data-panel]:visible").count() == 3
    assert one.locator("input").first.is_hidden()


def test_picture_stands_as_it_was_measured(browser, tmp_path):
    """Every text of a box stands inside it, in the font that is there."""
    one = browser.new_page()
    one.goto((ROOT / "docs/images/bookstore.svg").as_uri())
    outside = one.evaluate(
        """() => [...document.querySelectorAll(".box")].flatMap((box) => {
          const room = box.getBoundingClientRect();
          return [...box.parentNode.querySelectorAll("text")]
            .filter((text) => text.getBoundingClientRect().right > room.right - 4).map((text) => text.textContent);
        })"""
    )
    assert outside == []
    one.close()
