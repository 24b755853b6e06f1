from __future__ import annotations

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.image_content import content_tag, included

FILES = {"Dockerfile": "FROM scratch", "main.py": "print()", "domain/one.py": "1", "domain/deep/two.py": "2"}


def folder(at: Path, files: dict[str, str], ignore: str | None = None) -> Path:
    for name, text in files.items():
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_text(text)
    if ignore is not None:
        (at / ".dockerignore").write_text(ignore)
    return at


def names(context: Path) -> set[str]:
    return {path.relative_to(context).as_posix() for path in included(context)}


@pytest.fixture
def context(tmp_path: Path) -> Path:
    return folder(tmp_path / "context", FILES)


def test_a_tag_is_one_that_a_registry_takes(context: Path) -> None:
    assert re.fullmatch(r"content-[0-9a-f]{16}", content_tag(context))


def test_the_same_content_elsewhere_later_and_written_in_another_order_has_the_same_tag(
    context: Path, tmp_path: Path
) -> None:
    other = folder(tmp_path / "somewhere" / "else", dict(reversed(FILES.items())))
    for path in other.rglob("*"):
        os.utime(path, (1, 1))
    assert content_tag(other) == content_tag(context)


def test_it_does_not_matter_in_which_order_a_folder_lists_its_files(
    context: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, listed = content_tag(context), Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda self: iter(sorted(listed(self), reverse=True)))
    backwards = content_tag(context)
    monkeypatch.setattr(Path, "iterdir", lambda self: iter(sorted(listed(self))))
    assert {backwards, content_tag(context)} == {found}


CHANGES = [
    ("a file's content", lambda at: (at / "main.py").write_text("print(1)")),
    ("a file's name", lambda at: (at / "main.py").rename(at / "other.py")),
    ("a file's place", lambda at: (at / "domain/one.py").rename(at / "one.py")),
    ("another file", lambda at: (at / "new.py").write_text("")),
    ("a file less", lambda at: (at / "main.py").unlink()),
    ("the Dockerfile", lambda at: (at / "Dockerfile").write_text("FROM other")),
    ("a file that may be run", lambda at: (at / "main.py").chmod(0o755)),
    ("a link in a file's place", lambda at: ((at / "main.py").unlink(), (at / "main.py").symlink_to("domain/one.py"))),
]


@pytest.mark.parametrize("change", [change for _, change in CHANGES], ids=[what for what, _ in CHANGES])
def test_another_content_has_another_tag(context: Path, change: object) -> None:
    before = content_tag(context)
    assert callable(change)
    change(context)
    assert content_tag(context) != before


def test_another_platform_has_another_tag(context: Path) -> None:
    tags = {content_tag(context), content_tag(context, "linux/arm64"), content_tag(context, "linux/amd64")}
    assert len(tags) == 3


def test_content_is_not_taken_for_the_name_of_the_next_file(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", {"Dockerfile": "", "a": "bc", "d": "e"})
    other = folder(tmp_path / "other", {"Dockerfile": "", "a": "b", "cd": "e"})
    assert content_tag(one) != content_tag(other)


def test_what_docker_does_not_send_has_no_part_in_the_tag(context: Path) -> None:
    folder(context, {}, ignore="**/*.pyc\n")
    before = content_tag(context)
    folder(context, {"domain/one.pyc": "1"})
    assert content_tag(context) == before


def test_an_empty_folder_has_no_part_in_the_tag(context: Path) -> None:
    before = content_tag(context)
    (context / "empty").mkdir()
    assert content_tag(context) == before


def test_without_a_dockerfile_there_is_no_image(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Dockerfile does not exist: an image is built from a folder"):
        content_tag(tmp_path)


TREE = ["Dockerfile", "a.md", "b.py", "x/a.md", "x/b.py", "x/y/a.md", "x/y/c.py", "xy/b.py"]
IGNORED = [  # as Docker's own matcher decides
    ("", set()),
    ("# a comment\n\n", set()),
    ("a.md", {"a.md"}),
    ("/a.md", {"a.md"}),
    ("./a.md", {"a.md"}),
    ("*.md", {"a.md"}),
    ("*/*.md", {"x/a.md"}),
    ("**/*.md", {"a.md", "x/a.md", "x/y/a.md"}),
    ("**/y", {"x/y/a.md", "x/y/c.py"}),
    ("x", {"x/a.md", "x/b.py", "x/y/a.md", "x/y/c.py"}),
    ("x/", {"x/a.md", "x/b.py", "x/y/a.md", "x/y/c.py"}),
    ("x?", {"xy/b.py"}),
    ("x/**", {"x/a.md", "x/b.py", "x/y/a.md", "x/y/c.py"}),
    ("x/**/c.py", {"x/y/c.py"}),
    ("[ab].*", {"a.md", "b.py"}),
    ("*.md\n!a.md", set()),
    ("!a.md\n*.md", {"a.md"}),
    ("x\n!x/y", {"x/a.md", "x/b.py"}),
    ("*\n!**/*.py", {"a.md", "x/a.md", "x/y/a.md"}),
    ("a\\.md", {"a.md"}),
    ("a.m", set()),
    ("Dockerfile", set()),
    ("*\n", set(TREE) - {"Dockerfile"}),
]


@pytest.mark.parametrize(("ignore", "ignored"), IGNORED)
def test_a_file_is_ignored_as_docker_ignores_it(tmp_path: Path, ignore: str, ignored: set[str]) -> None:
    folder(tmp_path, dict.fromkeys(TREE, ""), ignore)
    assert set(TREE) - names(tmp_path) == ignored


texts = st.text("ab*?!/.", max_size=6)


@given(st.lists(texts, max_size=4))
def test_any_patterns_can_be_read_and_the_last_that_matches_decides(patterns: list[str]) -> None:
    with TemporaryDirectory() as name:
        at = folder(Path(name), dict.fromkeys(TREE, ""), "\n".join([*patterns, "!**"]))
        assert set(TREE) <= names(at)
