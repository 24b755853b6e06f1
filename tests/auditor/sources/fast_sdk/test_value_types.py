"""The declared type of a value is the SDK's, though little of it is evaluated."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from pulumi import _types
from pulumi.runtime import rpc
from pulumi_aws import codepipeline, lb

from auditor.sources.fast_sdk.property_types import element_annotation
from auditor.sources.fast_sdk.value_types import UNDECLARED, ValueType, of_property, of_type


class FilterArgs:
    """What the elements of a list are declared to be below."""


CLASSES = [
    codepipeline.PipelineArgs,
    codepipeline.PipelineStageArgs,
    codepipeline.PipelineTriggerGitConfigurationArgs,
    lb.ListenerArgs,
    lb.ListenerDefaultActionForwardArgs,
    lb.LoadBalancerArgs,
]


def elements(typ: Any) -> Any:
    """Return the type of a list's elements as the SDK has it; None of what is no list, and `object` of anything."""
    try:
        inner = rpc._get_list_element_type(typ)
    except AssertionError:
        return None
    return object if inner is None or inner is Any else _types.unwrap_type(inner)


def elements_of(value_type: ValueType) -> Any:
    try:
        return value_type.element._type or object
    except AssertionError:
        return None


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_property_has_the_type_that_the_sdk_resolves(cls: type) -> None:
    known = _types.input_type_types(cls)
    value_types = {name: of_property(cls, name) for name in known}
    assert {name: value_type._type for name, value_type in value_types.items()} == known
    assert {name: elements_of(value_type) for name, value_type in value_types.items()} == {
        name: elements(typ) for name, typ in known.items()
    }


def declaring(annotation: str) -> type:
    """Return a class with a property that is declared by text, as in a generated package imported by the auditor."""

    def getter(_: object) -> Any:
        raise NotImplementedError

    getter.__annotations__["return"] = annotation
    return pulumi.input_type(type("RuleArgs", (), {"__module__": __name__, "all_of": property(pulumi.getter(getter))}))


def test_the_element_type_of_a_list_is_known_before_anything_is_evaluated() -> None:
    value_type = of_property(declaring("pulumi.Input[Optional[Sequence[pulumi.Input['FilterArgs']]]]"), "getter")
    assert "_type" not in vars(value_type.element)
    assert "_type" not in vars(value_type)
    assert value_type.element._type is FilterArgs


@pytest.mark.parametrize(
    ("annotation", "elements"),
    [
        ("Sequence[str]", "str"),
        ("pulumi.Input[Optional[Sequence[pulumi.Input[Union['A', 'B']]]]]", "pulumi.Input[Union['A', 'B']]"),
        ("Optional[Mapping[str, Sequence[str]]]", None),
        ("str", None),
    ],
)
def test_the_annotation_of_a_list_contains_that_of_its_elements(annotation: str, elements: str | None) -> None:
    assert element_annotation(annotation) == elements


@pytest.mark.parametrize(
    ("typ", "inside"),
    [(dict[str, int], int), (dict[int, int], None), (dict, None), (str, None), (Any, None), (None, None)],
)
def test_the_values_of_a_map_have_its_second_type(typ: Any, inside: Any) -> None:
    assert of_type(typ).part("any")._type is inside


def test_an_undeclared_value_has_undeclared_parts() -> None:
    assert (UNDECLARED.element._type, UNDECLARED.part("a")._type, UNDECLARED.names) == (None, None, {})
