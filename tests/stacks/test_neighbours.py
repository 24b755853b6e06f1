from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from stacks.neighbours import overlapping, owner_unfit, pipeline_unfit, place_of, targets_unfit

KEY = "footing:settings"
DEFAULT = "10.0.0.0/16"


def write(folder: Path, stack: str, settings: object) -> None:
    (folder / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump({"config": {KEY: settings}}))


OTHERS = [
    ("the same", {"network": {"cidr": "10.1.0.0/16"}}, True),
    ("inside", {"network": {"cidr": "10.1.4.0/22"}}, True),
    ("apart", {"network": {"cidr": "10.2.0.0/16"}}, False),
    ("of another kind", {"network": {"cidr": "fd00::/64"}}, False),
    ("nonsense", {"network": {"cidr": "ten"}}, False),
    ("by default, apart", {}, False),
    ("no settings", None, False),
]


@pytest.mark.parametrize(("settings", "refused"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS])
def test_an_address_space_that_another_stack_has_is_refused(tmp_path: Path, settings: object, *, refused: bool) -> None:
    write(tmp_path, "dev", {"network": {"cidr": "10.1.0.0/16"}})
    write(tmp_path, "prod", settings)
    found = overlapping("dev", "10.1.0.0/16", DEFAULT, KEY, tmp_path)
    assert (found is not None) is refused
    if found:
        assert "of stack prod" in found


def test_a_stack_that_says_nothing_has_the_default(tmp_path: Path) -> None:
    write(tmp_path, "prod", {})
    assert overlapping("dev", DEFAULT, DEFAULT, KEY, tmp_path) is not None


def test_a_file_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_text("config: [")
    assert overlapping("dev", DEFAULT, DEFAULT, KEY, tmp_path) is None


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"account": "111122223333", "region": "eu-west-1"}, ("111122223333", "eu-west-1")),
        ({"region": "eu-west-1"}, (None, "eu-west-1")),
        ({}, (None, None)),
        (None, (None, None)),
    ],
)
def test_the_place_of_another_stack_is_what_its_file_says(
    tmp_path: Path, settings: object, place: tuple[str | None, str | None]
) -> None:
    write(tmp_path, "prod", settings)
    assert place_of("prod", KEY, tmp_path) == place


def test_a_stack_without_a_file_is_nowhere(tmp_path: Path) -> None:
    assert place_of("prod", KEY, tmp_path) == (None, None)


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
    tmp_path: Path, owner: str, others: dict[str, object], reason: str | None
) -> None:
    write(tmp_path, "dev", {"delivery": {"pipeline_owner": owner}})
    for stack, settings in others.items():
        write(tmp_path, stack, settings)
    found = pipeline_unfit(owner, "dev", BY_DEFAULT, KEY, tmp_path)
    assert (found is None) is (reason is None)
    assert (found or "").startswith(reason or "")


def test_nothing_is_said_of_a_pipeline_where_the_stacks_files_are_not_at_hand(tmp_path: Path) -> None:
    assert pipeline_unfit("nosuch", "dev", BY_DEFAULT, KEY, tmp_path) is None


def test_a_stack_that_a_pipeline_leaves_out_by_default_is_not_released(tmp_path: Path) -> None:
    write(tmp_path, "prod", HELD)
    write(tmp_path, "qa", {"delivery": {"pipeline_owner": "prod"}})
    found = pipeline_unfit("prod", "qa", BY_DEFAULT, KEY, tmp_path) or ""
    assert found.startswith("prod releases to dev, stage, prod only; add qa to")


UNFIT_OWNERS = [
    ("holds its own", "prod", {"prod": {}}, None),
    ("does not exist", "nosuch", {"prod": {}}, "there is no stack 'nosuch'; others that have a file are: prod"),
    ("is alone", "nosuch", {}, "there is no stack 'nosuch'; others that have a file are: none"),
    ("is this one", "dev", {"prod": {}}, "dev is this stack, which holds"),
    ("is another's guest", "stage", {"prod": {}, "stage": {"account_owner": "prod"}}, "stage holds nothing for others"),
    ("is elsewhere", "prod", {"prod": {"region": "eu-west-1"}}, "prod is in eu-west-1"),
    ("cannot be read", "prod", {"prod": None}, None),
]


@pytest.mark.parametrize(
    ("owner", "others", "reason"), [row[1:] for row in UNFIT_OWNERS], ids=[row[0] for row in UNFIT_OWNERS]
)
def test_the_owner_of_an_account_is_another_stack_that_holds_its_own(
    tmp_path: Path, owner: str, others: dict[str, object], reason: str | None
) -> None:
    write(tmp_path, "dev", {"account_owner": owner})
    for stack, settings in others.items():
        write(tmp_path, stack, settings)
    found = owner_unfit(owner, "dev", "us-east-1", None, KEY, tmp_path)
    assert (found is None) is (reason is None)
    assert (found or "").startswith(reason or "")


def test_whether_an_owner_exists_is_not_asked_where_the_stacks_files_are_not_at_hand(tmp_path: Path) -> None:
    assert owner_unfit("nosuch", "dev", "us-east-1", None, KEY, tmp_path) is None


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
def test_a_pipeline_releases_to_stacks_that_let_it_in(
    tmp_path: Path, others: dict[str, object], reason: str | None
) -> None:
    write(tmp_path, "prod", HELD)
    for stack, settings in others.items():
        write(tmp_path, stack, settings)
    found = targets_unfit(BY_DEFAULT, "prod", BY_DEFAULT, KEY, tmp_path)
    assert (found is None) is (reason is None)
    assert (found or "").startswith(reason or "")


def test_nothing_is_said_of_targets_where_the_stacks_files_are_not_at_hand(tmp_path: Path) -> None:
    assert targets_unfit(("dev",), "prod", ("dev",), KEY, tmp_path) is None
