"""Backups that outlast a mistake, an intruder and, if wanted, a region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pulumi
from pulumi_aws import backup

from components.account import Account
from components.backup_alerts import BackupAlerts, BackupAlertsArgs
from components.backup_plan import (
    COMPLETION_MINUTES,
    TAG,
    BackupRule,
    Frequency,
    Lock,
    Retention,
    backup_plans,
    lock_bounds,
)
from components.backup_roles import BackupRoles, BackupRolesArgs
from components.backup_vault import BackupVault, BackupVaultArgs
from components.customer_key import customer_key
from components.key_policy import used_through
from components.names import physical_name
from components.restore_testing import RestoreTesting, RestoreTestingArgs


@dataclass(frozen=True, kw_only=True)
class BackupArgs:
    """What is backed up, for how long, and who hears of a failure."""

    account: Account
    key_arn: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    notifications_key_arn: pulumi.Input[str]
    database_arns: Sequence[pulumi.Input[str]]
    """Named rather than tagged, because they must be backed up whatever becomes of their tags."""
    database_subnet_group: pulumi.Input[str]
    """Where restored copies stand while they are tested."""
    vpc_id: pulumi.Input[str]
    boundary_arn: pulumi.Input[str]
    retention: Retention
    lock: Lock = "governance"
    """`compliance` cannot be undone once `lock_cooling_off_days` are over: see components/backup_vault.py."""
    lock_cooling_off_days: int = 30
    copy_region: str | None = None
    restore_test: Frequency = "weekly"
    protect: bool


class Backup(pulumi.ComponentResource):
    """Daily and monthly backups of the databases, and of whatever carries the tag `Backup`.

    Creates a locked vault (components/backup_vault.py) and, if wanted, another in another region with a key there,
    to which each backup is copied; the plans (components/backup_plan.py); the roles (components/backup_roles.py);
    restore tests (components/restore_testing.py); and alerts (components/backup_alerts.py). Together they are the data
    backup plan of 45 CFR 164.308(a)(7)(ii)(A).
    """

    vault: BackupVault
    roles: BackupRoles

    def __init__(self, name: str, args: BackupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Backup", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        self._vault_name = physical_name(name)
        self._plans = backup_plans(args.retention)
        self.roles = BackupRoles(
            name, BackupRolesArgs(account=args.account, boundary_arn=args.boundary_arn), self._below
        )
        self.vault = self._vault(name, args.key_arn)
        copy = (
            self._vault(f"{name}-copy", self._copy_key(args.copy_region), args.copy_region)
            if args.copy_region
            else None
        )
        for value, rules in self._plans.items():
            plan = self._plan(value, rules, copy)
            self._select(
                f"{name}-{value}-tagged",
                plan,
                selection_tags=[backup.SelectionSelectionTagArgs(type="STRINGEQUALS", key=TAG, value=value)],
            )
            if value == "daily":
                self._select(f"{name}-databases", plan, resources=list(args.database_arns))
        RestoreTesting(
            f"{name}-restores",
            RestoreTestingArgs(
                vault_arn=self.vault.vault.arn,
                role_arn=self.roles.restore.arn,
                database_arns=args.database_arns,
                subnet_group=args.database_subnet_group,
                vpc_id=args.vpc_id,
                frequency=args.restore_test,
            ),
            self._below,
        )
        BackupAlerts(
            name,
            BackupAlertsArgs(
                account=args.account,
                vault_name=self._vault_name,
                topic_arn=args.topic_arn,
                notifications_key_arn=args.notifications_key_arn,
                restore_test=args.restore_test,
            ),
            self._below,
        )
        self.register_outputs({"vault": self.vault.vault.arn})

    def _vault(self, name: str, key_arn: pulumi.Input[str], region: str | None = None) -> BackupVault:
        least, most = lock_bounds(rule for rules in self._plans.values() for rule in rules)
        return BackupVault(
            name,
            BackupVaultArgs(
                vault_name=self._vault_name,
                key_arn=key_arn,
                least_days=least,
                most_days=most,
                lock=self._args.lock,
                lock_cooling_off_days=self._args.lock_cooling_off_days,
                region=region,
                protect=self._args.protect,
                outlived_by=[self.roles],
            ),
            self._below,
        )

    def _copy_key(self, region: str) -> pulumi.Output[str]:
        """A key serves one region; the copies of RDS and EC2 are made, and encrypted, by those services there."""
        there = replace(self._args.account, region=region)
        return customer_key(
            f"{self._name}-copy",
            f"{self._name}-copy",
            "copies of backups from another region",
            *used_through(there, "backup", "rds", "ec2"),
            account=there,
            region=region,
            protect=self._args.protect,
            parent=self,
        ).arn

    def _plan(self, value: str, rules: Sequence[BackupRule], copy: BackupVault | None) -> backup.Plan:
        return backup.Plan(
            f"{self._name}-{value}",
            name=f"{self._vault_name}-{value}",
            rules=[
                backup.PlanRuleArgs(
                    rule_name=rule.name,
                    target_vault_name=self.vault.vault.name,
                    schedule=rule.schedule,
                    completion_window=COMPLETION_MINUTES,
                    enable_continuous_backup=rule.continuous,
                    lifecycle=backup.PlanRuleLifecycleArgs(
                        delete_after=rule.keep_days, cold_storage_after=rule.cold_after_days
                    ),
                    copy_actions=[
                        backup.PlanRuleCopyActionArgs(
                            destination_vault_arn=copy.vault.arn,
                            lifecycle=backup.PlanRuleCopyActionLifecycleArgs(
                                delete_after=rule.keep_days, cold_storage_after=rule.cold_after_days
                            ),
                        )
                    ]
                    if copy
                    else None,
                )
                for rule in rules
            ],
            opts=self._below,
        )

    def _select(self, name: str, plan: backup.Plan, **what: Any) -> None:
        backup.Selection(name, name=name, plan_id=plan.id, iam_role_arn=self.roles.backup.arn, **what, opts=self._below)
