"""Accounts and regions of the other environments, and which of them need access to this stack."""

from __future__ import annotations

import re
from dataclasses import replace

import pulumi

from components.account import Account
from components.pipeline_plan import deployment_role_arn, repository_name
from stacks.account_owner import place_of
from stacks.application import DeliverySettings
from stacks.settings import CONFIG_KEY
from stacks.shapes import DIGEST, REGISTRY
from stacks.stack_files import stack_files


def place(stack: str, account: Account) -> tuple[str, str]:
    """Return the account and region of a stack: those in its settings, or by default our own."""
    if stack == pulumi.get_stack():
        return account.id, account.region
    account_id, region = place_of(stack, stack_files(CONFIG_KEY))
    return account_id or account.id, region or account.region


def pipeline_owner(delivery: DeliverySettings) -> str:
    """Return the stack that holds the pipeline: the one in the settings, or by default this one."""
    return delivery.pipeline_owner or pulumi.get_stack()


def readers(delivery: DeliverySettings, account: Account) -> tuple[str, ...]:
    """Return the other accounts that pull images from this stack's registry, each once."""
    targets = delivery.pipeline.targets if delivery.pipeline else ()
    accounts = [*(place(stack, account)[0] for stack in targets), *delivery.readers]
    return tuple(dict.fromkeys(each for each in accounts if each != account.id))


def repositories(delivery: DeliverySettings, account: Account) -> tuple[str, ...]:
    """Return the ARNs of the repositories of the tasks' images, each once.

    That of the first image, which is this stack's if it is built here; the pipeline's, for all releases; and the
    collector's, if it is private.
    """
    owner = pipeline_owner(delivery)
    owner_account, owner_region = place(owner, account)
    pipelines = replace(account, id=owner_account, region=owner_region)
    named = (repository_arn(image, account.partition) for image in (delivery.image, delivery.collector_image) if image)
    arns = (
        _repository(account, pulumi.get_stack()) if delivery.build_image else None,
        _repository(pipelines, owner),
        *named,
    )
    return tuple(dict.fromkeys(arn for arn in arns if arn))


def repository_arn(image: str, partition: str) -> str | None:
    """Return the ARN of an image's private repository, or None."""
    found = re.fullmatch(REGISTRY + DIGEST, image)
    if not found:
        return None
    account, region, name = found.groups()
    return f"arn:{partition}:ecr:{region}:{account}:repository/{name}"


def _repository(account: Account, stack: str) -> str:
    return account.arn("ecr", f"repository/{repository_name(pulumi.get_project(), stack)}")


def guests(delivery: DeliverySettings | None, account: Account) -> tuple[str, ...]:
    """Return the deployment roles of other accounts that read the releases of this stack's pipeline."""
    targets = delivery.pipeline.targets if delivery and delivery.pipeline else ()
    accounts = {stack: place(stack, account)[0] for stack in targets}
    return tuple(
        deployment_role_arn(account.partition, theirs, pulumi.get_project(), stack)
        for stack, theirs in accounts.items()
        if theirs != account.id
    )
