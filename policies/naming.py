"""How a statement names what it speaks of: by ARN, or by a condition."""

from __future__ import annotations

import re

from policies.documents import Statement
from policies.grants import WILDCARDS, demanded, demands
from policies.managed_policies import managed_name, opening_ways
from policies.view import Resource

ANY_NAME = ("a", "Of9.Nobody")
"""Who takes in both takes in whatever name one may think of."""
OWNERS = ("aws:resourceaccount", "s3:resourceaccount")
"""Condition keys that name the account of a resource."""
NAMES = ("iam:awsservicename", "iam:passedtoservice", "kms:resourcealiases")
"""Condition keys that name a resource, or the service that it goes to, by another name than an ARN."""
KINDLESS = ("sns", "sqs")
"""Services in whose ARNs a name follows the account, and no kind; nor does one where the account is left out."""
CONTEXT = "kms:encryptioncontext:"
"""Begins condition keys that name what has been encrypted, mostly something of another service."""


def is_everything(resource: str) -> bool:
    """Tell whether a resource of a statement is all there is, or all of one kind in whatever account.

    What AWS will choose, written `${name.attribute}`, is a resource of this stack.
    """
    if resource.startswith("${") and not resource.startswith("${aws:"):
        return False
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return bool(set(resource) & set(WILDCARDS))
    account, name = parts[4:]
    kind = r"([A-Za-z-]+[:/])?" if set(account) & set(WILDCARDS) else ""
    whose = not account or bool(kind)
    return whose and bool(re.fullmatch(rf"{kind}[*?:/]+", name))


def is_whole_kind(resource: str) -> bool:
    """Tell whether a resource of a statement is all of one kind in an account, or all there is in it.

    Signs between wildcards, such as in `*-*`, name nothing.
    """
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return False
    kind = r"([A-Za-z-]+[:/])?" if parts[4] and parts[2] not in KINDLESS else ""
    return bool(re.fullmatch(rf"{kind}[*?:/._-]*[*?][*?:/._-]*", parts[5]))


def names_by_condition(statement: Statement, *, account: bool = True) -> bool:
    """Tell whether a condition names what a statement speaks of: its account, if that will do, its tags, or its ARN."""
    return any(
        _names(key, values) or (account and key in OWNERS and all(re.fullmatch(r"\d{12}", each) for each in values))
        for key, values in demands(statement)
    )


def through_services(statement: Statement) -> bool:
    """Tell whether keys serve only through services, whose own actions say then on which data."""
    granted = [value.lower() for value in demanded(statement, "kms:GrantIsForAWSResource")]
    return granted == ["true"] or any(service.strip("*") for service in demanded(statement, "kms:ViaService"))


def names_boundary(key: str, values: list[str]) -> bool:
    """Tell whether a condition demands a permissions boundary, and names none but policies that somebody wrote.

    Those of AWS's own bound nothing for certain.
    """
    return key == "iam:permissionsboundary" and bool(values) and all(map(_names_own_policy, values))


def names_policies(key: str, values: list[str]) -> bool:
    """Tell whether a condition demands that what is attached or taken away is one of some policies that it names.

    It may name those of AWS's own that open no way, and by a path of the account whatever somebody put there.
    """
    return key == "iam:policyarn" and bool(values) and all(map(_names_policy, values))


def names_tag(key: str, values: list[str]) -> bool:
    """Tell whether a condition demands that what is acted on has a tag."""
    return ":resourcetag/" in key and bool(values) and all(value.strip("".join(WILDCARDS)) for value in values)


def own_names(resource: Resource, kind: str) -> list[list[str]]:
    """Return by what a policy may name a role or a policy of the stack; of each list it must take in all names.

    One that is not named here gets from Pulumi the name that it has in the program, and something behind it. Raises
    `UnknownValue` if the name is not known.
    """
    given, path = resource.get("name", ""), resource.get("path", "/")
    begins = resource.get("namePrefix", "") or f"{resource.name}-"
    names = [given] if given else [f"{begins}{each}" for each in ANY_NAME]
    return [*referred_names(resource, kind), [f"{kind}{path}{name}" for name in names]]


def referred_names(resource: Resource, kind: str) -> list[list[str]]:
    """Return by what a policy names a role or a policy of the stack where AWS, or Pulumi, will choose its name."""
    return [[f"${{{resource.name}.arn}}"], *([f"{kind}/${{{resource.name}.{each}}}"] for each in ("name", "id"))]


def _names(key: str, values: list[str]) -> bool:
    if key in NAMES:
        return bool(values) and not any(set(value.split(".")[0]) & set(WILDCARDS) for value in values)
    return names_tag(key, values) or names_boundary(key, values) or _names_arn(key, values)


def _names_arn(key: str, values: list[str]) -> bool:
    """Tell whether values are ARNs of the service whose key it is: that of another one, say of a key, is no name."""
    if key.startswith("aws:") or ("kms" in key and not key.startswith("kms:")):
        return False
    service = "[^:]+" if key.startswith(CONTEXT) else re.escape(key.split(":")[0])
    arns = re.compile(rf"\$\{{(?!aws:)|arn:[^:]*:{service}:")
    return bool(values) and all(arns.match(value) and not is_everything(value) for value in values)


def _names_policy(arn: str) -> bool:
    if (name := managed_name(arn)) or _names_own_policy(arn):
        return not set(name or "") & set(WILDCARDS) and name not in opening_ways()
    return bool(re.match(r"arn:[^:]*:iam::\d+:policy/[^*?]", arn))


def _names_own_policy(arn: str) -> bool:
    """Tell whether an ARN is that of one policy which is not AWS's, in whatever account."""
    if arn.startswith("${"):
        return not arn.startswith("${aws:")
    found = re.fullmatch(r"arn:[^:]*:iam::(\d+|\$\{.*\}|\*):policy/(?:[^*?]*/)?([^*?/]+)", arn)
    return bool(found and (found[1] != "*" or found[2] not in opening_ways()))
