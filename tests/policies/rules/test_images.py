from __future__ import annotations

from typing import Any

import pytest

from policies.rules import images as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, exports, resource

URL = "111122223333.dkr.ecr.us-east-1.amazonaws.com/app"
PORT = "localhost:5000/app"
DIGEST = f"sha256:{'0' * 64}"


def component(**inputs: Any) -> Resource:
    return resource(rules.COMPONENT, repositoryUrl=UNKNOWN, **inputs)


def build(*tags: Any, **inputs: Any) -> Resource:
    return resource(rules.BUILD, tags=list(tags), **inputs)


CASES = [
    case(rules.image_built_for_development_only, "pass", "it is dev", component(), exports(environment="dev")),
    case(rules.image_built_for_development_only, "fail", "awsx in prod", component(), exports(environment="prod")),
    case(rules.image_built_for_development_only, "fail", "Docker in stage", build(), exports(environment="stage")),
    case(rules.image_built_for_development_only, "fail", "who knows where", component(), exports()),
    case(rules.image_built_for_development_only, "unknown", "where", component(), exports(environment=UNKNOWN)),
    case(rules.image_tag_says_what_is_in_it, "pass", "a digest", component(imageTag="content-0123456789abcdef")),
    case(rules.image_tag_says_what_is_in_it, "fail", "awsx's own tag", component()),
    case(rules.image_tag_says_what_is_in_it, "fail", "a moving one", component(imageTag="latest")),
    case(
        rules.image_tag_says_what_is_in_it,
        "fail",
        "the name is taken before the tag",
        component(imageTag="content-0123456789abcdef", imageName="latest"),
    ),
    case(
        rules.image_tag_says_what_is_in_it,
        "not applicable",
        "an engine that shows nothing of a component",
        resource(rules.COMPONENT),
    ),
    case(rules.image_tag_says_what_is_in_it, "unknown", "which", component(imageTag=UNKNOWN)),
    case(rules.image_tag_says_what_is_in_it, "pass", "the build within", build(f"{URL}:content-0123456789abcdef")),
    case(rules.image_tag_says_what_is_in_it, "fail", "one of two", build(f"{URL}:1.0", f"{URL}:latest")),
    case(rules.image_tag_says_what_is_in_it, "fail", "none is latest", build(URL)),
    case(rules.image_tag_says_what_is_in_it, "fail", "a port is no tag", build(PORT)),
    case(rules.image_tag_says_what_is_in_it, "fail", "latest of a digest", build(f"{PORT}:latest@{DIGEST}")),
    case(rules.image_tag_says_what_is_in_it, "fail", "pushed without a name", build(push=True)),
    case(rules.image_tag_says_what_is_in_it, "not applicable", "it stays where it is built", build()),
    case(rules.image_tag_says_what_is_in_it, "unknown", "which tags", resource(rules.BUILD, tags=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
