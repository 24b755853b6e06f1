from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.filter_pattern import UnreadablePatternError, finds

EVENT: dict[str, Any] = {
    "eventName": "AssumeRole",
    "count": 3,
    "share": 0.5,
    "code": "404",
    "on": True,
    "off": False,
    "nothing": None,
    "who": {"type": "Root", "arn": "arn:aws:iam::1:role/footing-dev-break-glass", "odd.name": "x"},
    "tags": ["a", "b"],
    "parts": [{"name": "one"}, {"name": "two"}],
    "said": 'a "word"',
}

FOUND = (
    '{ $.eventName = "AssumeRole" }',
    "{$.eventName=AssumeRole}",
    '{ $.eventName = "Assume*" }',
    '{ $.eventName = "*Role" }',
    '{ $.eventName = "*sume*" }',
    '{ $.eventName = "*" }',
    "{ $.eventName = * }",
    '{ $.eventName != "Other" }',
    '{ ($.who.arn = "arn:aws:iam::1:role/footing-*") && ($.who.arn = "*-break-glass") }',
    "{ $.who['odd.name'] = x }",
    "{ $.count = 3 }",
    "{ $.count = 3.0 }",
    "{ $.count > 2 && $.count >= 3 && $.count < 4 && $.count <= 3 }",
    "{ $.share = 5e-1 }",
    "{ $.code = 404 }",
    '{ $.code = "404" }',
    "{ $.on IS TRUE && $.off IS FALSE && $.nothing IS NULL }",
    '{ $.on = "true" }',
    "{ $.missing NOT EXISTS }",
    "{ $.who.missing NOT EXISTS && $.tags[2] NOT EXISTS && $.tags.name NOT EXISTS }",
    "{ $.tags[1] = b && $.tags[*] = a }",
    "{ $.parts[*].name = two }",
    "{ $.eventName = %^Assume.+e$% }",
    '{ $.said = "a \\"word\\"" }',
    "{ $.eventName = no || $.count = 3 }",
    "{ $.count = 3 || $.eventName = no && $.eventName = never }",
    "{ ($.count = 3 || $.eventName = no) && ($.on IS TRUE) }",
    "  { $.count = 3 }  ",
)
NOT_FOUND = (
    '{ $.eventName = "assumerole" }',
    '{ $.eventName = "Assume" }',
    '{ $.eventName = "*Assume" }',
    '{ $.eventName = "Role*" }',
    '{ $.eventName = "As*Role" }',
    '{ $.who.arn = "arn:aws:iam::1:role/footing-*-break-glass" }',
    '{ $.eventName != "Assume*" }',
    '{ $.missing != "x" }',
    '{ $.missing = "*" }',
    '{ $.who = "*" }',
    '{ $.nothing = "*" }',
    "{ $.eventName NOT EXISTS }",
    "{ $.nothing NOT EXISTS }",
    "{ $.count > 3 }",
    "{ $.count < 3 }",
    "{ $.code > 3 }",
    "{ $.on > 0 }",
    "{ $.count = 33 }",
    "{ $.off IS TRUE }",
    "{ $.missing IS NULL }",
    "{ $.tags = a }",
    "{ $.tags[0] = b }",
    "{ ($.count = 3 || $.eventName = no) && ($.on IS FALSE) }",
    "{ $.count = 3 && $.eventName = no }",
    "{ $.eventName = %^Role% }",
    "{ $.count = %3% }",
    '{ $.code = "404.0" }',
    "{ $.on = 1 }",
)
UNREADABLE = (
    "",
    "ERROR",
    '"AssumeRole"',
    "[ip, user]",
    "{ }",
    "{ $.eventName }",
    "{ $.eventName = }",
    "{ $.eventName = a",
    "{ $.eventName = a } b",
    "{ $.eventName = a b }",
    "{ ($.eventName = a }",
    "{ $.eventName = a || }",
    "{ $.eventName = a & $.b = c }",
    "( $.eventName = AssumeRole )",
    "{ $.eventName = AssumeRole )",
    "{ ($.eventName = AssumeRole } }",
    "{ eventName = AssumeRole }",
    "{ $.eventName NOT THERE }",
    "{ $.eventName = $.count }",
    "{ $.eventName EXISTS }",
    "{ $.eventName IS THERE }",
    "{ $.eventName > many }",
    "{ $.eventName = %[% }",
    '{ $.eventName = "a }',
)


@pytest.mark.parametrize("pattern", FOUND)
def test_a_pattern_finds_what_it_says(pattern: str) -> None:
    assert finds(pattern, EVENT)


@pytest.mark.parametrize("pattern", NOT_FOUND)
def test_a_pattern_does_not_find_what_it_does_not_say(pattern: str) -> None:
    assert not finds(pattern, EVENT)


@pytest.mark.parametrize("pattern", UNREADABLE)
def test_what_is_no_pattern_for_json_is_refused(pattern: str) -> None:
    with pytest.raises(UnreadablePatternError):
        finds(pattern, EVENT)


@given(st.text(max_size=60))
def test_any_text_is_a_pattern_or_is_refused(text: str) -> None:
    for pattern in (text, f"{{ {text} }}", f"{{ $.eventName = {text} }}"):
        with suppress(UnreadablePatternError):
            assert finds(pattern, EVENT) in (True, False)


@given(st.text(st.characters(exclude_characters="*", codec="ascii", exclude_categories=["C"]), min_size=1))
def test_quoted_text_finds_itself_and_nothing_longer(text: str) -> None:
    pattern = f"{{ $.said = {json.dumps(text)} }}"
    assert finds(pattern, {"said": text})
    assert not finds(pattern, {"said": f"{text}."})
    assert not finds(pattern, {"said": f".{text}"})
