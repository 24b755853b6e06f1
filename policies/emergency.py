"""Which permissions are for an emergency alone (45 CFR 164.312(a)(2)(ii)): those behind broken glass."""

from __future__ import annotations

from policies.documents import Statement, statements
from policies.grants import ROLE, ROLE_POLICY, demanded
from policies.view import Resource

LONGEST_AGE_SECONDS = 60 * 60
"""How old a second factor may be that somebody has shown for this, and not for the day's work."""


def for_emergencies(holder: Resource) -> bool:
    """Tell whether a policy belongs to a role that only people may take, with a second factor just shown.

    That is a role which holds the policy itself, or has it from a `RolePolicy`: what is attached may be others' too.
    Raises `UnknownValue` if it is not known who may take the role.
    """
    roles = [holder] if holder.type == ROLE else holder.refers_to("role") if holder.type == ROLE_POLICY else []
    return bool(roles) and all(role.type == ROLE and _behind_glass(role) for role in roles)


def _behind_glass(role: Resource) -> bool:
    trusting = [each for each in statements(role.document("assumeRolePolicy")) if not each.is_deny]
    return bool(trusting) and all(map(_shows_factor, trusting))


def _shows_factor(statement: Statement) -> bool:
    ages = demanded(statement, "aws:MultiFactorAuthAge")
    recent = bool(ages) and all(age.isdigit() and int(age) <= LONGEST_AGE_SECONDS for age in ages)
    upper = any("LessThan" in operator for operator, key, _ in statement.conditions() if key.endswith("authage"))
    return recent and upper and not statement.services
