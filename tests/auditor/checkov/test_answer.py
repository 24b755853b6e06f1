"""What Checkov says of a configuration, and what is said where it cannot be asked."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from auditor.checkov.answer import Answer, ask
from auditor.checkov.remembered import remembered
from auditor.errors import InputError
from controls.checkov import known

from .installed import checkov_or_skip

BROKEN = """
resource "aws_s3_bucket_policy" "odd" {
  bucket = "odd"
  policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "*"
      Condition = { ArnLike = { "aws:PrincipalArn" = ["arn:aws:iam::111122223333:role/a"] } }
    }]
  })
}
"""
UNREAD = """
resource "aws_s3_bucket" "lake" {
  bucket = "lake"
}
resource "aws_iam_role_policy" "unread" {
  role   = "r"
  policy = jsonencode({
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:*"
      Resource = [aws_s3_bucket.lake.arn, "${aws_s3_bucket.lake.arn}/*"]
    }]
  })
}
"""
SKIPPING = """
resource "aws_cloudtrail" "trail" {
  #checkov:skip=CKV_AWS_35:what is kept elsewhere might say this
  #checkov:skip=CKV_AWS_36:or this
  name           = "t"
  s3_bucket_name = aws_s3_bucket.lake.bucket
}
"""
FILES = {"broken.tf": BROKEN, "unread.tf": UNREAD, "skipping.tf": SKIPPING, "torn.tf": 'resource "aws_s3_bucket" {'}


@pytest.fixture(scope="module")
def answer() -> Answer:
    (said,) = remembered(checkov_or_skip(), FILES)
    return said


def test_every_resource_that_it_read_is_named(answer: Answer) -> None:
    assert answer.seen == (
        "aws_cloudtrail.trail",
        "aws_iam_role_policy.unread",
        "aws_s3_bucket.lake",
        "aws_s3_bucket_policy.odd",
    )


def test_a_file_that_it_cannot_parse_is_named(answer: Answer) -> None:
    assert answer.unparsed == ("torn.tf",)


def test_a_check_that_breaks_down_is_not_forgotten(answer: Answer) -> None:
    assert [(each.check, each.address) for each in answer.broken] == [("CKV_AWS_70", "aws_s3_bucket_policy.odd")]
    assert ("CKV_AWS_70", "aws_s3_bucket_policy.odd") not in {*answer.passed, *answer.silent}


def test_a_policy_that_it_did_not_understand_is_named(answer: Answer) -> None:
    assert answer.unread == ("aws_iam_role_policy.unread: policy",)


def test_a_comment_silences_no_check(answer: Answer) -> None:
    trail = "aws_cloudtrail.trail"
    assert {("CKV_AWS_35", trail), ("CKV_AWS_36", trail)} <= set(answer.failed)


def test_checks_that_look_at_several_resources_run_too(answer: Answer) -> None:
    assert ("CKV2_AWS_6", "aws_s3_bucket.lake") in answer.failed


def interpreter(folder: Path, *lines: str) -> Path:
    """Write something that can be run in the place of Checkov's Python."""
    path = folder / "python"
    start = ["#!/bin/sh", f"'''exec' '{sys.executable}' \"$0\" \"$@\"", "' '''"]  # as in its path there may be spaces
    path.write_text("\n".join([*start, "import json, sys", *lines]))
    path.chmod(0o700)
    return path


def said(**changes: object) -> str:
    nothing: dict[str, object] = {name: [] for name in Answer.model_fields}
    return json.dumps([{**nothing, "version": known().version, "names": {}, **changes}])


REFUSED = [
    ("another version", f"print({said(version='2.0.0')!r})", r"this is Checkov 2\.0\.0, but .* `make checkov`"),
    ("an error", "sys.exit('no module named checkov')", "did not finish; it said: no module named checkov"),
    ("a silent death", "sys.exit(3)", "did not finish; it said: nothing"),
    ("something else", "print('hello')", "cannot be asked: "),
    ("an answer with a part missing", "print('[{}]')", "cannot be asked: "),
]


@pytest.mark.parametrize(("line", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_no_checkov_is_refused(line: str, message: str, tmp_path: Path) -> None:
    python = interpreter(tmp_path, line)
    with pytest.raises(InputError, match=f"{re.escape(str(python))}.*{message}"):
        ask(python, [{}])


def test_an_interpreter_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be asked: .*No such file"):
        ask(tmp_path / "python", [{}])


def test_its_own_variables_do_not_change_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CKV_IGNORE_HIDDEN_DIRECTORIES", "1")
    monkeypatch.setenv("BC_API_KEY", "key")
    python = interpreter(
        tmp_path,
        "import os",
        f"(said,) = json.loads({said()!r})",
        "said['errors'] = sorted(name for name in os.environ if name.startswith(('BC_', 'CKV_', 'CHECKOV_')))",
        "print(json.dumps([said]))",
    )
    assert [each.errors for each in ask(python, [{}])] == [()]
