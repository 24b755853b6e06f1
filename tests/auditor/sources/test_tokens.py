from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.graph import Reference, Text, Unknown, references
from auditor.sources.tokens import MangledToken, Tokens
from auditor.sources.wire import read_value

ARN = "arn:aws:kms:us-east-1:111122223333:{}"
plain_text = st.text().filter(lambda text: "footingref" not in text.lower() and not any(c.isdigit() for c in text))


@given(st.lists(st.one_of(plain_text, st.integers(0, 5))))
def test_whatever_text_tokens_are_put_into_they_are_found_again(pieces: list[str | int]) -> None:
    tokens = Tokens()
    minted = [tokens.text(f"urn{index}", "arn", ARN) for index in range(6)]
    text = " ".join(minted[piece] if isinstance(piece, int) else piece for piece in pieces)
    expected = [Reference(f"urn{piece}", "arn") for piece in pieces if isinstance(piece, int)]
    assert list(references(tokens.resolve(text))) == expected


@given(plain_text)
def test_text_without_tokens_is_left_as_it_is(text: str) -> None:
    assert Tokens().resolve(text) == text


@given(st.lists(st.tuples(st.text(), st.text()), unique=True, max_size=50))
def test_different_attributes_have_different_numbers(attributes: list[tuple[str, str]]) -> None:
    tokens = Tokens()
    numbers = [tokens.number(urn, attribute) for urn, attribute in attributes]
    assert [tokens.resolve(float(number)) for number in numbers] == [Reference(*each) for each in attributes]


@given(st.integers(-400_000, 400_000).filter(bool))
def test_arithmetic_on_a_number_is_noticed(change: int) -> None:
    tokens = Tokens()
    assert isinstance(tokens.resolve(tokens.number("urn", "port") + change), Unknown)


@given(st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9) | st.booleans() | st.none())
def test_ordinary_values_are_left_as_they_are(value: float | None) -> None:
    tokens = Tokens()
    tokens.number("urn", "port")
    assert tokens.resolve(value) == value


def test_a_token_is_the_same_in_whatever_order_it_is_asked_for() -> None:
    first, second = Tokens(), Tokens()
    second.text("other", "id")
    assert first.text("urn", "id") == second.text("urn", "id")


def test_a_number_inside_text_is_found() -> None:
    tokens = Tokens()
    port = tokens.number("urn", "port")
    assert tokens.resolve(f"host:{port}/db") == Text(("host:", Reference("urn", "port"), "/db"))


def test_a_token_in_json_is_found() -> None:
    tokens = Tokens()
    document = json.dumps({"Resource": tokens.text("urn", "arn", ARN)})
    assert list(references(tokens.resolve(document))) == [Reference("urn", "arn")]


def test_a_secret_makes_all_of_its_text_secret() -> None:
    tokens = Tokens()
    both = f"{tokens.text('urn', 'id')}:{tokens.secret('config:password')}"
    assert list(references(tokens.resolve(both))) == []
    assert "config" not in repr(tokens.resolve(both))


@pytest.mark.parametrize("length", range(len("footingref"), 26))
def test_a_cut_token_is_never_silently_text(length: int) -> None:
    tokens = Tokens()
    with pytest.raises(MangledToken):
        tokens.resolve(tokens.text("urn", "id")[:length])


def test_arithmetic_on_a_number_is_noticed_in_text_too() -> None:
    tokens = Tokens()
    port = tokens.number("urn", "port")
    assert isinstance(tokens.resolve(f"host:{port + 1}"), Unknown)


def test_what_was_mangled_is_named_without_the_text_around_it() -> None:
    tokens = Tokens()
    piece = tokens.text("urn", "arn", ARN)[:-4]
    with pytest.raises(MangledToken, match=r"^arn of urn$"):
        tokens.resolve(f"hunter2@{piece}")


def test_a_token_that_became_the_name_of_a_property_makes_the_object_unknown() -> None:
    tokens = Tokens()
    assert isinstance(read_value({tokens.text("urn", "id"): "x"}, tokens.resolve), Unknown)
