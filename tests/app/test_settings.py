from __future__ import annotations

import pytest

from app.settings import read_settings
from tests.app.conftest import SETTINGS


def test_the_environment_is_read_by_its_names() -> None:
    settings = read_settings({**SETTINGS, "HOME": "/"})
    assert {name: getattr(settings, name.lower()) for name in SETTINGS} == SETTINGS


@pytest.mark.parametrize("name", SETTINGS)
def test_what_is_missing_is_named(name: str) -> None:
    with pytest.raises(SystemExit, match=f"^{name} is not set$"):
        read_settings({**SETTINGS, name: ""})


@pytest.mark.parametrize("name", ["PORT", "SESSIONS_PORT"])
def test_a_port_is_a_number(name: str) -> None:
    with pytest.raises(SystemExit, match=f"^{name} is no number$"):
        read_settings({**SETTINGS, name: "http"})
