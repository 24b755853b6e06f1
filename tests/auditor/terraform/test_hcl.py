"""HCL and JSON say the same, and what was meant: Terraform itself is asked, where it is at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.terraform import hcl, json_form
from auditor.terraform.blocks import Block, Document, Expression, Name, Nested, Template

from .terraform import terraform

FORMS = {"tf": hcl.to_text, "tf.json": json_form.to_text}
PIECES = [
    "$",
    "%",
    "{",
    "}",
    "\\",
    '"',
    "\n",
    "\t",
    "\r",
    "a",
    " ",
    "é",
    "\u2028",
    "\x07",
    "\x85",
    "${x}",
    "EOT",
    "#",
    "😀",
]

texts = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
lines = st.lists(texts, min_size=2, max_size=5).map(lambda parts: "\n".join(parts) + "\n")
templates = st.lists(texts.filter(bool), min_size=1, max_size=3).map(
    lambda parts: Template(tuple(piece for part in parts for piece in (part, Expression("local.ref"))))
)
scalars = st.one_of(texts, lines, templates, st.booleans(), st.none(), st.integers(-(10**15), 10**15))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(texts, inner, max_size=3),
        st.dictionaries(texts, inner, max_size=2).map(Document),
    ),
    max_leaves=8,
)


def meant(value: Any) -> Any:
    """Return what a value is once it is deployed."""
    match value:
        case Template(parts):
            return "".join(part if isinstance(part, str) else "REF" for part in parts)
        case Document(inner):
            return Document(meant(inner))
        case dict():
            return {key: meant(part) for key, part in value.items()}
        case list():
            return [meant(part) for part in value]
        case _:
            return value


def same(found: Any, wanted: Any) -> bool:
    match wanted:
        case Document(inner):
            return same(json.loads(found), inner)
        case dict():
            return found.keys() == wanted.keys() and all(same(found[key], wanted[key]) for key in wanted)
        case list():
            return len(found) == len(wanted) and all(map(same, found, wanted))
        case _:
            return bool(found == wanted) and isinstance(found, bool) == isinstance(wanted, bool)


def applied(folder: Path, blocks: tuple[Block, ...], ending: str) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    (folder / f"main.{ending}").write_text(FORMS[ending](blocks), encoding="utf-8", newline="")
    terraform(folder, "apply", "-auto-approve", "-input=false")
    return {name: each["value"] for name, each in json.loads(terraform(folder, "output", "-json")).items()}


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(sample=st.lists(values, min_size=40, max_size=80))
@pytest.mark.parametrize("ending", FORMS)
def test_terraform_reads_what_was_meant(
    ending: str, sample: list[Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    blocks = (
        Block("locals", (), {"ref": "REF"}),
        *(Block("output", (f"o{at}",), {"value": value}) for at, value in enumerate(sample)),
    )
    read = applied(tmp_path_factory.mktemp("written") / "x", blocks, ending)
    for at, value in enumerate(sample):
        assert same(read.get(f"o{at}"), meant(value)), value


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(sample=st.lists(values, min_size=40, max_size=80))
def test_the_layout_is_that_of_terraform(sample: list[Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("layout")
    blocks = [Block("output", (f"o{at}",), {"description": "x", "value": value}) for at, value in enumerate(sample)]
    (folder / "main.tf").write_text(hcl.to_text(tuple(blocks)), encoding="utf-8", newline="")
    assert terraform(folder, "fmt", "-check", "-diff", fails=True) == ""


def test_blocks_are_laid_out_for_people() -> None:
    block = Block(
        "resource",
        ("aws_thing", "it"),
        {
            "name": "it",
            "longer_name": Template((Expression("aws_vpc.main.id"), "/x")),
            "policy": Document({"Statement": [{"Effect": "Allow", "aws:x": ["*"]}]}),
            "script": "echo ${HOME}\nexit\n",
            "depends_on": [Name("aws_vpc.main")],
            "rule": Nested(({"id": 1}, {})),
            "lifecycle": Nested(({"prevent_destroy": True},), single=True),
        },
        ("network / it, network.py:3",),
    )
    assert hcl.to_text((block,)) == LAID_OUT


def test_in_json_an_attribute_that_is_written_as_a_block_is_whole() -> None:
    block = Block(
        "resource", ("t", "n"), {"rule": Nested(({"a": 1},), whole=("a", "b")), "b": Nested(({},), single=True)}
    )
    assert json.loads(json_form.to_text((block,))) == {
        "resource": {"t": {"n": {"rule": [{"a": 1, "b": None}], "b": {}}}}
    }


LAID_OUT = """\
# network / it, network.py:3
resource "aws_thing" "it" {
  name        = "it"
  longer_name = "${aws_vpc.main.id}/x"
  policy = jsonencode({
    Statement = [{
      Effect  = "Allow"
      "aws:x" = ["*"]
    }]
  })
  script     = <<EOT
echo $${HOME}
exit
EOT
  depends_on = [aws_vpc.main]

  rule {
    id = 1
  }

  rule {}

  lifecycle {
    prevent_destroy = true
  }
}
"""


def test_a_newline_is_never_lost_to_a_heredoc() -> None:
    for text in ("a\nb", "a\nb\n", "a\n\nb\n\n", "\n\n"):
        value = hcl.to_text((Block("x", (), {"v": text}),))
        assert ("EOT" in value) == (text.endswith("\n") and text.count("\n") > 1)
