"""What a pipeline does, read from its stages: which actions come in which order, and what they deploy to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.view import Item, Resource, UnknownValue

PIPELINE = "aws:codepipeline/pipeline:Pipeline"
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
        elif provider == "CodeBuild" and item.has("configuration.EnvironmentVariables"):
            told = _variables(item.get("configuration.EnvironmentVariables", ""))
            if "CLUSTER" in told and "SERVICE" in told:
                yield told["CLUSTER"], told["SERVICE"]


def _variables(text: str) -> dict[str, str]:
    try:
        return {str(each["name"]): str(each["value"]) for each in json.loads(text)}
    except (ValueError, TypeError, KeyError):
        raise UnknownValue("EnvironmentVariables", "is not in the form of CodePipeline's structure reference") from None
