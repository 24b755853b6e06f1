"""The master password of a database whose password RDS cannot keep by itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_random as random
from pulumi_aws import cloudformation, cloudwatch, rds, secretsmanager

from components.database_parameters import ENGINE, MASTER_USERNAME, PORT
from components.database_rotation import CAPABILITIES, rotation_template
from components.kept import kept
from components.log_keeping import LogKeeping

PASSWORD_LENGTH = 40
RECOVERY_WINDOW_DAYS = 30
"""The longest that AWS offers."""


def initial_password(name: str, version: int, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    """Make up the password with which a database starts, anew for each version; its first rotation replaces it."""
    password = random.RandomPassword(
        name, length=PASSWORD_LENGTH, special=False, keepers={"version": str(version)}, opts=opts
    )
    return password.result


@dataclass(frozen=True, kw_only=True)
class DatabaseCredentialsArgs:
    """Whose credentials they are, and where the rotation function runs."""

    instance: rds.Instance
    identifier: str
    password: pulumi.Input[str]
    password_version: int
    secrets_key_arn: pulumi.Input[str]
    logs: LogKeeping
    subnet_ids: Sequence[pulumi.Input[str]]
    """Subnets from which the database and Secrets Manager can be reached."""
    security_group_id: pulumi.Input[str]
    """A group that the database lets in."""
    protect: bool


class DatabaseCredentials(pulumi.ComponentResource):
    """A secret with the master user's credentials, rotated every 30 days and once at the start.

    Creates the secret, encrypted with the secrets key; its first value, which is written without being kept in
    Pulumi's state; the log group of the rotation function, encrypted and with a retention, before the function could
    make one without either; and the rotation, as a CloudFormation stack (see components/database_rotation.py). The
    value has the form that the rotation function reads (AWS Secrets Manager User Guide, "JSON structure of AWS
    Secrets Manager secrets"). Pulumi writes the value again only when the version is raised, so it never undoes a
    rotation.
    """

    secret: secretsmanager.Secret

    def __init__(self, name: str, args: DatabaseCredentialsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:DatabaseCredentials", name, None, opts)
        self._name, self._args = name, args
        self.secret = secretsmanager.Secret(
            name,
            description=f"Master user of the database {args.identifier}",
            kms_key_id=args.secrets_key_arn,
            recovery_window_in_days=RECOVERY_WINDOW_DAYS,
            opts=kept(self, protect=args.protect),
        )
        self._rotate(after=self._write())
        self.register_outputs({"secret": self.secret.arn})

    def _write(self) -> secretsmanager.SecretVersion:
        args = self._args
        value = {
            "engine": ENGINE,
            "host": args.instance.address,
            "port": PORT,
            "dbname": args.instance.db_name,
            "username": MASTER_USERNAME,
            "password": args.password,
            "dbInstanceIdentifier": args.identifier,
        }
        return secretsmanager.SecretVersion(
            self._name,
            secret_id=self.secret.id,
            secret_string_wo=pulumi.Output.json_dumps(value),
            secret_string_wo_version=args.password_version,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _rotate(self, after: secretsmanager.SecretVersion) -> None:
        args = self._args
        function_name = f"{args.identifier}-rotation"
        logs = cloudwatch.LogGroup(
            f"{self._name}-rotation",
            args.logs.group(f"/aws/lambda/{function_name}"),
            kept(self, protect=args.protect),
        )
        cloudformation.Stack(
            f"{self._name}-rotation",
            name=function_name,
            template_body=json.dumps(rotation_template(function_name)),
            capabilities=list(CAPABILITIES),
            parameters={
                "SecretArn": self.secret.arn,
                "KeyArn": args.secrets_key_arn,
                "SubnetIds": pulumi.Output.all(*args.subnet_ids).apply(",".join),
                "SecurityGroupId": args.security_group_id,
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=[after, logs]),
        )
