"""The PostgreSQL database that holds the startup's records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import rds

from components import database_parameters as postgresql
from components.account import Account
from components.backup_plan import BACKUP_WINDOW, MAINTENANCE_WINDOW
from components.database_credentials import DatabaseCredentials, DatabaseCredentialsArgs, initial_password
from components.database_monitoring import DatabaseMonitoring, DatabaseMonitoringArgs
from components.kept import kept
from components.log_keeping import LogKeeping


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """Size, place, keys and safety of the database."""

    account: Account
    subnet_ids: Sequence[pulumi.Input[str]]
    """Isolated subnets, in at least two zones."""
    security_group_id: pulumi.Input[str]
    application_subnet_ids: Sequence[pulumi.Input[str]]
    """Where the function that rotates the password runs, if there are replicas."""
    application_security_group_id: pulumi.Input[str]
    data_key_arn: pulumi.Input[str]
    logs: LogKeeping
    secrets_key_arn: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    instance_class: str
    storage_gib: int
    max_storage_gib: int
    multi_az: bool
    backup_retention_days: int
    owns_account: bool
    protect: bool
    deletion_protection: bool = True
    replicas: int = 0
    password_version: int = 1
    """Raise it to set a new master password by hand; of no effect without replicas."""
    database_name: str = "footing"


class Database(pulumi.ComponentResource):
    """RDS for PostgreSQL where nothing but the application reaches it, and where nothing done in it goes unseen.

    Creates a subnet group of isolated subnets; a parameter group that forces TLS and audits connections and
    statements (components/database_parameters.py); log groups and a monitoring role, before the instances need them
    (components/database_monitoring.py); the instance; and its read replicas.

    Storage, snapshots and performance data are encrypted with the data key, which an instance cannot change later
    (45 CFR 164.312(a)(2)(iv)). Backups and a last snapshot outlast the instance (45 CFR 164.308(a)(7)(ii)(A)).

    Without replicas RDS keeps and rotates the master password in Secrets Manager. RDS refuses a PostgreSQL replica
    of such a source, and blue/green deployments of it (Amazon RDS User Guide, "Password management with Amazon RDS
    and AWS Secrets Manager", limitations), so with replicas the password is a secret of ours
    (components/database_credentials.py).

    A replica holds nothing that its source does not: it has no backups of its own and Pulumi does not retain it,
    since a copy of health records that no program knows of is worse than one less copy.
    """

    instance: rds.Instance
    replicas: list[rds.Instance]
    subnet_group: rds.SubnetGroup
    secret_arn: pulumi.Output[str]
    address: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    port: pulumi.Output[int]

    def __init__(self, name: str, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Database", name, None, opts)
        self._name, self._args = name, args
        self._identifier = postgresql.database_identifier(pulumi.get_project(), pulumi.get_stack(), name)
        self._parameters = self._parameter_group()
        replicas = {
            postgresql.replica_name(name, number): postgresql.replica_name(self._identifier, number)
            for number in range(1, args.replicas + 1)
        }
        self._monitoring = DatabaseMonitoring(
            name,
            DatabaseMonitoringArgs(
                account=args.account,
                identifiers={name: self._identifier, **replicas},
                logs=args.logs,
                boundary_arn=args.boundary_arn,
                owns_account=args.owns_account,
                protect=args.protect,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        if args.replicas:
            password = initial_password(name, args.password_version, pulumi.ResourceOptions(parent=self))
            self.instance = self._primary(password_wo=password, password_wo_version=args.password_version)
            self.secret_arn = self._credentials(password).secret.arn
        else:
            self.instance = self._primary(
                manage_master_user_password=True, master_user_secret_kms_key_id=args.secrets_key_arn
            )
            self.secret_arn = self.instance.master_user_secrets[0].secret_arn
        self.replicas = [self._replica(*names) for names in replicas.items()]
        self.address, self.endpoint, self.port = self.instance.address, self.instance.endpoint, self.instance.port
        self.register_outputs({"endpoint": self.endpoint, "secret": self.secret_arn})

    def _primary(self, **password: Any) -> rds.Instance:
        args = self._args
        opts = pulumi.ResourceOptions(parent=self)
        self.subnet_group = rds.SubnetGroup(
            self._name, description="Isolated subnets, with no route out", subnet_ids=args.subnet_ids, opts=opts
        )
        return rds.Instance(
            self._name,
            **self._safeguards(self._identifier),
            **password,
            engine=postgresql.ENGINE,
            engine_version=postgresql.MAJOR_VERSION,
            db_name=args.database_name,
            username=postgresql.MASTER_USERNAME,
            db_subnet_group_name=self.subnet_group.name,
            allocated_storage=args.storage_gib,
            kms_key_id=args.data_key_arn,
            multi_az=args.multi_az,
            backup_retention_period=args.backup_retention_days,
            delete_automated_backups=False,
            skip_final_snapshot=False,
            # Ends in a name that Pulumi made up for this database: a snapshot left by an earlier one is not in the way.
            final_snapshot_identifier=pulumi.Output.concat(self._identifier, "-final-", self.subnet_group.name),
            opts=kept(self, protect=args.protect, depends_on=[self._monitoring]),
        )

    def _replica(self, name: str, identifier: str) -> rds.Instance:
        return rds.Instance(
            name,
            **self._safeguards(identifier),
            replicate_source_db=self.instance.identifier,
            skip_final_snapshot=True,  # RDS refuses one of a replica
            opts=pulumi.ResourceOptions(parent=self, depends_on=[self._monitoring]),
        )

    def _safeguards(self, identifier: str) -> dict[str, Any]:
        """Return what every instance has. A replica is encrypted with the key of its source in any case.

        A replica's windows are those of its source: RDS refuses two of one instance that overlap, so both are given.
        """
        args = self._args
        return {
            "identifier": identifier,
            "instance_class": args.instance_class,
            "storage_type": "gp3",
            "max_allocated_storage": args.max_storage_gib,
            "storage_encrypted": True,
            "network_type": "IPV4",
            "publicly_accessible": False,
            "vpc_security_group_ids": [args.security_group_id],
            "parameter_group_name": self._parameters.name,
            "ca_cert_identifier": postgresql.CERTIFICATE_AUTHORITY,
            "iam_database_authentication_enabled": True,
            "backup_window": BACKUP_WINDOW,
            "maintenance_window": MAINTENANCE_WINDOW,
            "auto_minor_version_upgrade": True,
            "deletion_protection": args.deletion_protection,
            "copy_tags_to_snapshot": True,
            "enabled_cloudwatch_logs_exports": list(postgresql.LOGS),
            "monitoring_interval": postgresql.MONITORING_SECONDS,
            "monitoring_role_arn": self._monitoring.role.arn,
            "database_insights_mode": "standard",
            "performance_insights_enabled": True,
            "performance_insights_kms_key_id": args.data_key_arn,
            "performance_insights_retention_period": postgresql.INSIGHTS_DAYS,
        }

    def _parameter_group(self) -> rds.ParameterGroup:
        return rds.ParameterGroup(
            self._name,
            description="Forces TLS, audits connections and statements",
            family=postgresql.FAMILY,
            parameters=[
                rds.ParameterGroupParameterArgs(name=each.name, value=each.value, apply_method=each.apply_method)
                for each in postgresql.PARAMETERS
            ],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _credentials(self, password: pulumi.Output[str]) -> DatabaseCredentials:
        args = self._args
        return DatabaseCredentials(
            self._name,
            DatabaseCredentialsArgs(
                instance=self.instance,
                identifier=self._identifier,
                password=password,
                password_version=args.password_version,
                secrets_key_arn=args.secrets_key_arn,
                logs=args.logs,
                subnet_ids=args.application_subnet_ids,
                security_group_id=args.application_security_group_id,
                protect=args.protect,
            ),
            pulumi.ResourceOptions(parent=self),
        )
