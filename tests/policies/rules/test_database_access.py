from __future__ import annotations

from typing import Any

import pytest

from policies.databases import CLUSTER, DOCUMENTS, GRAPHS, INSTANCE, MEMBER, SUBNET_GROUP
from policies.openings import GROUP, GROUP_RULE, INGRESS_RULE
from policies.rules import database_access as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

OF_GROUP = {"securityGroupId": ["data"]}
EMPTY_GROUP = resource(GROUP, "data")
ANY_PASSWORD = "not-a-password"


def grouped(type_: str) -> Resource:
    return resource(type_, refers={"vpcSecurityGroupIds": ["data"]}, vpcSecurityGroupIds=[UNKNOWN])


def rule(type_: str, **properties: Any) -> Resource:
    return resource(type_, "rule", refers=OF_GROUP, securityGroupId=UNKNOWN, **properties)


IN_GROUP = grouped(INSTANCE)
CASES = [
    case(rules.database_not_public, "pass", "private unless asked for", resource(INSTANCE)),
    case(rules.database_not_public, "fail", "asked for", resource(MEMBER, publiclyAccessible=True)),
    case(rules.database_not_public, "unknown", "not known", resource(CLUSTER, publiclyAccessible=UNKNOWN)),
    case(rules.database_open_to_groups_only, "pass", "nobody is let in", IN_GROUP, EMPTY_GROUP),
    case(
        rules.database_open_to_groups_only,
        "pass",
        "a group is let in",
        IN_GROUP,
        EMPTY_GROUP,
        rule(INGRESS_RULE, referencedSecurityGroupId=UNKNOWN),
    ),
    case(
        rules.database_open_to_groups_only,
        "fail",
        "an address, by a rule of its own",
        IN_GROUP,
        EMPTY_GROUP,
        rule(INGRESS_RULE, cidrIpv4="10.0.0.0/16"),
    ),
    case(
        rules.database_open_to_groups_only,
        "fail",
        "addresses, by the older form of a rule",
        IN_GROUP,
        EMPTY_GROUP,
        rule(GROUP_RULE, type="ingress", ipv6CidrBlocks=["::/0"]),
    ),
    case(
        rules.database_open_to_groups_only,
        "pass",
        "the older form for the way out",
        IN_GROUP,
        EMPTY_GROUP,
        rule(GROUP_RULE, type="egress", cidrBlocks=["0.0.0.0/0"]),
    ),
    case(
        rules.database_open_to_groups_only,
        "fail",
        "a prefix list, inline",
        IN_GROUP,
        resource(GROUP, "data", ingress=[{"securityGroups": [UNKNOWN]}, {"prefixListIds": [UNKNOWN]}]),
    ),
    case(rules.database_open_to_groups_only, "fail", "no group of its own", resource(INSTANCE)),
    case(
        rules.database_open_to_groups_only,
        "unknown",
        "a group of another stack",
        resource(CLUSTER, vpcSecurityGroupIds=["sg-1"]),
    ),
    case(
        rules.database_open_to_groups_only,
        "unknown",
        "what the group says",
        IN_GROUP,
        resource(GROUP, "data", ingress=UNKNOWN),
    ),
    case(
        rules.database_subnets_redundant,
        "pass",
        "two, of whatever name",
        resource(SUBNET_GROUP, subnetIds=[UNKNOWN, UNKNOWN]),
    ),
    case(rules.database_subnets_redundant, "fail", "one", resource(SUBNET_GROUP, subnetIds=["subnet-1"])),
    case(rules.database_subnets_redundant, "unknown", "how many", resource(SUBNET_GROUP, subnetIds=UNKNOWN)),
    case(
        rules.database_accepts_iam_identities,
        "pass",
        "asked for",
        resource(INSTANCE, iamDatabaseAuthenticationEnabled=True),
    ),
    case(rules.database_accepts_iam_identities, "fail", "off unless asked for", resource(CLUSTER, engine="postgres")),
    case(
        rules.database_accepts_iam_identities,
        "unknown",
        "not known",
        resource(INSTANCE, iamDatabaseAuthenticationEnabled=UNKNOWN),
    ),
    case(
        rules.database_accepts_iam_identities,
        "not applicable",
        "not offered",
        resource(INSTANCE, engine="oracle-se2"),
    ),
    case(
        rules.database_password_not_stored,
        "pass",
        "RDS keeps it",
        resource(INSTANCE, manageMasterUserPassword=True),
    ),
    case(rules.database_password_not_stored, "pass", "write-only", resource(INSTANCE, passwordWo=UNKNOWN)),
    case(rules.database_password_not_stored, "pass", "write-only", resource(CLUSTER, masterPasswordWo=ANY_PASSWORD)),
    case(rules.database_password_not_stored, "fail", "in plain", resource(INSTANCE, password=ANY_PASSWORD)),
    case(
        rules.database_password_not_stored,
        "fail",
        "given, whatever it will be",
        resource(CLUSTER, masterPassword=UNKNOWN),
    ),
    case(rules.database_password_not_stored, "fail", "from where?", resource(INSTANCE)),
    case(
        rules.database_password_not_stored,
        "unknown",
        "whether RDS keeps it",
        resource(INSTANCE, manageMasterUserPassword=UNKNOWN),
    ),
    case(
        rules.database_password_not_stored,
        "not applicable",
        "a replica has its source's",
        resource(INSTANCE, replicateSourceDb="source"),
    ),
    case(
        rules.database_secret_encrypted_with_own_key,
        "pass",
        "a key named by its ARN",
        resource(INSTANCE, manageMasterUserPassword=True, masterUserSecretKmsKeyId="arn:aws:kms:::key/1"),
    ),
    case(
        rules.database_secret_encrypted_with_own_key,
        "fail",
        "AWS's key",
        resource(CLUSTER, manageMasterUserPassword=True),
    ),
    case(
        rules.database_secret_encrypted_with_own_key,
        "unknown",
        "which key",
        resource(INSTANCE, manageMasterUserPassword=True, masterUserSecretKmsKeyId=UNKNOWN),
    ),
    case(
        rules.database_secret_encrypted_with_own_key,
        "not applicable",
        "RDS keeps none",
        resource(INSTANCE, passwordWo=ANY_PASSWORD),
    ),
    *(
        case(rules.database_not_public, verdict, f"{type_}: {given}", resource(type_, **given))
        for type_ in rules.PLACED_ALIKE
        for verdict, given in (
            ("pass", {}),
            ("fail", {"publiclyAccessible": True}),
            ("unknown", {"publiclyAccessible": UNKNOWN}),
        )
    ),
    *(
        case(rules.database_password_not_stored, verdict, f"DocumentDB: {given}", resource(DOCUMENTS, **given))
        for verdict, given in (
            ("pass", {"manageMasterUserPassword": True}),
            ("pass", {"masterPasswordWo": UNKNOWN}),
            ("fail", {"masterPassword": UNKNOWN}),
            ("unknown", {"manageMasterUserPassword": UNKNOWN}),
        )
    ),
    *(
        case(rules.database_open_to_groups_only, verdict, f"{because}: {type_}", *found)
        for type_ in (DOCUMENTS, GRAPHS)
        for verdict, because, *found in (
            ("pass", "a group", grouped(type_), EMPTY_GROUP),
            ("fail", "an address", grouped(type_), EMPTY_GROUP, rule(INGRESS_RULE, cidrIpv4="10.0.0.0/16")),
            ("fail", "none of its own", resource(type_)),
            ("unknown", "a group of elsewhere", resource(type_, vpcSecurityGroupIds=["sg-1"])),
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
