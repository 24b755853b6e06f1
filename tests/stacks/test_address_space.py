from __future__ import annotations

import pytest

from stacks.address_space import overlapping

DEFAULT = "10.0.0.0/16"

OTHERS = [
    ("the same", {"network": {"cidr": "10.1.0.0/16"}}, True),
    ("inside", {"network": {"cidr": "10.1.4.0/22"}}, True),
    ("apart", {"network": {"cidr": "10.2.0.0/16"}}, False),
    ("of another kind", {"network": {"cidr": "fd00::/64"}}, False),
    ("nonsense", {"network": {"cidr": "ten"}}, False),
    ("by default, apart", {}, False),
    ("no settings", None, False),
]


@pytest.mark.parametrize(("settings", "refused"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS])
def test_an_address_space_that_another_stack_has_is_refused(settings: object, *, refused: bool) -> None:
    files = {"dev": {"network": {"cidr": "10.1.0.0/16"}}, "prod": settings}
    found = overlapping("dev", "10.1.0.0/16", DEFAULT, files)
    assert (found is not None) is refused
    if found:
        assert "of stack prod" in found


def test_a_stack_that_says_nothing_has_the_default() -> None:
    assert overlapping("dev", DEFAULT, DEFAULT, {"prod": {}}) is not None
