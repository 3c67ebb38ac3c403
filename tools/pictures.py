"""Draws the bookstore for the documentation: as `apicompiler graph` does, and as a browser shows the report.

python tools/pictures.py
"""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from apicompiler.cli import run

ROOT = Path(__file__).parents[1]
BOOKSTORE, IMAGES = "blueprints/bookstore", ROOT / "docs/images"
SIZE = {"width": 1120, "height": 1120}


def main() -> None:
    os.chdir(ROOT)  # places are shown as they are reached
    assert run(["graph", BOOKSTORE, "-o", str(IMAGES / "bookstore.svg")]) == 0
    with TemporaryDirectory() as folder, sync_playwright() as started:
        page = Path(folder) / "report.html"
        assert run(["report", BOOKSTORE, "-o", str(page)]) == 0
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        shown = browser.new_page(viewport=SIZE, color_scheme="light")
        shown.goto(f"{page.as_uri()}#dev:operations")
        shown.locator("[id='dev:operations'] .operation", has_text="/feed").locator("summary").click()
        shown.screenshot(path=IMAGES / "report.png")
        browser.close()


if __name__ == "__main__":
    main()
