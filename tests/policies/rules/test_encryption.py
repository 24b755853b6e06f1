from __future__ import annotations

import pytest

from policies.rules import encryption as rules
from policies.types import EBS_DEFAULT, KEY_POLICY, KMS_KEY
from policies.view import UNKNOWN, Resource
from policies.whereabouts import PROVIDER
from tests.policies.cases import Case, case, exports, policy, resource

KEY = KMS_KEY
ROOT = "arn:aws:iam::111122223333:root"
LOGS = {"Service": "logs.us-east-1.amazonaws.com"}


def allow(principal: object, **rest: object) -> dict[str, object]:
    return {"Effect": "Allow", "Principal": principal, "Action": "kms:Decrypt", "Resource": "*", **rest}


def key(*statements: dict[str, object]) -> Resource:
    return resource(KEY, policy=policy(*statements))


def separate(text: object, name: str = "said") -> Resource:
    return resource(KEY_POLICY, name, refers={"keyId": ["key" if name == "subject" else "subject"]}, policy=text)


OURS = resource(PROVIDER, "aws", allowedAccountIds='["111122223333"]')
GRANTED = [
    case(rules.key_granted_within_account, verdict, because, resource(rules.GRANT, **given), *others)
    for verdict, because, given, *others in (
        ("pass", "a role of the account", {"granteePrincipal": "arn:aws:iam::111122223333:role/app"}, OURS),
        (
            "pass",
            "a role of the stack",
            {"refers": {"granteePrincipal": ["role"]}, "granteePrincipal": UNKNOWN},
            resource("aws:iam/role:Role", "role"),
        ),
        ("fail", "another account", {"granteePrincipal": "arn:aws:iam::999988887777:root"}, OURS),
        ("fail", "a session there", {"granteePrincipal": "arn:aws:sts::999988887777:assumed-role/app/ann"}, OURS),
        ("unknown", "who", {"granteePrincipal": UNKNOWN}, OURS),
        ("unknown", "whose account it is", {"granteePrincipal": "arn:aws:iam::999988887777:root"}),
    )
]
CASES = [
    *GRANTED,
    case(rules.key_rotates, "pass", "yearly by default", resource(KEY, enableKeyRotation=True)),
    case(rules.key_rotates, "fail", "rotation is off unless asked for", resource(KEY)),
    case(
        rules.key_rotates,
        "fail",
        "two years are too long",
        resource(KEY, enableKeyRotation=True, rotationPeriodInDays=730),
    ),
    case(rules.key_rotates, "unknown", "decided by another resource", resource(KEY, enableKeyRotation=UNKNOWN)),
    case(rules.key_deletion_can_be_stopped, "pass", "30 days unless told otherwise", resource(KEY)),
    case(rules.key_deletion_can_be_stopped, "fail", "a week", resource(KEY, deletionWindowInDays=7)),
    case(rules.key_deletion_can_be_stopped, "unknown", "not known", resource(KEY, deletionWindowInDays=UNKNOWN)),
    case(rules.key_policy_confined, "pass", "the account", resource(KEY, policy=policy(allow({"AWS": ROOT})))),
    case(
        rules.key_policy_confined,
        "pass",
        "a service, for log groups of one account",
        resource(
            KEY,
            policy=policy(
                allow(
                    LOGS,
                    Condition={
                        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:111122223333:*"}
                    },
                )
            ),
        ),
    ),
    case(rules.key_policy_confined, "fail", "a service, for anybody", resource(KEY, policy=policy(allow(LOGS)))),
    case(rules.key_policy_confined, "fail", "everybody", resource(KEY, policy=policy(allow("*")))),
    case(
        rules.key_policy_confined,
        "fail",
        "a condition that holds when its key is absent",
        resource(
            KEY, policy=policy(allow("*", Condition={"StringEqualsIfExists": {"kms:CallerAccount": "111122223333"}}))
        ),
    ),
    case(
        rules.key_policy_confined,
        "pass",
        "a denial opens nothing",
        resource(KEY, policy=policy({**allow("*"), "Effect": "Deny"})),
    ),
    case(rules.key_policy_confined, "fail", "no policy is AWS's default one", resource(KEY)),
    case(rules.key_policy_confined, "unknown", "not known", resource(KEY, policy=UNKNOWN)),
    case(
        rules.account_encrypts_volumes_by_default,
        "pass",
        "turned on",
        exports(accountOwner="test"),
        resource(EBS_DEFAULT, "volumes", enabled=True),
    ),
    case(
        rules.account_encrypts_volumes_by_default,
        "fail",
        "turned off",
        exports(accountOwner="test"),
        resource(EBS_DEFAULT, "volumes", enabled=False),
    ),
    case(
        rules.account_encrypts_volumes_by_default, "fail", "this stack owns the account", exports(accountOwner="test")
    ),
    case(rules.account_encrypts_volumes_by_default, "fail", "nobody owns the account", exports()),
    case(
        rules.account_encrypts_volumes_by_default, "not applicable", "another stack does", exports(accountOwner="dev")
    ),
    case(
        rules.account_encrypts_volumes_by_default,
        "unknown",
        "not known",
        exports(accountOwner="test"),
        resource(EBS_DEFAULT, "volumes", enabled=UNKNOWN),
    ),
    *(
        case(rules.key_rotates, "not applicable", because, found)
        for because, found in (
            ("asymmetric", resource(KEY, customerMasterKeySpec="RSA_2048")),
            ("in a store of ours", resource(KEY, customKeyStoreId="cks-1")),
        )
    ),
    case(rules.key_rotates, "fail", "symmetric, as it says", resource(KEY, customerMasterKeySpec=rules.SYMMETRIC)),
    case(rules.key_rotates, "unknown", "of which kind", resource(KEY, customerMasterKeySpec=UNKNOWN)),
    *(
        case(rule, verdict, f"{because}: {type_}", resource(type_, **given))
        for type_ in rules.OTHER_KEYS
        for rule, verdict, because, given in (
            (rules.key_deletion_can_be_stopped, "pass", "30 days", {}),
            (rules.key_deletion_can_be_stopped, "fail", "a week", {"deletionWindowInDays": 7}),
            (rules.key_policy_confined, "pass", "the account", {"policy": policy(allow({"AWS": ROOT}))}),
            (rules.key_policy_confined, "fail", "everybody", {"policy": policy(allow("*"))}),
            (rules.key_policy_confined, "fail", "AWS's default", {}),
            (rules.key_policy_confined, "unknown", "whom", {"policy": UNKNOWN}),
        )
    ),
    case(rules.key_policy_confined, "not applicable", "said elsewhere", resource(KEY), separate(UNKNOWN)),
    case(rules.key_policy_confined, "fail", "said of another", resource(KEY), separate("{}", "subject")),
    case(rules.key_policy_confined, "pass", "the account", separate(policy(allow({"AWS": ROOT})), "subject")),
    case(rules.key_policy_confined, "fail", "everybody", separate(policy(allow("*")), "subject")),
    case(rules.key_policy_confined, "unknown", "whom", separate(UNKNOWN, "subject")),
    *(
        case(
            *(rules.key_policy_confined, verdict, f"{who}, who says which records it is for"),
            key(allow(who, Condition={"ArnLike": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::records/*"}})),
        )
        for verdict, who in (("fail", "*"), ("fail", {"AWS": "*"}), ("pass", LOGS))
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
