"""The proof that a backup can be restored: one is, regularly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import backup, ec2

from components.backup_plan import RESTORE_WINDOW_DAYS, RESTORES, Frequency
from components.names import physical_name

VALIDATION_HOURS = 4
"""How long a restored copy stands for somebody to look into it. It costs by the hour, and holds health records."""


@dataclass(frozen=True, kw_only=True)
class RestoreTestingArgs:
    """What is restored, how often, and where to."""

    vault_arn: pulumi.Input[str]
    role_arn: pulumi.Input[str]
    database_arns: Sequence[pulumi.Input[str]]
    subnet_group: pulumi.Input[str]
    """The name of a subnet group of isolated subnets."""
    vpc_id: pulumi.Input[str]
    frequency: Frequency


class RestoreTesting(pulumi.ComponentResource):
    """Regular restores of a random recent backup of the databases (45 CFR 164.308(a)(7)(ii)(D)).

    Creates a restore testing plan, its selection of databases, and a security group without a rule: a restored copy
    stands in the isolated subnets, where nothing reaches it, and AWS Backup deletes it after a few hours. Left to
    itself AWS Backup would put it into the default VPC (AWS Backup Developer Guide, "Restore testing inferred
    metadata"). A restore that fails is an event, which components/backup_alerts.py sends on; a weekly test that never
    starts raises its alarm, a monthly one does not.

    It proves that a backup restores. That the data in it is right, and how long an emergency really takes, only a
    drill with people in it can show.
    """

    def __init__(self, name: str, args: RestoreTestingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:RestoreTesting", name, None, opts)
        below = pulumi.ResourceOptions(parent=self)
        group = ec2.SecurityGroup(
            name,
            description="Restored copies under test: reached by nobody",
            vpc_id=args.vpc_id,
            tags={"Name": name},
            opts=below,
        )
        plan_name = physical_name(name).replace("-", "_")  # AWS takes no hyphen here
        plan = backup.RestoreTestingPlan(
            name,
            name=plan_name,
            schedule_expression=RESTORES[args.frequency],
            recovery_point_selection=backup.RestoreTestingPlanRecoveryPointSelectionArgs(
                algorithm="RANDOM_WITHIN_WINDOW",
                include_vaults=[args.vault_arn],
                recovery_point_types=["SNAPSHOT", "CONTINUOUS"],
                selection_window_days=RESTORE_WINDOW_DAYS[args.frequency],
            ),
            opts=below,
        )
        backup.RestoreTestingSelection(
            name,
            name="databases",  # a plan has a name of its own, and its selections need to differ only from one another
            restore_testing_plan_name=plan.name,
            iam_role_arn=args.role_arn,
            protected_resource_type="RDS",
            protected_resource_arns=list(args.database_arns),
            restore_metadata_overrides={
                "dbSubnetGroupName": args.subnet_group,
                "vpcSecurityGroupIds": pulumi.Output.json_dumps([group.id]),
                "publiclyAccessible": "false",
            },
            validation_window_hours=VALIDATION_HOURS,
            opts=below,
        )
        self.register_outputs({"plan": plan.arn})
