from __future__ import annotations

import os
import signal
from contextlib import suppress

import pytest

from auditor.sources.forks import in_forks


def lost(thing: int) -> str:
    return f"{thing} was lost"


def test_each_is_done_in_a_process_of_its_own_and_answered_in_order() -> None:
    done = in_forks(lambda thing: f"{thing} {os.getpid()}", range(50), lost)
    assert [each.split()[0] for each in done] == [str(thing) for thing in range(50)]
    assert len({each.split()[1] for each in done} | {str(os.getpid())}) == 51


@pytest.mark.parametrize(
    "end", [lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: os._exit(0), lambda: os._exit(3)]
)
def test_one_that_ends_without_an_answer_is_lost_and_the_others_are_not(end: object) -> None:
    def work(thing: int) -> str:
        return str(end() if thing == 1 else thing)  # type: ignore[operator]

    assert in_forks(work, [0, 1, 2], lost) == ["0", "1 was lost", "2"]


def test_an_error_is_raised_here_after_all_are_done() -> None:
    def work(thing: int) -> str:
        raise ValueError(f"{thing} is wrong")

    with pytest.raises(ValueError, match="0 is wrong"):
        in_forks(work, [0, 1], lost)
    with suppress(ChildProcessError):  # there need not be any child
        assert os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def test_a_long_answer_arrives_whole() -> None:
    assert in_forks(lambda thing: "x" * 5_000_000, [1, 2], lost) == ["x" * 5_000_000] * 2
