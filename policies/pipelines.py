"""What a pipeline does, read from its stages: which actions come in which order, and what they deploy to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from policies.view import Item, Resource, UnknownValue

PIPELINE = "aws:codepipeline/pipeline:Pipeline"


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


def actions(pipeline: Resource) -> list[Action]:
    """Return the actions of a pipeline in the order in which they run."""
    found = [
        Action(item, number, str(stage.get("name", "")), int(item.get("runOrder", 1)))
        for number, stage in enumerate(pipeline.items("stages"))
        for item in pipeline.items(f"{stage.path}.actions")
    ]
    return sorted(found, key=lambda action: (action.stage, action.turn))


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
