from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from auditor.declared import Declared
from auditor.graph import Options, Reference, Resource, ResourceGraph
from auditor.judges.parity import Facts, compare, facts_of
from auditor.results.comparison import Difference

BUCKET = "aws:s3/bucket:Bucket"


def stack(name: str, *resources: Resource) -> ResourceGraph:
    return ResourceGraph(project="shop", stack=name, origin="program", resources=resources)


def bucket(name: str, *, protect: bool = False, **inputs: Any) -> Resource:
    return Resource(urn=f"urn:{name}", type=BUCKET, name=name, inputs=inputs, options=Options(protect=protect))


def found(*graphs: ResourceGraph) -> dict[str, Mapping[str, str]]:
    return {f"{each.name}.{each.property}": dict(each.values) for each in compare(facts(*graphs), []).differences}


def facts(*graphs: ResourceGraph) -> dict[str, Facts]:
    return {graph.stack: facts_of(graph) for graph in graphs}


SAME: list[tuple[str, ResourceGraph, ResourceGraph]] = [
    (
        "its name in a name",
        stack("dev", bucket("b", bucket="shop-dev-b")),
        stack("prod", bucket("b", bucket="shop-prod-b")),
    ),
    ("its name as a tag", stack("dev", bucket("b", tags={"E": "dev"})), stack("prod", bucket("b", tags={"E": "prod"}))),
    (
        "its name in a reference",
        stack("dev", bucket("b", bucket=Reference("urn:pulumi:dev::shop::x", "id"))),
        stack("prod", bucket("b", bucket=Reference("urn:pulumi:prod::shop::x", "id"))),
    ),
    (
        "other zones, as many",
        stack("dev", bucket("b-us-east-1a", zone="us-east-1a")),
        stack("prod", bucket("b-us-east-1d", zone="us-east-1d")),
    ),
    (
        "a list with an entry for each zone",
        stack("dev", bucket("b", zones=["us-east-1a"])),
        stack("prod", bucket("b", zones=["us-east-1a", "us-east-1b"])),
    ),
    (
        "the order of keys in a document",
        stack("dev", bucket("b", policy='{"a": 1, "b": 2}')),
        stack("prod", bucket("b", policy='{"b": 2, "a": 1}')),
    ),
]
DIFFERENT: list[tuple[ResourceGraph, ResourceGraph, dict[str, dict[str, str]]]] = [
    (stack("dev"), stack("prod", bucket("b")), {"b.": {"dev": "absent", "prod": "present"}}),
    (
        stack("dev", bucket("b", acl="private")),
        stack("prod", bucket("b")),
        {"b.acl": {"dev": '"private"', "prod": "absent"}},
    ),
    (
        stack("dev", bucket("b")),
        stack("prod", bucket("b", protect=True)),
        {"b.protect": {"dev": "false", "prod": "true"}},
    ),
    (
        stack("dev", bucket("b-us-east-1a")),
        stack("prod", bucket("b-us-east-1a"), bucket("b-us-east-1b")),
        {"b-<zone>.(count)": {"dev": "1", "prod": "2"}},
    ),
    (
        stack("dev", bucket("b", policy=json.dumps({"Statement": [{"Action": "a", "Resource": "*"}]}))),
        stack("prod", bucket("b", policy=json.dumps({"Statement": [{"Action": "b", "Resource": "*"}]}))),
        {"b.policy.Statement.*.Action": {"dev": '"a"', "prod": '"b"'}},
    ),
    (
        stack("dev", bucket("b", rules=[{"port": 1, "to": "x"}, {"port": 2, "to": "y"}])),
        stack("prod", bucket("b", rules=[{"port": 1, "to": "y"}, {"port": 2, "to": "x"}])),
        {
            "b.rules.*": {
                "dev": '{"port": 1, "to": "x"} and {"port": 2, "to": "y"}',
                "prod": '{"port": 1, "to": "y"} and {"port": 2, "to": "x"}',
            }
        },
    ),
    (
        stack("dev", bucket("b", bucket="prod-images")),
        stack("prod", bucket("b", bucket="dev-images")),
        {"b.bucket": {"dev": '"prod-images"', "prod": '"dev-images"'}},
    ),
]


@pytest.mark.parametrize(("one", "other"), [line[1:] for line in SAME], ids=[line[0] for line in SAME])
def test_what_must_differ_is_no_difference(one: ResourceGraph, other: ResourceGraph) -> None:
    assert found(one, other) == {}


@pytest.mark.parametrize(("one", "other", "differences"), DIFFERENT)
def test_a_difference_is_told_as_deep_as_it_lies(
    one: ResourceGraph, other: ResourceGraph, differences: dict[str, dict[str, str]]
) -> None:
    assert found(one, other) == differences


def declared(resource: str, property_: str, *stacks: str) -> Declared:
    return Declared(kind="size", resource=resource, property=property_, stacks=stacks or ("dev",), reason="less load")


APART = stack("dev", bucket("b", acl="private")), stack("prod", bucket("b"))


@pytest.mark.parametrize(
    ("declaration", "covered"),
    [
        (declared(f"{BUCKET}::b", "acl"), True),
        (declared("aws:s3/*::*", "a*"), True),
        (declared(f"{BUCKET}::c", "acl"), False),
        (declared(f"{BUCKET}::b", ""), False),
    ],
)
def test_a_declaration_covers_what_it_names_and_is_unneeded_if_nothing(declaration: Declared, covered: bool) -> None:
    compared = compare(facts(*APART), [declaration])
    assert [each.kind for each in compared.differences] == ["size" if covered else None]
    assert compared.unneeded == (() if covered else (str(declaration),))


def test_a_report_is_told_which_differences_were_declared_and_which_declarations_are_not_needed() -> None:
    wanted, unwanted = declared(f"{BUCKET}::b", "acl"), declared(f"{BUCKET}::c", "acl")
    assert compare(facts(*APART), [wanted]).passed
    assert not compare(facts(*APART), []).passed
    said = compare(facts(*APART), [wanted, unwanted])
    assert [(each.kind, each.reason) for each in said.differences] == [("size", "less load")]
    assert said.unneeded == (f"size: {BUCKET}::c, acl (dev)",)
    assert not said.passed


def test_a_difference_reads_as_a_sentence() -> None:
    difference = Difference(type=BUCKET, name="b", property="acl", values={"dev": '"private"', "prod": "absent"})
    assert str(difference) == f'{BUCKET} b, acl: dev has "private"; prod has absent'
