"""The samples in the package's docstrings return what they show."""

import doctest
import importlib
import pkgutil
import unittest

import surroundings  # noqa: F401  finds the package

import kassa


class Doctests(unittest.TestCase):
    def test_every_sample_returns_what_it_shows(self) -> None:
        tried = 0
        for module in pkgutil.iter_modules(kassa.__path__, "kassa."):
            with self.subTest(module.name):
                result = doctest.testmod(importlib.import_module(module.name))
                self.assertEqual(result.failed, 0)
                tried += result.attempted
        self.assertGreater(tried, 10)


if __name__ == "__main__":
    unittest.main()
