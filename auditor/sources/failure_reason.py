"""Why a program failed, in one line for people; nothing of a secret is in it."""

from __future__ import annotations

import traceback
from pathlib import Path
from types import TracebackType

import pulumi.output

from auditor.sources.recorder import ProgramError

_APPLY = pulumi.output.__file__


def failure_reason(error: BaseException, root: Path) -> str:
    """Return what an error says, of what kind it is, and where in the program of a folder it was raised.

    One that was raised by a function which was given a secret may say what the secret is: of that only the kind and the
    place are told.
    """
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename).is_relative_to(root):
        return f"{type(error).__name__}: {error.msg} ({Path(error.filename).relative_to(root)}:{error.lineno})"
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame for frame in frames if Path(frame.filename).is_relative_to(root) and "site-packages" not in frame.filename
    ]
    judged = [frame for frame in own if not Path(frame.filename).is_relative_to(Path(__file__).parent)]
    where = f" ({Path(judged[-1].filename).relative_to(root)}:{judged[-1].lineno})" if judged else ""
    if _knew_a_secret(error):
        return (
            f"{type(error).__name__}, raised by a function that was given a secret, so what it says is not shown{where}"
        )
    kind = "" if isinstance(error, ProgramError) else f"{type(error).__name__}: "
    return f"{kind}{error}{where}"


def refusal(error: BaseException, root: Path) -> str:
    """Return what a program says to its user, by an error that is meant for people, unless a secret may be in it."""
    return failure_reason(error, root) if _knew_a_secret(error) else str(error)


def _knew_a_secret(error: BaseException) -> bool:
    """Tell whether an error came through an `apply` of the SDK that hands on a secret, or was raised on account of one.

    The SDK keeps in `is_secret` whether the value is one.
    """
    seen: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        each = todo.pop()
        if each is not None and each not in seen:
            seen.append(each)
            todo += [each.__cause__, each.__context__]
    return any(_is_apply_of_secret(each.__traceback__) for each in seen)


def _is_apply_of_secret(at: TracebackType | None) -> bool:
    return any(
        frame.f_code.co_filename == _APPLY and frame.f_locals.get("is_secret") for frame, _ in traceback.walk_tb(at)
    )
