"""Takes the pictures of the simulator's page for the documentation, docs/img. `KASSA_BLESS=1 tests/page/run` calls it."""

from contextlib import closing, contextmanager
from typing import Iterator

from browser import Browser
from shop import ROOT, Shop

PICTURES = ROOT / "docs" / "img"


@contextmanager
def opened(language: str) -> Iterator[Browser]:
    """A browser that prefers a language and is closed at the end."""
    browser = Browser(language)
    try:
        yield browser
    finally:
        browser.quit()


def take(language: str) -> None:
    """A sale, one whose answer was lost, and a fault that waits: on a desk and on a telephone."""
    with closing(Shop()) as shop, opened(language) as browser:
        browser.open(shop.url)
        shop.sell()
        browser.press("loseAnswer")
        browser.until("the armed fault", lambda: browser.all("#armed li"))
        shop.sell("Молоко")
        browser.press("answerLate")
        browser.until("both receipts", lambda: "Молоко" in browser.text("#tape") and browser.all("#armed li"))
        browser.all("[data-ending=lost] summary")[0].click()
        for size, name in [((1280, 800), "simulator"), ((390, 780), "simulator-narrow")]:
            browser.resize(*size)
            browser.run("document.querySelector('#tape').scrollTop = 1e6")
            browser.photograph(str(PICTURES / f"{name}-{language}.png"))


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    for language in ["en", "ru"]:
        take(language)
