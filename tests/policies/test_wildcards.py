from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.wildcards import like

SIGNS = st.text("ab:*?\n", max_size=5)


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
        ("s3:GetObject", "s3:[G]etObject", False),
        ("s3:GetObject", "s3:[G]*", False),
        ("user/[ab]/c", "user/[ab]/?", True),
        ("user/[ab]/c", "user/[ab]/*", True),
        ("user/[ab]/c", "*[ab]*", True),
        ("user/[ab]", "user/[ab]", True),
    ],
)
def test_a_name_fits_a_pattern(name: str, pattern: str, *, fit: bool) -> None:
    assert like(name, pattern) is fit


@given(SIGNS, SIGNS)
def test_it_tells_of_stars_and_question_marks_what_the_standard_library_tells(name: str, pattern: str) -> None:
    assert like(name, pattern) is fnmatchcase(name, pattern)


@given(st.text("ab*?[]!-", max_size=6), st.text("ab*?[]!-", max_size=6))
def test_brackets_are_signs_like_any_other(name: str, pattern: str) -> None:
    plain = str.maketrans("[]", "()")
    assert like(name, pattern) is like(name.translate(plain), pattern.translate(plain))
