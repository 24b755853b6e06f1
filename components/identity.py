"""The people of a stack: who may take which role, and the line that no role crosses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import iam

from components import emergency_access as emergency
from components.account import Account
from components.identity_policies import AUDIT_POLICY, Scope, data_denied, developer_policy, operator_policy
from components.identity_trust import NOBODY, Trusted, role_trust
from components.permissions_boundary import boundary_policy

WORKING_SECONDS = 4 * 60 * 60
"""Half a working day: how long a session lasts at most, and how old its second factor may be at its start."""
BREAK_GLASS = "break-glass"
BREAK_GLASS_ROLES = f"*-{BREAK_GLASS}"
"""How the ARNs of the break-glass roles of all stacks end, in plain text, so that an alarm on the use of any can be
judged before it is deployed."""


@dataclass(frozen=True, kw_only=True)
class IdentityArgs:
    """Who may take which role. A role that nobody may take is not made."""

    account: Account
    break_glass: tuple[str, ...] = ()
    """Ids of the accounts whose users may break the glass: with a second factor that AWS itself has seen, and without
    an identity provider, whose failure may be the emergency."""
    auditor: Trusted = NOBODY
    operator: Trusted = NOBODY
    developer: Trusted = NOBODY
    developer_reads_logs: bool = False
    """Only where no log can hold a health record."""


class Identity(pulumi.ComponentResource):
    """The permissions boundary of every role of the stack, and the roles of people (45 CFR 164.308(a)(4)).

    Creates the boundary (components/permissions_boundary.py), which other components give to the roles of services;
    and, for those who are named in the settings:

    - break-glass: reads objects and secrets, and restores data; a fresh second factor, an hour at a time, alarmed
      (components/emergency_access.py)
    - auditor: reads all configuration and no data, by AWS's policy for auditors and a denial of ours
    - operator: looks, reads logs, restarts, scales
    - developer: looks, and reads logs where settings say so

    Roles have names of their own, and not ones made up by Pulumi, because people write them down for the day that
    they are needed and because an alarm on the use of one must know it beforehand.
    """

    boundary: iam.Policy
    boundary_arn: pulumi.Output[str]
    break_glass: iam.Role | None
    auditor: iam.Role | None
    operator: iam.Role | None
    developer: iam.Role | None

    def __init__(self, name: str, args: IdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Identity", name, None, opts)
        self._name, self._args = name, args
        self._scope = Scope(account=args.account, project=pulumi.get_project(), stack=pulumi.get_stack())
        self.boundary = iam.Policy(
            f"{name}-boundary",
            name=self._called("boundary"),
            description="What no role of this stack may do, whatever its own policies say",
            policy=json.dumps(boundary_policy(args.account)),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.boundary_arn = self.boundary.arn
        self.break_glass = self._role(
            BREAK_GLASS,
            "For emergencies only: reads objects and secrets, restores data; every use raises an alarm",
            Trusted(accounts=args.break_glass),
            emergency.emergency_policy(self._scope),
            factor=emergency.FACTOR_SECONDS,
            session=emergency.SESSION_SECONDS,
        )
        self.auditor = self._role("auditor", "Reads all configuration and no data", args.auditor, data_denied())
        self.operator = self._role(
            "operator", "Looks, reads logs, restarts and scales", args.operator, operator_policy(self._scope)
        )
        self.developer = self._role(
            "developer",
            "Looks at what runs and how it fares",
            args.developer,
            developer_policy(self._scope, reads_logs=args.developer_reads_logs),
        )
        if self.auditor:
            iam.RolePolicyAttachment(
                f"{name}-auditor",
                role=self.auditor.name,
                policy_arn=args.account.managed_policy_arn(AUDIT_POLICY),
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({"boundary": self.boundary_arn})

    def _called(self, purpose: str) -> str:
        return f"{self._scope.prefix}-{purpose}"

    def _role(
        self,
        purpose: str,
        description: str,
        trusted: Trusted,
        policy: dict[str, Any],
        *,
        factor: int = WORKING_SECONDS,
        session: int = WORKING_SECONDS,
    ) -> iam.Role | None:
        if not trusted:
            return None
        role = iam.Role(
            f"{self._name}-{purpose}",
            name=self._called(purpose),
            description=description,
            assume_role_policy=json.dumps(role_trust(self._args.account, trusted, factor)),
            permissions_boundary=self.boundary_arn,
            max_session_duration=session,
            opts=pulumi.ResourceOptions(parent=self),
        )
        iam.RolePolicy(
            f"{self._name}-{purpose}",
            role=role.name,
            policy=json.dumps(policy),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return role
