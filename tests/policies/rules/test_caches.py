from __future__ import annotations

import pytest

from policies import caches as of_caches
from policies.caches import CLUSTER
from policies.rules import caches as rules
from policies.view import SECRET, UNKNOWN
from tests.policies.cases import Case, case, exports, resource

KEY = resource("aws:kms/key:Key", "key")
GROUP = resource(of_caches.GROUP)
SERVERLESS = resource(of_caches.SERVERLESS)
SINGLE = resource(CLUSTER, engine="redis")
MEMBER = resource(CLUSTER, replicationGroupId=UNKNOWN)
USERS = resource("aws:elasticache/userGroup:UserGroup", "users")

DAX = [
    case(rule, verdict, f"DAX, {because}", resource(of_caches.ACCELERATOR, **given))
    for rule, verdict, because, given in (
        (rules.cache_forces_tls, "pass", "asked for", {"clusterEndpointEncryptionType": "TLS"}),
        (rules.cache_forces_tls, "fail", "off unless asked for", {}),
        (rules.cache_forces_tls, "unknown", "whether", {"clusterEndpointEncryptionType": UNKNOWN}),
        (rules.cache_encrypted_with_own_key, "fail", "off unless asked for", {}),
        (
            rules.cache_encrypted_with_own_key,
            "not applicable",
            "AWS's key",
            {"serverSideEncryption": {"enabled": True}},
        ),
        (rules.cache_encrypted_with_own_key, "unknown", "whether", {"serverSideEncryption": {"enabled": UNKNOWN}}),
    )
]
CASES = [
    *DAX,
    case(rules.cache_forces_tls, "pass", "asked for", resource(of_caches.GROUP, transitEncryptionEnabled=True)),
    case(
        rules.cache_forces_tls,
        "fail",
        "only preferred",
        resource(of_caches.GROUP, transitEncryptionEnabled=True, transitEncryptionMode="preferred"),
    ),
    case(rules.cache_forces_tls, "fail", "off unless asked for", GROUP),
    case(rules.cache_forces_tls, "fail", "a single cluster", SINGLE),
    case(rules.cache_forces_tls, "not applicable", "serverless", SERVERLESS),
    case(rules.cache_forces_tls, "not applicable", "a member", MEMBER),
    case(rules.cache_forces_tls, "unknown", "whether", resource(of_caches.GROUP, transitEncryptionEnabled=UNKNOWN)),
    case(
        rules.cache_encrypted_with_own_key,
        "pass",
        "of this stack",
        resource(of_caches.GROUP, refers={"kmsKeyId": ["key"]}, atRestEncryptionEnabled=True, kmsKeyId=UNKNOWN),
        KEY,
    ),
    case(
        rules.cache_encrypted_with_own_key,
        "pass",
        "serverless",
        resource(of_caches.SERVERLESS, refers={"kmsKeyId": ["key"]}, kmsKeyId=UNKNOWN),
        KEY,
    ),
    case(
        rules.cache_encrypted_with_own_key, "fail", "AWS's key", resource(of_caches.GROUP, atRestEncryptionEnabled=True)
    ),
    case(rules.cache_encrypted_with_own_key, "fail", "AWS's key", SERVERLESS),
    case(rules.cache_encrypted_with_own_key, "fail", "not at all", GROUP),
    case(rules.cache_encrypted_with_own_key, "fail", "it cannot be", SINGLE),
    case(rules.cache_encrypted_with_own_key, "not applicable", "a member", MEMBER),
    case(rules.cache_encrypted_with_own_key, "not applicable", "memcached", resource(CLUSTER, engine="memcached")),
    case(rules.cache_encrypted_with_own_key, "unknown", "whose", resource(of_caches.SERVERLESS, kmsKeyId=UNKNOWN)),
    case(
        rules.cache_asks_who_connects,
        "pass",
        "users of this stack",
        resource(of_caches.SERVERLESS, refers={"userGroupId": ["users"]}, userGroupId=UNKNOWN),
        USERS,
    ),
    case(rules.cache_asks_who_connects, "pass", "named", resource(of_caches.GROUP, userGroupIds=["users"])),
    case(rules.cache_asks_who_connects, "pass", "a token", resource(of_caches.GROUP, authTokenWo=SECRET)),
    case(rules.cache_asks_who_connects, "fail", "a token in the state", resource(of_caches.GROUP, authToken=SECRET)),
    case(rules.cache_asks_who_connects, "fail", "it does not", GROUP),
    case(rules.cache_asks_who_connects, "fail", "it cannot", SINGLE),
    case(rules.cache_asks_who_connects, "not applicable", "a member", MEMBER),
    case(rules.cache_asks_who_connects, "unknown", "whether", resource(of_caches.SERVERLESS, userGroupId=UNKNOWN)),
    case(
        rules.cache_survives_zone,
        "pass",
        "it does",
        resource(of_caches.GROUP, automaticFailoverEnabled=True, multiAzEnabled=True),
    ),
    case(rules.cache_survives_zone, "fail", "one zone", resource(of_caches.GROUP, automaticFailoverEnabled=True)),
    case(rules.cache_survives_zone, "not applicable", "development", GROUP, exports(environment="dev")),
    case(rules.cache_survives_zone, "unknown", "whether", resource(of_caches.GROUP, automaticFailoverEnabled=UNKNOWN)),
    case(rules.cache_backed_up, "pass", "a day", resource(of_caches.SERVERLESS, snapshotRetentionLimit=1)),
    case(rules.cache_backed_up, "fail", "not unless asked for", GROUP),
    case(rules.cache_backed_up, "fail", "switched off", resource(of_caches.SERVERLESS, snapshotRetentionLimit=0)),
    case(rules.cache_backed_up, "not applicable", "development", GROUP, exports(environment="dev")),
    case(rules.cache_backed_up, "not applicable", "a member", MEMBER),
    case(rules.cache_backed_up, "not applicable", "memcached", resource(of_caches.SERVERLESS, engine="memcached")),
    case(rules.cache_backed_up, "unknown", "how long", resource(of_caches.GROUP, snapshotRetentionLimit=UNKNOWN)),
    case(rules.cache_takes_minor_upgrades, "pass", "unless told otherwise", GROUP),
    case(rules.cache_takes_minor_upgrades, "fail", "told", resource(of_caches.GROUP, autoMinorVersionUpgrade=False)),
    case(
        rules.cache_takes_minor_upgrades, "unknown", "told", resource(of_caches.GROUP, autoMinorVersionUpgrade=UNKNOWN)
    ),
    case(
        rules.cache_logged,
        "pass",
        "both",
        resource(of_caches.GROUP, logDeliveryConfigurations=[{"logType": "slow-log"}, {"logType": "engine-log"}]),
    ),
    case(
        rules.cache_logged,
        "fail",
        "one",
        resource(of_caches.GROUP, logDeliveryConfigurations=[{"logType": "engine-log"}]),
    ),
    case(rules.cache_logged, "fail", "none", GROUP),
    case(rules.cache_logged, "unknown", "which", resource(of_caches.GROUP, logDeliveryConfigurations=UNKNOWN)),
    case(
        rules.serverless_cache_bounded,
        "pass",
        "both",
        resource(
            of_caches.SERVERLESS,
            cacheUsageLimits={"dataStorage": {"maximum": 5}, "ecpuPerSeconds": [{"maximum": 5000}]},
        ),
    ),
    case(
        rules.serverless_cache_bounded,
        "fail",
        "only one",
        resource(of_caches.SERVERLESS, cacheUsageLimits={"dataStorage": {"maximum": 5}, "ecpuPerSeconds": [{}]}),
    ),
    case(rules.serverless_cache_bounded, "fail", "none", SERVERLESS),
    case(rules.serverless_cache_bounded, "unknown", "which", resource(of_caches.SERVERLESS, cacheUsageLimits=UNKNOWN)),
    *(
        case(rule, verdict, f"MemoryDB: {given}", resource(of_caches.DURABLE, **given), USERS)
        for rule, verdict, given in (
            (rules.cache_forces_tls, "pass", {}),
            (rules.cache_forces_tls, "fail", {"tlsEnabled": False}),
            (rules.cache_forces_tls, "unknown", {"tlsEnabled": UNKNOWN}),
            (rules.cache_asks_who_connects, "pass", {"aclName": "application"}),
            (rules.cache_asks_who_connects, "pass", {"aclName": UNKNOWN, "refers": {"aclName": ["users"]}}),
            (rules.cache_asks_who_connects, "fail", {"aclName": rules.OPEN_ACCESS}),
            (rules.cache_asks_who_connects, "unknown", {"aclName": UNKNOWN}),
        )
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
