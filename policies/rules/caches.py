"""Rules for ElastiCache, in its three forms (groups, serverless caches and single clusters), DAX and MemoryDB."""

from __future__ import annotations

from policies.caches import ACCELERATOR, CACHES, CLUSTER, DURABLE, GROUP, OF_ITS_GROUP, SERVERLESS
from policies.environment import is_development
from policies.keys import not_own_key
from policies.rule import NotApplicable, Severity, Verdict, resource_rule, stack_rule
from policies.view import Resource, Stack

MEMCACHED = NotApplicable("memcached keeps nothing that could be copied")
OPEN_ACCESS = "open-access"
"""AWS's own list of MemoryDB, by which nobody is asked who he is."""
LOGS = ("slow-log", "engine-log")


@resource_rule(
    *CACHES,
    DURABLE,
    ACCELERATOR,
    severity=Severity.HIGH,
    fix='Set `transit_encryption_enabled=True`, and `transit_encryption_mode="required"` once all clients use TLS. '
    'Of DAX, set `cluster_endpoint_encryption_type="TLS"`.',
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html",
)
def cache_forces_tls(cache: Resource) -> Verdict:
    """A cache takes connections with TLS only."""
    if cache.type == SERVERLESS:
        return NotApplicable("a serverless cache takes no other")
    if cache.type == DURABLE:
        return None if cache.get("tlsEnabled", True) else "what it sends and receives is not encrypted"
    if cache.type == ACCELERATOR:
        encrypted = cache.get("clusterEndpointEncryptionType", "NONE") == "TLS"
        return None if encrypted else "what it sends and receives is not encrypted"
    if cache.has("replicationGroupId") and cache.type == CLUSTER:
        return OF_ITS_GROUP
    if not cache.get("transitEncryptionEnabled", False):
        return "what it sends and receives is not encrypted"
    if cache.get("transitEncryptionMode", "required") == "preferred":
        return "it still takes connections without TLS"
    return None


@stack_rule(
    *CACHES,
    ACCELERATOR,
    severity=Severity.HIGH,
    fix="Set `at_rest_encryption_enabled=True` and `kms_key_id` to the data key; a single cluster has to be replaced. "
    "Of DAX, set `server_side_encryption`.",
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html",
)
def cache_encrypted_with_own_key(cache: Resource, _stack: Stack) -> Verdict:
    """What a cache writes to disk, and its backups, are encrypted with a key of our own."""
    if cache.type == ACCELERATOR:
        encrypted = cache.get("serverSideEncryption.enabled", False)
        return NotApplicable("DAX encrypts with AWS's own key only") if encrypted else "it is not encrypted"
    if cache.type == CLUSTER:
        if cache.has("replicationGroupId"):
            return OF_ITS_GROUP
        if cache.get("engine", "") == "memcached":
            return NotApplicable("memcached writes nothing to disk")
        return "a single cluster cannot be encrypted: make it a replication group"
    if cache.type == GROUP and not cache.get("atRestEncryptionEnabled", False):
        return "it is not encrypted"
    return not_own_key(cache, "kmsKeyId")


@stack_rule(
    *CACHES,
    DURABLE,
    severity=Severity.HIGH,
    fix="Give it a user group (`user_group_ids`; `user_group_id` of a serverless cache; `acl_name` of MemoryDB), or an "
    "`auth_token_wo`.",
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
)
def cache_asks_who_connects(cache: Resource, _stack: Stack) -> Verdict:
    """A cache asks those who connect who they are, and the answer is not kept in Pulumi's state."""
    if cache.type == CLUSTER:
        return OF_ITS_GROUP if cache.has("replicationGroupId") else "whoever reaches it reads it"
    if cache.type == DURABLE:
        own = cache.refers_to("aclName") or cache.get("aclName", OPEN_ACCESS) != OPEN_ACCESS
        return None if own else "whoever reaches it reads it"
    if cache.has("authToken"):
        return "`authToken` is kept in the state"
    if cache.has("authTokenWo"):
        return None
    users = "userGroupIds" if cache.type == GROUP else "userGroupId"
    return None if cache.refers_to(users) or cache.get(users) else "whoever reaches it reads it"


@stack_rule(
    GROUP,
    severity=Severity.MEDIUM,
    fix="Set `automatic_failover_enabled=True` and `multi_az_enabled=True`, with a replica or more.",
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html",
)
def cache_survives_zone(cache: Resource, stack: Stack) -> Verdict:
    """A cache outside of development goes on when an availability zone is lost."""
    if is_development(stack):
        return NotApplicable("a development environment may stand still while a zone is lost")
    off = [name for name in ("automaticFailoverEnabled", "multiAzEnabled") if not cache.get(name, False)]
    return f"{', '.join(off)} is off" if off else None


@stack_rule(
    *CACHES,
    severity=Severity.LOW,
    fix="Set `snapshot_retention_limit` to the number of days for which a daily snapshot is kept.",
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups.html",
)
def cache_backed_up(cache: Resource, stack: Stack) -> Verdict:
    """What a cache outside of development holds is copied every day, so that an outage does not sign everybody out."""
    if is_development(stack):
        return NotApplicable("a development environment may lose its sessions")
    if cache.type == CLUSTER and cache.has("replicationGroupId"):
        return OF_ITS_GROUP
    if cache.type != GROUP and cache.get("engine", "") == "memcached":
        return MEMCACHED
    return None if cache.get("snapshotRetentionLimit", 0) > 0 else "no snapshot is taken of it"


@resource_rule(
    GROUP,
    CLUSTER,
    severity=Severity.MEDIUM,
    fix="Leave `auto_minor_version_upgrade` on.",
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.html",
)
def cache_takes_minor_upgrades(cache: Resource) -> Verdict:
    """A cache takes minor versions, which close vulnerabilities, by itself."""
    return None if cache.get("autoMinorVersionUpgrade", True) else "minor upgrades are off"


@resource_rule(
    GROUP,
    severity=Severity.LOW,
    fix="Add a `log_delivery_configurations` entry for `slow-log`, and one for `engine-log`.",
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html",
)
def cache_logged(group: Resource) -> Verdict:
    """What a cache's engine says, and which of its commands were slow, is logged."""
    delivered = [each.get("logType", "") for each in group.items("logDeliveryConfigurations")]
    missing = [log for log in LOGS if log not in delivered]
    return f"{', '.join(missing)} is not delivered anywhere" if missing else None


@resource_rule(
    SERVERLESS,
    severity=Severity.LOW,
    fix="Set `cache_usage_limits` with a `maximum` of `data_storage` and of `ecpu_per_seconds`.",
    url="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Scaling.html",
)
def serverless_cache_bounded(cache: Resource) -> Verdict:
    """How far a serverless cache grows, and what it may cost, has a limit that somebody chose."""
    limits = ("dataStorage", "ecpuPerSeconds.0")
    open_ended = [limit.split(".")[0] for limit in limits if not cache.get(f"cacheUsageLimits.{limit}.maximum", 0)]
    return f"{', '.join(open_ended)} has no maximum" if open_ended else None
