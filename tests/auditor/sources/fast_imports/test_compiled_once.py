from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from auditor.sources.fast_imports.compiled_once import compiled_once
from auditor.sources.program_folder import forget

SECOND = 1_000_000_000
EARLIER = 1_700_000_000 * SECOND


def said_by(folder: Path) -> str:
    """Import a module as a stack does."""
    with compiled_once(folder):
        try:
            import said_module  # type: ignore[import-not-found]

            return str(said_module.SAID)
        finally:
            forget({"said_module"} & sys.modules.keys())


def test_of_two_saves_of_equal_length_in_one_second_the_later_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    module = tmp_path / "said_module.py"
    for text, part in (("one", SECOND // 10), ("two", SECOND // 2)):
        module.write_text(f"SAID = {text!r}\n")
        os.utime(module, ns=(EARLIER, EARLIER + part))
        assert said_by(tmp_path) == text
        (compiled,) = (tmp_path / "__pycache__").iterdir()
        os.utime(compiled, ns=(EARLIER, EARLIER + part + SECOND // 5))


def test_what_was_compiled_after_the_last_save_is_not_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    module = tmp_path / "said_module.py"
    module.write_text("SAID = 'one'\n")
    os.utime(module, ns=(EARLIER, EARLIER))
    assert said_by(tmp_path) == "one"
    (compiled,) = (tmp_path / "__pycache__").iterdir()
    compiled.write_bytes(compiled.read_bytes().replace(b"one", b"two"))
    monkeypatch.setattr("auditor.sources.fast_imports.compiled_once._COMPILED", {})
    assert said_by(tmp_path) == "two"
