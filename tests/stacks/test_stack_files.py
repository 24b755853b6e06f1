from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stacks.stack_files import said, stack_files

KEY = "shop:settings"
FILES = [
    ("says something", "config: {shop:settings: {region: eu-west-1}}", {"region": "eu-west-1"}),
    ("says nothing", "config: {shop:settings: }", None),
    ("has no settings", "config: {}", None),
    ("has no configuration", "encryptionsalt: v1", None),
    ("is empty", "", None),
    ("is a list", "[]", None),
    ("is no YAML", "config: [", None),
    ("is no text", b"\xff", None),
]


@pytest.mark.parametrize(("content", "expected"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_a_file_is_known_by_its_stack_whatever_it_says(tmp_path: Path, content: str | bytes, expected: object) -> None:
    path = tmp_path / "Pulumi.prod.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert stack_files(KEY, tmp_path) == {"prod": expected}


def test_other_files_are_of_no_stack(tmp_path: Path) -> None:
    (tmp_path / "parity.yaml").write_text("config: {shop:settings: {}}")
    assert stack_files(KEY, tmp_path) == {}


@pytest.mark.parametrize(
    ("settings", "path", "expected"),
    [
        ({"network": {"cidr": "here"}}, ("network", "cidr"), "here"),
        ({"network": {}}, ("network", "cidr"), "silent"),
        ({}, ("network", "cidr"), "silent"),
        ({"network": 3}, ("network", "cidr"), None),
        ({"network": None}, ("network", "cidr"), None),
        (None, ("network",), None),
        ([], ("network",), None),
    ],
)
def test_what_is_said_at_a_path_is_kept_apart_from_silence_and_from_nonsense(
    settings: Any, path: tuple[str, ...], expected: object
) -> None:
    assert said(settings, *path, default="silent") == expected
