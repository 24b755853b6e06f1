from __future__ import annotations

import pytest

from auditor.percent import percent


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0.99899999, "99.8999%"),
        (0.9989999999, "99.8999%"),
        (0.9995, "99.9500%"),
        (0.9987, "99.8700%"),
        (1.0, "100.0000%"),
    ],
)
def test_a_share_is_never_shown_as_one_that_it_did_not_reach(share: float, shown: str) -> None:
    assert percent(share) == shown
