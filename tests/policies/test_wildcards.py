from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.wildcards import fits

SIGNS = st.text("ab:*?[]\n", max_size=5)


@pytest.mark.parametrize(
    ("name", "pattern", "fit"),
    [
        ("s3:GetObject", "s3:GetObject", True),
        ("s3:GetObject", "s3:Get*", True),
        ("s3:GetObject", "*", True),
        ("s3:GetObject", "s3:*Object", True),
        ("s3:GetObject", "s3:G?tObject", True),
        ("s3:GetObject", "s3:Get", False),
        ("s3:GetObject", "s3:getobject", False),
        ("s3:GetObject", "s3:Put*", False),
    ],
)
def test_a_name_fits_a_pattern(name: str, pattern: str, *, fit: bool) -> None:
    assert fits(name, pattern) is fit


@given(SIGNS, SIGNS)
def test_it_tells_what_the_standard_library_tells(name: str, pattern: str) -> None:
    assert fits(name, pattern) is fnmatchcase(name, pattern)
