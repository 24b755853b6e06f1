"""The inventory as its reader sees it: no word of a cell is cut in two."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.report.html import to_pages
from tests.auditor.browser import OPENED
from tests.auditor.chromium import Chromium
from tests.auditor.reports import ASSET, report, stack

pytestmark = OPENED
CUT = """
const cut = [];
for (const cell of document.querySelectorAll(".inventory :is(td, th)")) {
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const word of texts.currentNode.data.matchAll(/[A-Za-z0-9]+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(each => each.top)).size > 1) cut.push(word[0]);
    }
  }
}
cut;
"""
LONGEST = {
    "within": ("Baseline baseline", "AccountDefaults account"),
    "source": "components/account_defaults.py:171",
    "protected": True,
    "retained": True,
    "external": True,
    "holds": "cached records",
    "encrypted_with": ("keys-data (kmsMasterKeyId)", "a key of AWS's own (storageEncrypted)"),
    "owner": "platform",
    "region": "us-gov-west-1",
    "account": "111122223333",
}


@pytest.mark.parametrize("width", [1280, 800])
def test_no_word_of_the_inventory_is_cut_in_two(width: int, tmp_path: Path, browser: Chromium) -> None:
    asset = ASSET.__class__(urn=ASSET.urn, type=ASSET.type, name=ASSET.name, **LONGEST)  # type: ignore[arg-type]
    seen = tmp_path / "inventory.html"
    seen.write_text(to_pages(report(stack(inventory=(asset,))))["inventory/dev.html"], encoding="utf-8")
    with browser.page(seen, width=width, height=900) as page:
        assert page.run(CUT) == []
