"""The repository of the application's images, with immutable tags."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pulumi
from pulumi_aws import ecr, kms

from components.account import Account
from components.customer_key import customer_key
from components.kept import kept
from components.key_policy import used_through
from components.pipeline_plan import repository_name
from components.repository_policies import grants_retired_through_registry, lifecycle_policy, repository_policy


@dataclass(frozen=True, kw_only=True)
class RegistryArgs:
    """Who may pull from the repository, and its owner."""

    account: Account
    readers: tuple[str, ...]
    """The ids of other accounts that may pull."""
    team: str
    protect: bool


class Registry(pulumi.ComponentResource):
    """An ECR repository for the application.

    Creates the repository, with immutable tags and a key of its own; a lifecycle policy; and a repository policy that
    lets other accounts pull, if there are any. Scanning is a setting of the account's whole registry
    (components/threat_detection.py).
    """

    repository: ecr.Repository
    key: kms.Key
    name: str
    arn: str
    url: pulumi.Output[str]

    def __init__(self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Registry", name, None, opts)
        account = args.account
        below = pulumi.ResourceOptions(parent=self)
        self.name = repository_name(pulumi.get_project(), pulumi.get_stack())
        self.arn = account.arn("ecr", f"repository/{self.name}")
        self.key = customer_key(
            f"{name}-images",
            "images",
            "container images",
            *used_through(account, "ecr"),
            grants_retired_through_registry(account),
            account=account,
            protect=args.protect,
            parent=self,
        )
        self.repository = ecr.Repository(
            name,
            name=self.name,
            image_tag_mutability="IMMUTABLE",
            encryption_configurations=[{"encryption_type": "KMS", "kms_key": self.key.arn}],
            force_delete=not args.protect,
            tags={"Owner": args.team, "Part": "app"},
            opts=kept(self, protect=args.protect),
        )
        self.url = self.repository.repository_url
        ecr.LifecyclePolicy(
            name,
            repository=self.repository.name,
            policy=json.dumps(lifecycle_policy()),
            opts=below,
        )
        if readers := [reader for reader in args.readers if reader != account.id]:
            ecr.RepositoryPolicy(
                name,
                repository=self.repository.name,
                policy=json.dumps(repository_policy(account, readers)),
                opts=below,
            )
        self.register_outputs({"repository": self.arn, "url": self.url})
