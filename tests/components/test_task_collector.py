from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.task_collector import VARIABLES, Apm, traced
from components.task_definition import application_container

KINDS = [kind for kind in get_args(Apm) if kind != "none"]
names = st.text(st.characters(codec="ascii", categories=["Lu"]), min_size=1, max_size=8)
PLACES = {"log_group": "/ecs/app", "region": "us-east-1"}


def application(environment: dict[str, str]) -> dict[str, Any]:
    return application_container(
        name="app", image="app@sha256:0", port=8080, environment=environment, secrets={}, **PLACES
    )


def containers(apm: Apm, environment: dict[str, str]) -> list[dict[str, Any]]:
    return traced(apm, application(environment), image="collector", service="app", environment="prod", **PLACES)


@given(st.sampled_from(KINDS), st.dictionaries(names | st.sampled_from(sorted(VARIABLES["adot"])), st.text()))
def test_a_variable_of_the_application_is_left_as_it_is_and_none_is_given_twice(
    apm: Apm, environment: dict[str, str]
) -> None:
    given_ = containers(apm, environment)[0]["environment"]
    told = {each["name"]: each["value"] for each in given_}
    assert len(told) == len(given_)
    assert told.items() >= environment.items()


@given(st.dictionaries(names, st.text()))
def test_the_order_of_variables_changes_nothing(environment: dict[str, str]) -> None:
    assert application(environment) == application(dict(reversed(environment.items())))


@pytest.mark.parametrize("apm", KINDS)
def test_a_collector_is_confined_as_the_application_is(apm: Apm) -> None:
    app, collector = containers(apm, {})
    for safeguard in ("user", "privileged", "readonlyRootFilesystem"):
        assert collector[safeguard] == app[safeguard]
    assert collector["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}


def test_the_collector_listens_to_its_own_task_only() -> None:
    (variable,) = containers("adot", {})[1]["environment"]
    configuration = json.loads(variable["value"])
    assert configuration["receivers"]["otlp"]["protocols"]["http"]["endpoint"].startswith("127.0.0.1:")
