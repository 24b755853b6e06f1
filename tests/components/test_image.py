from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi_aws import Provider, ecr

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from components.image import Image, ImageArgs
from components.image_content import content_tag
from policies.rule import Rule, Status
from policies.rules import images
from tests.conftest import Record
from tests.property_names import problems

RULES = [rule for rule in vars(images).values() if isinstance(rule, Rule)]


@pytest.fixture
def context(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    return tmp_path


def declare(context: Path, architecture: Any = "arm64", environment: str = "dev") -> Callable[[], None]:
    def program() -> None:
        repository = ecr.Repository("repository", name="app")
        args = ImageArgs(repository_url=repository.repository_url, context=str(context), architecture=architecture)
        pulumi.export("uri", Image("image", args).uri)
        pulumi.export("environment", environment)

    return program


def built(graph: ResourceGraph) -> Resource:
    (found,) = [resource for resource in graph if resource.type == images.COMPONENT]
    return found


def test_it_is_built_and_pushed_to_the_repository(recorded: Record, context: Path) -> None:
    graph = recorded(declare(context))
    (repository,) = [resource for resource in graph if resource.type == "aws:ecr/repository:Repository"]
    assert built(graph).inputs == {
        "repositoryUrl": Reference(repository.urn, "repositoryUrl"),
        "context": str(context),
        "platform": "linux/arm64",
        "imageTag": content_tag(context, "linux/arm64"),
    }


def test_every_property_is_one_that_awsx_takes(recorded: Record, context: Path) -> None:
    assert problems(built(recorded(declare(context)))) == []


def test_what_is_known_of_the_image_is_that_awsx_will_say_which_it_is(recorded: Record, context: Path) -> None:
    graph = recorded(declare(context))
    (stack,) = [resource for resource in graph if resource.type == "pulumi:pulumi:Stack"]
    assert stack.outputs["uri"] == Reference(built(graph).urn, "imageUri")


def test_the_tag_changes_with_the_content_and_the_platform(recorded: Record, context: Path) -> None:
    tags = [built(recorded(declare(context, each))).inputs["imageTag"] for each in ("arm64", "x86_64")]
    (context / "main.py").write_text("print()\n")
    tags.append(built(recorded(declare(context))).inputs["imageTag"])
    assert len(set(tags)) == 3


def test_a_folder_without_a_dockerfile_is_refused_by_name(recorded: Record, tmp_path: Path) -> None:
    with pytest.raises(pulumi.RunError, match=f"{tmp_path}/Dockerfile does not exist"):
        recorded(declare(tmp_path))


def test_awsx_works_with_the_provider_that_the_image_was_given(recorded: Record, context: Path) -> None:
    given: dict[str, Any] = {}

    def program() -> None:
        provider = Provider("here", region="eu-central-1")
        args = ImageArgs(repository_url="url", context=str(context), architecture="arm64")
        image = Image("image", args, pulumi.ResourceOptions(providers=[provider]))
        (made,) = image._childResources
        given["asked"], given["got"] = provider, made._providers.get("aws")

    recorded(program)
    assert given["got"] is given["asked"]


@pytest.mark.parametrize(("environment", "refused"), [("dev", set()), ("prod", {"image-built-for-development-only"})])
def test_every_rule_is_content_in_development_alone(
    recorded: Record, context: Path, environment: str, refused: set[str]
) -> None:
    stack = view(recorded(declare(context, environment=environment)))
    outcomes = [outcome for rule in RULES for outcome in rule.judge(stack)]
    assert {each.rule.id for each in outcomes if each.status is not Status.PASS} == refused
    assert {each.rule.id for each in outcomes} == {rule.id for rule in RULES}
