"""Code that is kept from one start to the next is the code that would be compiled, and never anything else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from auditor.sources.fast_imports.written_code import read, write
from tests.conftest import ROOT

START = "from auditor.sources.fast_imports.written_code import keep_written_code; keep_written_code(Path({cache!r}))"
PROGRAM = """
from pathlib import Path
{start}
import dataclasses, typing

@dataclasses.dataclass(frozen=True, kw_only=True)
class Thing:
    name: 'typing.Optional[str]'
    size: int = 1

    def bigger(self) -> 'Thing': ...

print(Thing(name="a"), Thing(name="a") == Thing(name="a", size=1), hash(Thing(name="a")) == hash(Thing(name="b")))
print(typing.get_type_hints(Thing), typing.get_type_hints(Thing.bigger), Thing.__init__.__annotations__)
try:
    Thing(name="a").size = 2
except dataclasses.FrozenInstanceError as error:
    print(error)
try:
    typing.ForwardRef("no type")
except SyntaxError as error:
    print(error)
"""


def run(start: str = "") -> str:
    program = PROGRAM.format(start=start)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    return done.stdout + done.stderr


def test_what_is_kept_does_what_is_written(tmp_path: Path) -> None:
    start = START.format(cache=str(tmp_path / "cache"))
    assert run() == run(start) == run(start)


def test_the_second_start_finds_all_that_the_first_compiled(tmp_path: Path) -> None:
    start = START.format(cache=str(tmp_path / "cache"))
    run(start)
    written = (tmp_path / "cache").stat().st_mtime_ns
    run(start)
    assert (tmp_path / "cache").stat().st_mtime_ns == written


UNUSABLE = {"empty": b"", "of another Python": b"\0" * 100, "cut off": None}


@pytest.mark.parametrize("what", UNUSABLE)
def test_a_cache_that_is_unusable_is_empty(what: str, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    write(cache, {}, {("eval", "1 + 1"): compile("1 + 1", "<string>", "eval")})
    content = UNUSABLE[what]
    cache.write_bytes(cache.read_bytes()[:-5] if content is None else content)
    assert read(cache) == {}


def test_what_nobody_writes_any_more_is_not_kept_for_ever(tmp_path: Path) -> None:
    code = compile("1", "<string>", "eval")
    old = {("eval", str(number)): code for number in range(100)}
    write(tmp_path / "few", old, {("eval", "new"): code})
    write(tmp_path / "many", dict(list(old.items())[:3]), {("eval", "new"): code})
    assert (len(read(tmp_path / "few")), len(read(tmp_path / "many"))) == (1, 4)


def test_a_place_where_nothing_may_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    write(tmp_path / "file" / "cache", {}, {("eval", "1"): compile("1", "<string>", "eval")})
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
