from __future__ import annotations

import pytest

from components.names import log_group_name, physical_name


@pytest.fixture(autouse=True)
def stack_dev(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pulumi.get_project", lambda: "shop")
    monkeypatch.setattr("pulumi.get_stack", lambda: "dev")


@pytest.mark.parametrize(
    ("words", "name"), [((), "shop-dev"), (("app",), "shop-dev-app"), (("backup", "copy"), "shop-dev-backup-copy")]
)
def test_a_name_begins_with_the_project_and_the_stack(words: tuple[str, ...], name: str) -> None:
    assert physical_name(*words) == name


def test_a_log_group_is_below_the_project_and_the_stack() -> None:
    assert log_group_name("network", "flows") == "/shop/dev/network/flows"
