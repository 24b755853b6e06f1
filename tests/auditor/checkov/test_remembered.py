"""An unchanged stack is not asked about twice, and nothing that lies around is taken for an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from auditor.checkov import remembered as subject
from auditor.checkov.answer import Answer
from auditor.checkov.environment import Checkov
from controls.checkov import known

FILES = {"main.tf": "resource {}\n"}
Asked = list[Mapping[str, str]]


def answer(*seen: str) -> Answer:
    nothing: dict[str, object] = dict.fromkeys(Answer.model_fields, ())
    return Answer.model_validate({**nothing, "version": known().version, "names": {}, "seen": seen})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    questions: Asked = []

    def ask(python: Path, configurations: Sequence[Mapping[str, str]]) -> list[Answer]:
        questions.extend(configurations)
        return [answer("aws_s3_bucket.b") for _ in configurations]

    monkeypatch.setattr(subject, "ask", ask)
    return questions


@pytest.fixture
def checkov(tmp_path: Path) -> Checkov:
    return Checkov(python=tmp_path / "python", memory=tmp_path / "build" / "checkov")


def test_the_same_is_asked_once(asked: Asked, checkov: Checkov) -> None:
    first, second = (subject.remembered(checkov, FILES) for _ in range(2))
    assert first == second == [answer("aws_s3_bucket.b")]
    assert asked == [FILES]


@pytest.mark.parametrize("changed", [{"main.tf": "resource { }\n"}, {"other.tf": FILES["main.tf"]}, {**FILES, "a": ""}])
def test_whatever_changes_is_asked_anew(changed: dict[str, str], asked: Asked, checkov: Checkov) -> None:
    subject.remembered(checkov, FILES)
    subject.remembered(checkov, changed)
    assert asked == [FILES, changed]


def test_of_several_only_those_are_asked_about_that_are_new(asked: Asked, checkov: Checkov) -> None:
    others = {"a.tf": "a"}, {"b.tf": "b"}
    subject.remembered(checkov, FILES)
    assert subject.remembered(checkov, others[0], FILES, others[1]) == [answer("aws_s3_bucket.b")] * 3
    assert asked == [FILES, *others]


def test_another_version_is_asked_anew(asked: Asked, checkov: Checkov, monkeypatch: pytest.MonkeyPatch) -> None:
    subject.remembered(checkov, FILES)
    later = known().__class__("99.0.0", known().checks)
    monkeypatch.setattr(subject, "known", lambda: later)
    subject.remembered(checkov, FILES)
    assert len(asked) == 2


DAMAGE: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("cut off", lambda content: content[: len(content) // 2]),
    ("empty", lambda content: b""),
    ("altered", lambda content: content.replace(b"aws_s3_bucket.b", b"aws_s3_bucket.c")),
    ("no text", lambda content: b"\xff\xfe"),
    ("of another form, though whole", lambda content: subject.sealed(b'{"version": "1"}')),
]


@pytest.mark.parametrize("damage", [row[1] for row in DAMAGE], ids=[row[0] for row in DAMAGE])
def test_what_is_damaged_is_asked_anew_and_mended(
    damage: Callable[[bytes], bytes], asked: Asked, checkov: Checkov
) -> None:
    subject.remembered(checkov, FILES)
    (place,) = checkov.memory.iterdir()
    place.write_bytes(damage(place.read_bytes()))
    assert subject.remembered(checkov, FILES) == [answer("aws_s3_bucket.b")]
    subject.remembered(checkov, FILES)
    assert len(asked) == 2


def test_where_nothing_can_be_kept_it_is_asked_each_time(asked: Asked, checkov: Checkov) -> None:
    checkov.memory.parent.write_text("a file, where a folder should be")
    for _ in range(2):
        assert subject.remembered(checkov, FILES) == [answer("aws_s3_bucket.b")]
    assert len(asked) == 2


def test_only_the_newest_answers_are_kept_and_no_other_file(asked: Asked, checkov: Checkov) -> None:
    for number in range(subject.KEPT + 3):
        subject.remembered(checkov, {"main.tf": str(number)})
    assert len(list(checkov.memory.iterdir())) == subject.KEPT
    assert all(path.suffix == ".json" for path in checkov.memory.iterdir())
