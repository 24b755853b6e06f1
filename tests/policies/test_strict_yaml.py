"""A file in which something stands twice, or that says what cannot be, is refused with its line."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from policies import strict_yaml

REFUSED = [
    ("a key twice", "a: 1\nb: 2\na: 3\n", "line 3: the key 'a' stands twice; remove one"),
    ("a key twice further down", "a:\n  - b:\n      c:\n      c: 1\n", "line 4: the key 'c' stands twice; remove one"),
    ("a key twice in one line", "{a: 1, a: 1}", "line 1: the key 'a' stands twice; remove one"),
    ("a key twice beside a merge", "x: &x {a: 1}\ny:\n  <<: *x\n  b: 1\n  b: 2\n", "line 5: the key 'b' stands twice"),
    ("a day that there is not", "a: 1\non: 2026-02-30\n", "line 2: there is no date 2026-02-30: day is out of range"),
    ("no YAML", "a: [\n", "line 2: while parsing a flow node, "),
    ("an object", "a: !!python/name:os.system\n", "line 1: could not determine a constructor"),
    ("a sign that YAML forbids", "a: \x00", ""),
]


@pytest.mark.parametrize(("text", "why"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_wrong_is_told_with_the_file_and_the_line(text: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text)
    with pytest.raises(strict_yaml.UnreadableError) as refusal:
        strict_yaml.read(path)
    assert str(refusal.value).startswith(f"{path}: not well-formed YAML: {why}")
    assert "\n" not in str(refusal.value)


TAKEN: list[tuple[str, Any]] = [
    ("a: 1\nb: {a: 2}\n", {"a": 1, "b": {"a": 2}}),
    ("1: a\n'1': b\n", {1: "a", "1": "b"}),
    ("x: &x {a: 1, b: 1}\ny: {<<: *x, a: 2}\n", {"x": {"a": 1, "b": 1}, "y": {"a": 2, "b": 1}}),
    ("", None),
]


@pytest.mark.parametrize(("text", "said"), TAKEN)
def test_what_stands_once_is_taken(text: str, said: Any) -> None:
    assert strict_yaml.load(Path("a.yaml"), text) == said


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: \xff")
    with pytest.raises(strict_yaml.UnreadableError, match=r"a\.yaml: not UTF-8, so no YAML: invalid start byte at by"):
        strict_yaml.read(path)


BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{each}: &{each} [{', '.join([f'*{last}'] * 8)}]\n" for last, each in pairwise("abcdefghijklmnop")
)
TOO_MUCH = [
    ("aliases of aliases", BOMB, "its aliases stand for more than 100,000 values; write out what you mean"),
    ("lists in lists", "[" * 100_000, "nested too deep, or too long; nobody writes that by hand"),
    (
        "aliases in lists in lists",
        "&a " + "[" * 5_000 + "]" * 5_000,
        "nested too deep, or too long; nobody writes that",
    ),
    ("maps in lists", "- " * 100_000, "nested too deep, or too long; nobody writes that by hand"),
]


@pytest.mark.parametrize(("text", "why"), [row[1:] for row in TOO_MUCH], ids=[row[0] for row in TOO_MUCH])
def test_what_would_not_end_well_is_refused(text: str, why: str) -> None:
    with pytest.raises(strict_yaml.UnreadableError) as refusal:
        strict_yaml.load(Path("a.yaml"), text)
    assert str(refusal.value).startswith(f"a.yaml: {why}")


def test_what_holds_itself_is_left_to_its_reader() -> None:
    said = strict_yaml.load(Path("a.yaml"), "&a [*a, &b {c: *b}]")
    assert said[0] is said
    assert said[1]["c"] is said[1]


def test_the_fast_loader_is_the_one_that_is_used() -> None:
    assert issubclass(strict_yaml._Loader, yaml.CSafeLoader)
