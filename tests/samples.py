"""Joins the code blocks of one language in a page into one text: samples.py PAGE LANGUAGE.

The register's address and the journal's path in the pages are replaced by KASSA_URL and a file in KASSA_SCRATCH, the
address of ATOL's web server by KASSA_URL_ATOLWEB.
"""

import os
import re
import sys
from pathlib import Path

page, language = sys.argv[1:]
text = Path(page).read_text(encoding="utf-8")
blocks = re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
if not blocks:
    sys.exit(f"{page} has no block in {language}")
sample = "\n".join(blocks)
sample = sample.replace("http://127.0.0.1:8080", os.environ["KASSA_URL"])
if "http://127.0.0.1:16732" in sample:
    sample = sample.replace("http://127.0.0.1:16732", os.environ["KASSA_URL_ATOLWEB"])
sample = re.sub(r"(?<=[\"'])kassa\.db", os.environ["KASSA_SCRATCH"] + "/journal", sample)
print(sample)
