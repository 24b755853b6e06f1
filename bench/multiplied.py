"""A program of the baseline's kind, multiplied: the benchmark writes `copies` into its configuration.

Each copy holds the three largest parts of the baseline, under names of their own.
"""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.account import current_account
from components.database import Database, DatabaseArgs
from components.encryption import Encryption, EncryptionArgs
from components.log_keeping import LogKeeping
from components.network import Network, NetworkArgs

BOUNDARY = "arn:aws:iam::111122223333:policy/boundary"

provider = aws.Provider("aws", region="us-east-1")
account = current_account(pulumi.InvokeOptions(provider=provider))
opts = pulumi.ResourceOptions(providers=[provider])
for copy in range(pulumi.Config().require_int("copies")):
    keys = Encryption(f"keys-{copy}", EncryptionArgs(account=account, owns_account=False, protect=True), opts)
    logs = LogKeeping(key_arn=keys.logs.arn, retention_days=2192)
    network = Network(
        f"network-{copy}",
        NetworkArgs(
            account=account,
            cidr="10.0.0.0/16",
            zones=["us-east-1a", "us-east-1b", "us-east-1c"],
            nat="per zone",
            endpoints=("kms", "secretsmanager"),
            logs=logs,
            boundary_arn=BOUNDARY,
            protect=True,
        ),
        opts,
    )
    Database(
        f"database-{copy}",
        DatabaseArgs(
            account=account,
            owns_account=False,
            subnet_ids=[subnet.id for subnet in network.isolated_subnets.values()],
            security_group_id=network.groups.data.id,
            application_subnet_ids=[subnet.id for subnet in network.private_subnets.values()],
            application_security_group_id=network.groups.application.id,
            data_key_arn=keys.data.arn,
            logs=logs,
            secrets_key_arn=keys.secrets.arn,
            instance_class="db.r7g.large",
            storage_gib=100,
            max_storage_gib=1_000,
            multi_az=True,
            backup_retention_days=35,
            boundary_arn=BOUNDARY,
            protect=True,
        ),
        opts,
    )
