"""Chromium without a window, and what a person sees in it."""

import os
from typing import Any, Callable, List, Tuple

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

#: A guard against a hang, not a measure: nothing passes because it was quick.
PATIENCE = 60


class Browser:
    """A browser that prefers a language."""

    def __init__(self, language: str = "en") -> None:
        options = Options()
        for word in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-prefers-reduced-motion"]:
            options.add_argument(word)
        options.add_experimental_option("prefs", {"intl.accept_languages": language})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        options.binary_location = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        driver = os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver")
        self._driver = webdriver.Chrome(options=options, service=Service(driver))
        self.resize(1280, 860)

    def quit(self) -> None:
        self._driver.quit()

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def prefer(self, scheme: str) -> None:
        """Makes it light or dark."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def open(self, url: str) -> None:
        """Opens a page and waits until it is told of the registers."""
        self._driver.get(url)
        self.until("the state", lambda: self.facts() != [])

    def errors(self) -> List[str]:
        """What the page complained of since the last time."""
        return [str(entry["message"]) for entry in self._driver.get_log("browser")]

    def until(self, what: str, condition: Callable[[], Any]) -> Any:
        return WebDriverWait(self._driver, PATIENCE, 0.05).until(lambda _: condition(), what)

    def all(self, selector: str) -> List[WebElement]:
        return self._driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        """The text of every such element."""
        script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent).join('\\n')"
        return str(self._driver.execute_script(script, selector))

    def facts(self) -> List[str]:
        return self.text("#facts dd").splitlines()

    def fact(self, name: str) -> str:
        return self.text(f"[data-fact={name}]")

    def press(self, button: str) -> None:
        """Presses a button by its id, and waits until the simulator answered."""
        self.all(f"[data-button={button}]")[0].click()

    def run(self, script: str) -> Any:
        return self._driver.execute_script(script)

    def module(self, name: str, call: str) -> Any:
        """What a call of a module of the page returns: `call` has the module as `it`."""
        script = f"import('/simulator/page/{name}').then((it) => arguments[0]({call}))"
        return self._driver.execute_async_script(script)

    def width(self) -> Tuple[int, int]:
        """How wide the page is, and how wide the window."""
        wide, window = self.run("return [document.documentElement.scrollWidth, innerWidth]")
        return wide, window

    def photograph(self, path: str) -> None:
        self._driver.save_screenshot(path)
