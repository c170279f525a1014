"""The simulator's page in Chromium, with sales made through the library."""

import json
import unittest

from browser import Browser
from shop import Shop

import kassa

#: Windows from a telephone to a desk.
WIDTHS = [320, 390, 600, 768, 1024, 1440]
PROTOCOLS = ["icash", "atolweb", "itkassa", "cashcore", "atolonline", "ofdru"]


class Page(unittest.TestCase):
    def shop(self, *words: str) -> Shop:
        shop = Shop(*words)
        self.addCleanup(shop.close)
        return shop

    def browser(self, language: str = "en") -> Browser:
        browser = Browser(language)
        self.addCleanup(browser.quit)
        return browser

    def test_a_sale_appears_on_the_tape_with_its_code(self) -> None:
        shop, browser = self.shop(), self.browser()
        browser.open(shop.url)
        self.assertEqual(browser.fact("receipts"), "0")
        document = shop.sell()
        browser.until("the receipt", lambda: "Хлеб ржаной" in browser.text("#tape"))
        tape = browser.text("#tape .slip:last-child")
        for part in ["КАССОВЫЙ ЧЕК", "ИТОГ", "=137.70", "СНО", "САЙТ ФНС", "ФФД", f"ФД {document.fiscal_document_number}"]:
            self.assertIn(part, tape)
        code = browser.all("#tape .slip:last-child svg")[0].get_attribute("aria-label")
        self.assertIn(f"&i={document.fiscal_document_number}&fp={document.fiscal_document_sign}&n=1", str(code))
        browser.until("the state", lambda: browser.fact("receipts") == "1")
        self.assertIn("/api/1/receipt", browser.text("#exchanges summary"))
        self.assertIn('"T1030": "Хлеб ржаной"', browser.text("#exchanges pre"))
        self.assertEqual(browser.errors(), [])

    def test_a_lost_answer_makes_the_sale_recovered(self) -> None:
        shop, browser = self.shop(), self.browser()
        browser.open(shop.url)
        self.assertFalse(shop.sell().warnings.recovered)
        browser.press("loseAnswer")
        browser.until("the armed fault", lambda: "Lose the answer" in browser.text("#armed"))
        self.assertTrue(shop.sell("Молоко").warnings.recovered)
        browser.until("the lost answer", lambda: browser.all("[data-ending=lost]"))
        self.assertIn("The register did what it was asked", browser.text("[data-ending=lost] .story"))
        browser.until("the spent fault", lambda: browser.text("#armed") == "")
        self.assertEqual(browser.text("#tape").count("Молоко"), 1)

    def test_faults_can_be_cleared(self) -> None:
        shop, browser = self.shop(), self.browser()
        browser.open(shop.url)
        for button in ["unavailable", "paperOut"]:
            browser.press(button)
        browser.until("both", lambda: len(browser.all("#armed li")) == 3)
        browser.press("clear")
        browser.until("none", lambda: not browser.all("#armed li"))
        self.assertEqual(shop.sell().warnings.notes, [])

    def test_the_time_button_expires_the_shift(self) -> None:
        shop, browser = self.shop(), self.browser()
        browser.open(shop.url)
        self.assertIn("open", browser.fact("shift"))
        browser.press("longShift")
        browser.until("the expired shift", lambda: "older than 24 hours" in browser.fact("shift"))
        self.assertTrue(browser.fact("shiftAge").startswith("1 d 1 h"), browser.fact("shiftAge"))
        with self.assertRaises(kassa.Refused):
            shop.sell()
        shop.device.close_shift()
        browser.until("the closed shift", lambda: "closed" in browser.fact("shift"))

    def test_it_speaks_the_browsers_language_until_another_is_chosen(self) -> None:
        shop = self.shop()
        for language, state, other in [("ru-RU", "Состояние", "State"), ("de-DE", "State", "Состояние")]:
            browser = self.browser(language)
            browser.open(shop.url)
            self.assertEqual(browser.text(".card h2").splitlines()[0], state)
            self.assertEqual(browser.run("return document.documentElement.lang"), language[:2] if state != "State" else "en")
            browser.all("#language")[0].click()
            self.assertEqual(browser.text(".card h2").splitlines()[0], other)
            browser.open(shop.url)
            self.assertEqual(browser.text(".card h2").splitlines()[0], other, "it is remembered")

    def test_no_window_is_too_narrow_and_no_demonstration_is_without_a_page(self) -> None:
        browser = self.browser()
        for protocol in PROTOCOLS:
            shop = self.shop(protocol)
            browser.open(shop.url)
            if protocol == "icash":
                shop.sell("Очень длинное название товара " * 4)
                browser.until("the receipt", lambda: "Очень длинное" in browser.text("#tape"))
                browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
            for width in WIDTHS:
                browser.resize(width, 800)
                wide, window = browser.width()
                self.assertLessEqual(wide, window, f"{protocol} at {width}")
            self.assertEqual(browser.errors(), [], protocol)

    def test_a_text_is_never_a_part_of_the_page(self) -> None:
        shop, browser = self.shop(), self.browser()
        browser.open(shop.url)
        shop.sell("<img src=x><b>Чай</b>")
        browser.until("the receipt", lambda: "<img src=x><b>Чай</b>" in browser.text("#tape"))
        self.assertEqual(browser.all("#tape img, #tape b, #exchanges img"), [])
        self.assertEqual(browser.errors(), [])

    def test_json_is_spread_over_lines_and_its_numbers_stay_as_they_are(self) -> None:
        shop, browser = self.shop(), self.browser()
        browser.open(shop.url)
        cases = {
            '{"a":137.70,"b":[1,{}],"c":[ ]}': '{\n  "a": 137.70,\n  "b": [\n    1,\n    {}\n  ],\n  "c": []\n}',
            '{"a": "x,\\"{:", "b": 1e400}': '{\n  "a": "x,\\"{:",\n  "b": 1e400\n}',
            "no {JSON": "no {JSON",
            "": "",
        }
        for text, spread in cases.items():
            self.assertEqual(browser.module("pretty.js", f"it.pretty({json.dumps(text)})"), spread)

    def test_each_of_several_registers_has_its_tape(self) -> None:
        shop, browser = self.shop("atolweb"), self.browser()
        browser.open(shop.url)
        shop.sell()
        browser.until("the receipt", lambda: "Хлеб ржаной" in browser.text("#tape"))
        for part in ["ПОЛУЧЕНО", "СДАЧА", "=12.30"]:
            self.assertIn(part, browser.text("#tape .slip:last-child"))
        self.assertEqual(browser.fact("cash"), "137.70 ₽")
        first, second = browser.all("#registers button")
        self.assertEqual(first.get_attribute("aria-current"), "true", "the page shows the register that prints")
        second.click()
        self.assertNotIn("Хлеб ржаной", browser.text("#tape"))
        shop.sell()
        browser.until("the mark of news", lambda: browser.all("#registers button.news"))
        self.assertNotIn("Хлеб ржаной", browser.text("#tape"), "a chosen register stays")

    def test_a_simulator_that_ended_is_seen(self) -> None:
        shop, browser = self.shop(), self.browser()
        browser.open(shop.url)
        shop.close()
        browser.until("the lost link", lambda: browser.all("#connection.lost"))


if __name__ == "__main__":
    unittest.main()
