"""What a line of `stacks/parity.yaml` declares: of what, for which stacks, and where it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.declared import load_declared
from auditor.errors import InputError
from auditor.graph import ResourceGraph
from auditor.judges.parity import Facts, compare
from auditor.sources.configuration import Project
from tests.auditor.judges.test_parity import APART, BUCKET, bucket, declared, facts, stack

LACKING = stack("dev"), stack("prod", bucket("b"))
FEWER = stack("dev", bucket("b-us-east-1a")), stack("prod", bucket("b-us-east-1a"), bucket("b-us-east-1b"))


@pytest.mark.parametrize(
    ("stacks", "property_", "covered"),
    [
        (LACKING, "*", False),
        (LACKING, "", True),
        (FEWER, "*", False),
        (FEWER, "(*)", False),
        (FEWER, "", False),
        (FEWER, "(count)", True),
    ],
)
def test_that_a_resource_is_missing_is_declared_as_such_or_not_at_all(
    stacks: tuple[ResourceGraph, ...], property_: str, *, covered: bool
) -> None:
    assert compare(facts(*stacks), [declared("aws:s3/*::*", property_)]).passed is covered


def three(dev: str | None, stage: str | None, prod: str | None) -> dict[str, Facts]:
    """Return stacks with a bucket of a name; None has no bucket."""
    named = {"dev": dev, "stage": stage, "prod": prod}
    return facts(*(stack(name, *([] if given is None else [bucket("b", acl=given)])) for name, given in named.items()))


def zones(dev: int, stage: int, prod: int) -> dict[str, Facts]:
    """Return stacks with a bucket in each of so many zones."""
    numbers = {"dev": dev, "stage": stage, "prod": prod}
    return facts(
        *(stack(name, *(bucket(f"b-us-east-1{'abc'[zone]}") for zone in range(each))) for name, each in numbers.items())
    )


COVERED: list[tuple[str, dict[str, Facts], str, tuple[str, ...], bool]] = [
    ("it lacks it, as declared", three(None, "x", "x"), "", ("dev",), True),
    ("another lacks it too", three(None, "x", None), "", ("dev",), False),
    ("another lacks it, and it does not", three("x", "x", None), "", ("dev",), False),
    ("both lack it, as declared", three(None, None, "x"), "", ("dev", "stage"), True),
    ("it has fewer, as declared", zones(1, 2, 2), "(count)", ("dev",), True),
    ("another has fewer", zones(2, 2, 1), "(count)", ("dev",), False),
    ("it has more, and was to have fewer", zones(2, 1, 1), "(count)", ("dev",), False),
    ("its value is another", three("x", "y", "y"), "acl", ("dev",), True),
    ("another's value is another", three("y", "y", "x"), "acl", ("dev",), False),
    ("each has its own, and one may", three("x", "y", "z"), "acl", ("dev",), False),
    ("each has its own, as declared", three("x", "y", "z"), "acl", ("dev", "stage", "prod"), True),
    ("of those that have it, one is otherwise", three(None, "x", "y"), "acl", ("stage",), True),
]


@pytest.mark.parametrize(
    ("found", "property_", "stacks", "covered"), [line[1:] for line in COVERED], ids=[line[0] for line in COVERED]
)
def test_a_declaration_holds_for_the_stacks_that_it_names(
    found: dict[str, Facts], property_: str, stacks: tuple[str, ...], *, covered: bool
) -> None:
    compared = compare(found, [declared(f"{BUCKET}::b*", property_, *stacks)])
    assert {each.property: each.kind for each in compared.differences}[property_] == ("size" if covered else None)


SHARED = (("dev", "x", "x"), ("stage", "y", "y"), ("prod", "y", "z"))
"""In the one property dev alone is otherwise, in the other each is."""
BROAD: list[tuple[dict[str, Facts], str, tuple[str, ...], str]] = [
    (three(None, "x", "x"), "", ("dev", "stage"), "stage lacks nothing there; do not name it"),
    (zones(1, 2, 2), "(count)", ("dev", "prod"), "prod lacks nothing there; do not name it"),
    (three("x", "y", "y"), "acl", ("dev", "stage"), "stage has what prod has there; name only those that have some"),
    (three("x", "y", "y"), "acl", ("stage", "prod"), "stage has what prod has there; name only those that have some"),
    (three(None, "x", "y"), "acl", ("dev", "prod"), "dev has nothing there that could differ; do not name it"),
    (three("x", "y", "z"), "acl", ("dev", "stage", "prod"), ""),
    (three("x", "y", "z"), "acl", ("dev", "stage"), ""),
    (three("x", "y", "y"), "acl", ("dev",), ""),
]


@pytest.mark.parametrize(("found", "property_", "stacks", "excess"), BROAD)
def test_a_declaration_for_more_stacks_than_differ_is_told(
    found: dict[str, Facts], property_: str, stacks: tuple[str, ...], excess: str
) -> None:
    lacking = declared(f"{BUCKET}::b", "", "dev")
    one = declared(f"{BUCKET}::b*", property_, *stacks)
    compared = compare(found, [one, lacking] if property_ else [one])
    assert compared.undeclared == ()
    told = [each for each in compared.too_broad if each.declaration == str(one)]
    assert [each.excess[: len(excess)] for each in told] == ([excess] if excess else [])
    assert not (told and compared.passed)


def test_what_one_line_covers_is_weighed_together() -> None:
    one = facts(*(stack(name, bucket("b", acl=acl, tags=tags)) for name, acl, tags in SHARED))
    assert compare(one, [declared(f"{BUCKET}::b", "*", "dev", "stage")]).passed


@pytest.mark.parametrize(("where", "holds"), [(f"{BUCKET}::b", True), ("aws:s3/*::c", False), (None, True)])
def test_a_declaration_for_an_option_is_none_where_nobody_took_it(where: str | None, *, holds: bool) -> None:
    needed = declared(f"{BUCKET}::b", "acl").model_copy(update={"where": where})
    compared = compare(facts(*APART), [needed])
    assert (compared.passed, bool(compared.undeclared)) == (holds, not holds)
    unneeded = declared(f"{BUCKET}::b", "tags").model_copy(update={"where": where})
    assert bool(compare(facts(*APART), [unneeded]).unneeded) is holds


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "differences: [{kind: taste, resource: 'a::b', property: c, reason: d}]",
            "differences.0.kind: must be 'size', 'count'",
        ),
        (
            "differences: [{kind: size, resource: b, property: c, stacks: [dev], reason: d}]",
            "differences.0.resource: must be `type::name`, in which * stands for",
        ),
        (
            "differences: [{kind: size, resource: 'a::b', property: c, stacks: [dev], reason: ' '}]",
            "differences.0.reason: says nothing; write it out",
        ),
        ("differences: [", "not well-formed YAML"),
        ("differences: []\ndifferences: []", "not well-formed YAML: line 2: the key 'differences' stands twice"),
        ("- a", "must be a map of keys and values"),
        ("[]", "must be a map of keys and values"),
        (
            "differences: [{kind: 3, resource: 'a::b', property: c, stacks: [dev], reason: d}]",
            "differences.0.kind: must",
        ),
        (
            "differences: [{kind: size, resource: 'a::b', property: 3, stacks: [dev], reason: d}]",
            "differences.0.property: must be text; write it out, between quotes",
        ),
        ("differences: size", "differences: must be a list"),
        (
            "differences: [{kind: size, resource: 'a::b', property: c, stacks: dev, reason: d}]",
            "differences.0.stacks: must be a list",
        ),
        (
            "differences: [{kind: size, resource: 'a::b', property: c, stacks: [dev, dev], reason: d}]",
            "differences.0.stacks: names dev twice; remove one",
        ),
        (
            "differences: [{kind: size, resource: 'a::b', property: c, reason: d}]",
            "differences.0.stacks: is missing; add it",
        ),
        (
            "differences: [{kind: size, resource: 'a::b', property: c, stacks: [], reason: d}]",
            "differences.0.stacks: names nothing; name one at least",
        ),
        (
            "differences: [{kind: size, resource: 'a::b', property: c, stacks: [dve], reason: d}]",
            "size: a::b, c (dve): there is no stack 'dve'; mend its spelling or remove it",
        ),
    ],
)
def test_an_unusable_file_is_refused_by_name(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "parity.yaml").write_text(text)
    (tmp_path / "Pulumi.dev.yaml").write_text("")
    with pytest.raises(InputError) as refusal:
        load_declared(Project(root=tmp_path, name="shop", stacks_folder=tmp_path))
    assert str(refusal.value).startswith(f"{tmp_path / 'parity.yaml'}: {problem}")


def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "parity.yaml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"parity\.yaml: cannot be read: No such file or directory"):
        load_declared(Project(root=tmp_path, name="shop", stacks_folder=tmp_path))
