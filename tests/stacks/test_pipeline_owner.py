from __future__ import annotations

import pytest

from stacks.pipeline_owner import pipeline_unfit, targets_unfit

BY_DEFAULT = ("dev", "stage", "prod")
HELD = {"delivery": {"pipeline": {"connection": "arn"}}}


def released_to(*targets: str) -> dict[str, object]:
    return {"delivery": {"pipeline": {"targets": [*targets]}}}


NOSUCH = "there is no stack 'nosuch'; "
PIPELINES = [
    ("holds it", "prod", {"prod": HELD}, None),
    ("does not exist", "nosuch", {"prod": HELD}, NOSUCH + "name the stack that holds the pipeline: prod"),
    ("does not exist, and nobody holds it", "nosuch", {}, NOSUCH + "no stack has a pipeline"),
    ("counts on another", "stage", {"prod": HELD, "stage": {"delivery": {"pipeline_owner": "prod"}}}, "stage has no `"),
    ("is this one, which has none", "dev", {"prod": HELD}, "dev has no `delivery.pipeline`; name the stack that holds"),
    ("is not in layer 2 yet", "prod", {"prod": {}}, None),
    ("cannot be read", "prod", {"prod": None}, None),
    ("is of an odd form", "prod", {"prod": {"delivery": 3}}, None),
    ("releases here too", "prod", {"prod": released_to("stage", "dev")}, None),
    (
        "releases to others",
        "prod",
        {"prod": released_to("stage", "prod")},
        "prod releases to stage, prod only; add dev to `delivery.pipeline.targets` in stacks/Pulumi.prod.yaml, or name",
    ),
    ("releases oddly", "prod", {"prod": {"delivery": {"pipeline": {"targets": 3}}}}, None),
]


@pytest.mark.parametrize(
    ("owner", "others", "reason"), [row[1:] for row in PIPELINES], ids=[row[0] for row in PIPELINES]
)
def test_the_owner_of_the_pipeline_is_a_stack_that_has_one_and_releases_here(
    owner: str, others: dict[str, object], reason: str | None
) -> None:
    files = {"dev": {"delivery": {"pipeline_owner": owner}}, **others}
    found = pipeline_unfit(owner, "dev", BY_DEFAULT, files)
    assert (found is None) is (reason is None)
    assert (found or "").startswith(reason or "")


def test_nothing_is_said_of_a_pipeline_where_the_stacks_files_are_not_at_hand() -> None:
    assert pipeline_unfit("nosuch", "dev", BY_DEFAULT, {}) is None


def test_a_stack_that_a_pipeline_leaves_out_by_default_is_not_released() -> None:
    files = {"prod": HELD, "qa": {"delivery": {"pipeline_owner": "prod"}}}
    found = pipeline_unfit("prod", "qa", BY_DEFAULT, files) or ""
    assert found.startswith("prod releases to dev, stage, prod only; add qa to")


OURS = {"delivery": {"pipeline_owner": "prod"}}
TO_DEV = {"delivery": {"pipeline": {"connection": "arn", "targets": ["dev"]}}}
TARGETS: list[tuple[str, dict[str, object], str | None]] = [
    ("let it in", {"dev": OURS, "stage": OURS}, None),
    ("are not in layer 2 yet", {"dev": {}, "stage": {"delivery": None}}, None),
    ("cannot be read", {"dev": None, "stage": {"delivery": 3}}, None),
    ("do not exist", {"dev": OURS}, "there is no stack 'stage'; others that have a file are: dev"),
    (
        "let in another",
        {"dev": OURS, "stage": {"delivery": {"pipeline_owner": "ops"}}},
        "stage lets in the pipeline of ops only; name prod there, or leave stage out here",
    ),
    ("have one of their own", {"dev": OURS, "stage": HELD}, "stage has a pipeline of its own; remove"),
    ("are another's too", {"dev": OURS, "stage": OURS, "ops": TO_DEV}, "ops has a pipeline to dev too; let one of"),
    ("are another's by default", {"dev": OURS, "stage": OURS, "ops": HELD}, "ops has a pipeline to dev, prod, stage"),
    ("are not another's", {"dev": OURS, "stage": OURS, "ops": {"delivery": {"pipeline": {"targets": ["ops"]}}}}, None),
    ("may be another's, oddly", {"dev": OURS, "stage": OURS, "ops": {"delivery": {"pipeline": {"targets": 3}}}}, None),
]


@pytest.mark.parametrize(("others", "reason"), [row[1:] for row in TARGETS], ids=[row[0] for row in TARGETS])
def test_a_pipeline_releases_to_stacks_that_let_it_in(others: dict[str, object], reason: str | None) -> None:
    found = targets_unfit(BY_DEFAULT, "prod", BY_DEFAULT, {**others, "prod": HELD})
    assert (found is None) is (reason is None)
    assert (found or "").startswith(reason or "")


def test_nothing_is_said_of_targets_where_the_stacks_files_are_not_at_hand() -> None:
    assert targets_unfit(("dev",), "prod", ("dev",), {}) is None
