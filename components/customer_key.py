"""A customer-managed key for one purpose: what every component that keeps data encrypts with."""

from __future__ import annotations

import json

import pulumi
from pulumi_aws import kms

from components.account import Account
from components.kept import kept
from components.key_policy import administered_by, key_policy
from components.names import physical_name
from components.policy_document import Statement

DELETION_WINDOW_DAYS = 30
"""The longest that AWS offers: a key deleted by mistake takes every copy of its data with it."""


def customer_key(
    name: str,
    purpose: str,
    holds: str,
    *uses: Statement,
    account: Account,
    region: str | None = None,
    protect: bool,
    parent: pulumi.Resource,
) -> kms.Key:
    """Create a key with yearly rotation, and an alias that says the stack and its `purpose`.

    Its policy lets the account administer it, and lets those use it whom `uses` name. `holds` says in words what it
    encrypts. `region` is that of `account`, where that is another than the provider's. With `protect` on, neither
    `pulumi destroy` nor a change of plan removes it.
    """
    key = kms.Key(
        name,
        description=f"Encrypts {holds}",
        policy=json.dumps(key_policy(administered_by(account), *uses)),
        enable_key_rotation=True,
        deletion_window_in_days=DELETION_WINDOW_DAYS,
        region=region,
        opts=kept(parent, protect=protect),
    )
    kms.Alias(
        name,
        name=f"alias/{physical_name(purpose)}",
        target_key_id=key.id,
        region=region,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return key
