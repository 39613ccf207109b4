"""Debian's Chromium without a screen, and the axe-core that judges its pages."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

# A page on a machine that does six other things.
LONGEST_SECONDS = 120
# Root needs the first; the second: a container's shared memory is small.
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server")


def start(*flags: str, logs: dict[str, str] | None = None) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    for flag in (*_FLAGS, *flags):
        options.add_argument(flag)
    if logs:
        options.set_capability("goog:loggingPrefs", logs)
    driver = webdriver.Chrome(
        options=options, service=Service(shutil.which("chromedriver") or "chromedriver")
    )
    driver.set_page_load_timeout(LONGEST_SECONDS)
    driver.set_script_timeout(LONGEST_SECONDS)
    return driver


def axe_source() -> str:
    """axe-core, out of the package that carries it; that package's own code isn't run."""
    package = importlib.util.find_spec("axe_playwright_python")
    assert package and package.submodule_search_locations, "scripts/setup --tests brings axe-core"
    return (Path(next(iter(package.submodule_search_locations))) / "axe.min.js").read_text()
