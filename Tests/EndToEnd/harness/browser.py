"""A real Chromium in front of the office's pages, and what it must never say."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from . import chromium

_WAIT_SECONDS = 30
_MOST_TABS = 80
_ARTIFACTS = Path(__file__).resolve().parents[3] / ".build" / "artifacts" / "console"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Nothing but itself: a browser's own background requests are no page's.
_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--force-device-scale-factor=1",
    "--window-size=1360,900",
)


class Browser:
    def __init__(self, url: str):
        self.url = url
        self.driver = chromium.start(*_FLAGS, logs={"browser": "ALL", "performance": "ALL"})

    def quit(self) -> None:
        self.driver.quit()

    # Walking

    def open(self, path: str) -> None:
        self.driver.get(self.url + path)

    @property
    def path(self) -> str:
        return urlsplit(self.driver.current_url).path

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector: str = "main") -> str:
        """What is read there, at one moment: a live page may renew itself at any."""
        return str(
            self.script("return document.querySelector(arguments[0])?.innerText ?? ''", selector)
        ).strip()

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            field = self.find(f'main [name="{name}"]')
            field.clear()
            field.send_keys(text)

    def click(self, selector: str) -> None:
        """Presses a button or link that leads to a page, and waits for that page."""
        before = self.find("html")
        try:
            self.find(selector).click()
        except StaleElementReferenceException:
            # A live page renewed itself between finding and pressing.
            self.find(selector).click()
        self.until(lambda: self._is_gone(before), f"{selector} led nowhere")
        self.until(lambda: self.script("return document.readyState") == "complete", "no page came")

    def press(self, *keys: str) -> None:
        """Keys for whatever has the focus; a live page may have renewed it meanwhile."""
        ActionChains(self.driver).send_keys(*keys).perform()

    @property
    def focus(self) -> str:
        """The id of what has the focus."""
        return str(self.script("return document.activeElement.id"))

    def tab_to(self, selector: str) -> None:
        """Goes there with the tab key alone, and sees at every step where it is."""
        for _ in range(_MOST_TABS):
            self.press(Keys.TAB)
            is_there, is_seen = self.script(
                "const at = document.activeElement, style = getComputedStyle(at);"
                "const box = at.getBoundingClientRect();"
                # A field for dates has parts of its own, which the browser outlines itself.
                "return [at.matches(arguments[0]), at === document.body || at.type === 'date'"
                " || (style.outlineStyle !== 'none' && box.width > 0 && box.left >= 0)];",
                selector,
            )
            assert is_seen, f"the focus can't be seen on the way to {selector}"
            if is_there:
                return
        raise AssertionError(f"{selector} can't be reached by tab")

    def said_yes(self, selector: str) -> None:
        """Presses what asks before it acts, says yes, and waits for the page."""
        before = self.find("html")
        self.find(selector).click()
        self.driver.switch_to.alert.accept()
        self.until(lambda: self._is_gone(before), f"{selector} led nowhere")
        self.until(lambda: self.script("return document.readyState") == "complete", "no page came")

    @staticmethod
    def _is_gone(element: WebElement) -> bool:
        try:
            element.is_enabled()
        except Exception:  # noqa: BLE001 - the driver has several words for it
            return True
        return False

    def until(self, holds: Callable[[], Any], otherwise: str) -> None:
        WebDriverWait(self.driver, _WAIT_SECONDS, poll_frequency=0.05).until(
            lambda _: holds(), otherwise
        )

    def script(self, text: str, *arguments: Any) -> Any:
        return self.driver.execute_script(text, *arguments)

    def use_scripts(self, are_used: bool) -> None:
        self.driver.execute_cdp_cmd(
            "Emulation.setScriptExecutionDisabled", {"value": not are_used}
        )

    def use_telephone_width(self, is_used: bool) -> None:
        if is_used:
            screen = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        else:
            self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def use_paper(self, is_used: bool) -> None:
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print" if is_used else ""})

    # Judging

    def accessibility_faults(self) -> list[str]:
        """What axe-core finds against WCAG 2.2 A and AA on the page."""
        self.script(chromium.axe_source())
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {runOnly: {type: 'tag', values: arguments[0]},"
            " rules: {'target-size': {enabled: true}}})"
            ".then(result => done(result.violations));",
            _RULES,
        )
        return [
            f"{fault['id']}: {fault['help']}: {node['html'][:200]}"
            for fault in found
            for node in fault["nodes"][:3]
        ]

    def is_too_wide(self) -> bool:
        return bool(
            self.script("return document.documentElement.scrollWidth > window.innerWidth + 1")
        )

    def picture(self, name: str) -> None:
        """Keeps how the whole page looks, for people."""
        height = self.script("return document.documentElement.scrollHeight")
        width = self.script("return window.innerWidth")
        clip = {"x": 0, "y": 0, "width": width, "height": min(height, 3000), "scale": 1}
        shot = self.driver.execute_cdp_cmd(
            "Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip}
        )
        _ARTIFACTS.mkdir(parents=True, exist_ok=True)
        (_ARTIFACTS / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))

    def complaints(self) -> list[str]:
        """Errors on the console since the last question."""
        return [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] in ("SEVERE", "WARNING")
        ]

    def requests_elsewhere(self) -> list[str]:
        """Addresses outside the hub that pages asked for."""
        own = urlsplit(self.url).netloc
        asked = []
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] != "Network.requestWillBeSent":
                continue
            address = urlsplit(message["params"]["request"]["url"])
            if address.scheme in ("http", "https", "ws", "wss") and address.netloc != own:
                asked.append(address.geturl())
        return asked
