"""Layer 1, always open: the secure baseline."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.account import Account, current_account
from components.database import Database, DatabaseArgs
from components.encryption import Encryption, EncryptionArgs
from components.network import Network, NetworkArgs
from stacks.settings import Settings


class Baseline(pulumi.ComponentResource):
    """Keys, network and database of an environment, in reading order.

    Declares, as its properties, what the rules of the pack need to know of the stack: which environment it is, and
    which stack holds its account's singletons.
    """

    account: Account
    encryption: Encryption
    network: Network
    database: Database

    def __init__(self, name: str, settings: Settings, opts: pulumi.ResourceOptions | None = None) -> None:
        declared = {
            "environment": settings.environment,
            "accountOwner": settings.account_owner or pulumi.get_stack(),
        }
        super().__init__("footing:stacks:Baseline", name, declared, opts)
        provider = aws.Provider(
            "aws",
            region=settings.region,
            allowed_account_ids=[settings.account] if settings.account else None,
            default_tags={"tags": settings.tags},
            opts=pulumi.ResourceOptions(parent=self),
        )
        asking = pulumi.InvokeOptions(provider=provider)
        below = pulumi.ResourceOptions(parent=self, providers=[provider])
        self.account = current_account(asking)
        self.encryption = Encryption(
            "keys",
            EncryptionArgs(account=self.account, owns_account=settings.owns_account, protect=settings.safety.protect),
            below,
        )
        self.network = Network(
            "network",
            NetworkArgs(
                account=self.account,
                cidr=settings.network.cidr,
                zones=_zones(settings, asking),
                nat=settings.network.nat,
                endpoints=settings.network.endpoints,
                logs_key_arn=self.encryption.logs.arn,
                log_retention_days=settings.logs.retention_days,
                protect=settings.safety.protect,
            ),
            below,
        )
        self.database = Database(
            "database",
            DatabaseArgs(
                account=self.account,
                subnet_ids=[subnet.id for subnet in self.network.isolated_subnets.values()],
                security_group_id=self.network.groups.data.id,
                application_subnet_ids=[subnet.id for subnet in self.network.private_subnets.values()],
                application_security_group_id=self.network.groups.application.id,
                data_key_arn=self.encryption.data.arn,
                logs_key_arn=self.encryption.logs.arn,
                secrets_key_arn=self.encryption.secrets.arn,
                instance_class=settings.database.instance_class,
                storage_gib=settings.database.storage_gib,
                max_storage_gib=settings.database.max_storage_gib,
                multi_az=settings.database.multi_az,
                replicas=settings.database.replicas,
                backup_retention_days=settings.database.backup_retention_days,
                log_retention_days=settings.logs.retention_days,
                protect=settings.safety.protect,
                deletion_protection=settings.safety.deletion_protection,
            ),
            below,
        )
        self.register_outputs(declared)


def _zones(settings: Settings, asking: pulumi.InvokeOptions) -> list[str]:
    """Return the zones to use: those that are named, or the first so many that the account may use."""
    if not isinstance(settings.network.zones, int):
        return list(settings.network.zones)
    available = aws.get_availability_zones(
        state="available", filters=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}], opts=asking
    )
    return sorted(available.names)[: settings.network.zones]
