"""What a pipeline does, read from its stages: which actions come in which order, and what they deploy to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policies.rule import first_problem
from policies.values import UNKNOWN, Hidden, Template
from policies.view import Item, Resource, UnknownValue

PIPELINE = "aws:codepipeline/pipeline:Pipeline"
BY_REFERENCE = ("PARAMETER_STORE", "SECRETS_MANAGER")
"""Types of variables of a build whose value only tells where the value is."""
VARIABLES = "EnvironmentVariables"
DEPLOYING = re.compile(r"deploy|release|rollout", re.IGNORECASE)
PRODUCTION = re.compile(r"(?<![a-z])(?<!non-)(?<!pre-)(prod|prd|production|live)(?![a-z])", re.IGNORECASE)
BEFORE_PRODUCTION = re.compile(
    r"(?<![a-z])(dev|development|tests?|testing|stage|stg|staging|qa|uat|sandbox|(non|pre)-?(prod|production))(?![a-z])",
    re.IGNORECASE,
)
WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_. ]")
"""Where the words of a name meet, however it is written: `deploy_prod`, `DeployProd`, `Deploy-prod`."""


@dataclass(frozen=True)
class Action:
    """One action, and where it stands: its stage's number and name, and its turn within the stage."""

    item: Item
    stage: int
    stage_name: str
    turn: int

    @property
    def name(self) -> str:
        """Its name within the stage."""
        return str(self.item.get("name", ""))

    @property
    def category(self) -> str:
        """What it does: Source, Build, Test, Deploy, Approval, Invoke or Compute."""
        return str(self.item.get("category", ""))

    @property
    def deploys(self) -> bool:
        """Whether it says of itself that it deploys, by its category or its name."""
        return self.category == "Deploy" or self.says(DEPLOYING)

    def says(self, words: re.Pattern[str]) -> bool:
        """Tell whether its name or that of its stage has one of the words."""
        return any(words.search(WORDS.sub("-", name)) for name in (self.stage_name, self.name))


def actions(pipeline: Resource) -> list[Action]:
    """Return the actions of a pipeline in the order in which they run."""
    found = [
        Action(item, number, str(stage.get("name", "")), int(item.get("runOrder", 1)))
        for number, stage in enumerate(pipeline.items("stages"))
        for item in pipeline.items(f"{stage.path}.actions")
    ]
    return sorted(found, key=lambda action: (action.stage, action.turn))


def before_people(pipeline: Resource) -> list[Action]:
    """Return the actions that reach people: those that are named production, and what else deploys if none of it is.

    What is named after an earlier environment does not, unless all that deploys is: then the last of it does.
    """
    working = [action for action in actions(pipeline) if action.category not in ("Approval", "Source")]
    named = [action for action in working if action.says(PRODUCTION)]
    deploying = [action for action in working if action.deploys]
    if any(action in named for action in deploying):
        return named
    nameless = [action for action in deploying if action not in named and not action.says(BEFORE_PRODUCTION)]
    last = [action for action in deploying if action.stage == deploying[-1].stage]
    return [*named, *(nameless or last)]


def released_services(pipeline: Resource) -> Iterator[tuple[str, str]]:
    """Yield cluster and service of each action that deploys to Amazon ECS.

    CodePipeline's own action names them in its configuration; a build that deploys is told them in its environment.
    """
    for action in actions(pipeline):
        provider, item = action.item.get("provider", ""), action.item
        if provider == "ECS":
            yield item.get("configuration.ClusterName", ""), item.get("configuration.ServiceName", "")
        elif provider == "CodeBuild" and item.has(f"configuration.{VARIABLES}"):
            told = _variables(item.get(f"configuration.{VARIABLES}", ""))
            if "CLUSTER" in told and "SERVICE" in told:
                yield told["CLUSTER"], told["SERVICE"]


def first_told(pipeline: Resource, check: Callable[[str, Any], str | None]) -> str | None:
    """Return the first problem of what a pipeline and its actions are told in plain, by name and value.

    These are its own variables, all of an action's configuration, and the variables that a build is given there as
    JSON. A value is as it stands in the properties: what AWS will choose may be missing from it.
    """
    own = [(str(each.get("name", "")), _raw(each, "defaultValue")) for each in pipeline.items("variables")]
    if problem := first_problem(lambda each: check(*each), own):
        return problem
    return first_problem(lambda action: first_problem(lambda each: check(*each), _told(action)), actions(pipeline))


def _told(action: Action) -> Iterator[tuple[str, Any]]:
    given = _raw(action.item, "configuration")
    for name, value in given.items() if isinstance(given, Mapping) else [("configuration", given)]:
        if value is UNKNOWN and name in ("configuration", VARIABLES):
            raise UnknownValue(name)
        known = name == VARIABLES and isinstance(value, str)
        yield from _in_plain(value) if known else [(name, value)]


def _in_plain(text: str) -> Iterator[tuple[str, Any]]:
    for each in _listed(text):
        value = each.get("value")
        if each.get("type", "PLAINTEXT") not in BY_REFERENCE:
            yield str(each.get("name", "")), Template(value) if isinstance(text, Template) else value


def _raw(item: Item, name: str) -> Any:
    item.has(name)  # which records it as evidence
    value: Any = item.resource.properties
    for step in (*item.path.split("."), name):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit():
            value = value[int(step)]
        else:  # of what is hidden every part is, and nothing else has parts
            return value if isinstance(value, Hidden) else None
    return value


def _variables(text: str) -> dict[str, str]:
    return {str(each.get("name", "")): str(each.get("value", "")) for each in _listed(text)}


def _listed(text: str) -> list[Mapping[str, Any]]:
    wrong = UnknownValue(VARIABLES, "is not in the form of CodePipeline's structure reference")
    try:
        found = json.loads(text)
    except ValueError:
        raise wrong from None
    if not isinstance(found, list) or not all(isinstance(each, Mapping) for each in found):
        raise wrong
    return found
