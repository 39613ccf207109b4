"""Guests' pages in a real browser that reaches this machine alone: on a telephone and on paper."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

from selenium.webdriver.common.by import By
from selenium.webdriver.common.print_page_options import PrintOptions
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

from . import chromium

# A small telephone, in CSS pixels.
PHONE = (360, 740)
# Until the page that a form leads to is there.
_WAIT_SECONDS = 30


class PageBrowser:
    """Debian's Chromium with its driver; close it."""

    def __init__(self, folder: Path, size: tuple[int, int] = PHONE):
        self.driver = chromium.start(
            "--hide-scrollbars",
            f"--user-data-dir={folder / 'profile'}",
            # Whoever needs another host is found out.
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        )
        self.resize(size)

    def resize(self, size: tuple[int, int]) -> None:
        """The page's own size: a window can't be made as narrow as a telephone."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": True},
        )

    def open(self, url: str) -> None:
        self.driver.get(url)

    def press(self, selector: str) -> None:
        """Presses a button and stays on its page."""
        self.driver.find_element(By.CSS_SELECTOR, selector).click()

    def send(self, selector: str) -> None:
        """Presses a button that leads to another page, and waits for that."""
        page = self.driver.find_element(By.TAG_NAME, "html")
        self.press(selector)
        WebDriverWait(self.driver, _WAIT_SECONDS).until(staleness_of(page))

    def text(self, selector: str) -> str:
        return self.driver.find_element(By.CSS_SELECTOR, selector).text

    def close(self) -> None:
        self.driver.quit()

    @property
    def overflow(self) -> list[str]:
        """What sticks out of the page to the right."""
        return self.driver.execute_script(
            """
            const width = document.documentElement.clientWidth;
            return [...document.querySelectorAll('body *')]
              .filter(element => element.getBoundingClientRect().right > width + 1)
              .map(element => element.tagName + ' ' + element.textContent.slice(0, 60));
            """
        )

    @property
    def errors(self) -> list[str]:
        """What the browser complained of, a refused style or a missing file included."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def axe(self) -> list[str]:
        """Faults of accessibility (WCAG 2.2 A and AA, and axe's own best practices)."""
        # Through the driver: the page's own policy lets no script in.
        self.driver.execute_cdp_cmd(
            "Runtime.evaluate", {"expression": chromium.axe_source(), "allowUnsafeEvalBlockedByCSP": True}
        )
        answer = self.driver.execute_cdp_cmd(
            "Runtime.evaluate",
            {"expression": "axe.run().then(JSON.stringify)", "awaitPromise": True},
        )
        violations = json.loads(answer["result"]["value"])["violations"]
        return [
            f"{violation['id']}: {violation['help']}: {node['html'][:120]}"
            for violation in violations
            for node in violation["nodes"]
        ]

    def fonts(self, selector: str) -> set[str]:
        """The fonts in which the letters of an element were drawn."""
        command = self.driver.execute_cdp_cmd
        command("DOM.enable", {})
        command("CSS.enable", {})
        root = command("DOM.getDocument", {})["root"]["nodeId"]
        node = command("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        return {font["familyName"] for font in command("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}

    def pdf(self) -> bytes:
        """The page on A4 paper, with the margins that it asks for."""
        options: Any = PrintOptions()
        options.page_width, options.page_height = 21.0, 29.7
        for side in ("top", "bottom", "left", "right"):
            setattr(options, f"margin_{side}", 0)
        options.background = True
        return base64.b64decode(self.driver.print_page(options))

    @staticmethod
    def sheets(pdf: bytes) -> int:
        return len(re.findall(rb"/Type\s*/Page\b", pdf))

    def picture(self, path: Path) -> None:
        height = self.driver.execute_script("return document.documentElement.scrollHeight")
        shot = self.driver.execute_cdp_cmd(
            "Page.captureScreenshot",
            {
                "captureBeyondViewport": True,
                "clip": {"x": 0, "y": 0, "width": PHONE[0], "height": height, "scale": 1},
            },
        )
        path.write_bytes(base64.b64decode(shot["data"]))
