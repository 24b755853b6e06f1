from __future__ import annotations

import pytest

from components.account import Account
from stacks import places
from stacks.application import DeliverySettings

HERE = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
DIGEST = "@sha256:" + "0" * 64
OWN = "arn:aws:ecr:us-east-1:111122223333:repository/shop-dev-app"
PIPELINES = "arn:aws:ecr:eu-west-1:444455556666:repository/shop-prod-app"
REGISTRY = "444455556666.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.fixture(autouse=True)
def stack_dev(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pulumi.get_project", lambda: "shop")
    monkeypatch.setattr("pulumi.get_stack", lambda: "dev")
    monkeypatch.setattr(places, "place_of", lambda *_: ("444455556666", "eu-west-1"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"build_image": True}, (OWN, PIPELINES)),
        ({"image": f"{REGISTRY}/shop-prod-app{DIGEST}"}, (PIPELINES,)),
        (
            {"image": f"{REGISTRY}/older{DIGEST}"},
            (PIPELINES, PIPELINES.replace("shop-prod-app", "older")),
        ),
        (
            {"build_image": True, "apm": "adot", "collector_image": f"public.ecr.aws/collector{DIGEST}"},
            (OWN, PIPELINES),
        ),
        (
            {"build_image": True, "apm": "adot", "collector_image": f"{REGISTRY}/collector{DIGEST}"},
            (OWN, PIPELINES, PIPELINES.replace("shop-prod-app", "collector")),
        ),
    ],
)
def test_tasks_pull_what_they_begin_with_and_what_the_pipeline_releases(
    given: dict[str, object], expected: tuple[str, ...]
) -> None:
    delivery = DeliverySettings.model_validate({"repository": "shop/shop", "pipeline_owner": "prod", **given})
    assert places.repositories(delivery, HERE) == expected


def test_the_owner_of_the_pipeline_pulls_from_its_own_repository() -> None:
    connection = "arn:aws:codeconnections:us-east-1:111122223333:connection/1"
    delivery = DeliverySettings.model_validate(
        {
            "repository": "shop/shop",
            "pipeline": {"connection": connection, "targets": ("dev",), "approval_before": ()},
            "build_image": True,
        }
    )
    assert places.repositories(delivery, HERE) == (OWN,)


def test_a_stack_whose_file_names_no_account_is_in_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "place_of", lambda *_: (None, None))
    assert places.place("prod", HERE) == ("111122223333", "us-east-1")


@pytest.mark.parametrize(
    ("image", "partition", "arn"),
    [
        (
            f"111122223333.dkr.ecr.us-east-1.amazonaws.com/shop-prod-app{DIGEST}",
            "aws",
            "arn:aws:ecr:us-east-1:111122223333:repository/shop-prod-app",
        ),
        (
            f"111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/team/app{DIGEST}",
            "aws-cn",
            "arn:aws-cn:ecr:cn-north-1:111122223333:repository/team/app",
        ),
    ],
)
def test_the_repository_of_an_image_is_told_from_its_name(image: str, partition: str, arn: str) -> None:
    assert places.repository_arn(image, partition) == arn


def test_an_image_from_elsewhere_has_no_repository_of_ours() -> None:
    assert places.repository_arn(f"public.ecr.aws/aws-observability/collector{DIGEST}", "aws") is None
