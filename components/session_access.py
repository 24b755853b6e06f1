"""The engine of the cache of sessions, and the application's permissions in it. Pure."""

from __future__ import annotations

from typing import Literal

Mode = Literal["serverless", "replication group"]

ENGINE = "valkey"
MAJOR_VERSION = "8"
KEY_PREFIX = "session:"
"""The prefix of every key. The application can access no other keys."""
PORT = 6379
READ_PORT = 6380
"""The port for eventually consistent reads of a serverless cache, besides 6379 for everything (Amazon ElastiCache
User Guide, "Read and write to a cache")."""
COMMANDS = (
    "+@connection",
    "+@string",
    "+@hash",
    "+@transaction",
    "-@dangerous",
    *("+del", "+unlink", "+exists", "+touch", "+persist"),
    *("+expire", "+pexpire", "+expireat", "+pexpireat", "+ttl", "+pttl"),
)
"""The commands of a session store: strings and hashes that expire. Without KEYS, SCAN and RANDOMKEY, which return
names of keys whatever the key pattern, and so other users' sessions; and without scripts, channels and
administration."""
TOPOLOGY = ("+cluster|slots",)
"""The command by which clients of a serverless cache, which uses the cluster protocol, find its nodes. They also
list the commands, which `@connection` allows."""
PARAMETERS = {
    # When memory is full, the least recently used session is evicted; a new one is never rejected.
    "maxmemory-policy": "volatile-lru",
    # Seconds after which an idle connection is closed.
    "timeout": "3600",
}
MOST_STORAGE_GB = 5
MOST_UNITS_PER_SECOND = 5_000
"""The limits of a serverless cache, in GB and ElastiCache Processing Units: they bound what a mistake costs. AWS
requires at least 1000 units."""


def access_string(mode: Mode) -> str:
    """Return the access string of the application's user.

    Amazon ElastiCache User Guide, "Specifying permissions using an access string": everything is denied, then some is
    allowed, in order.
    """
    commands = COMMANDS + (TOPOLOGY if mode == "serverless" else ())
    return " ".join(("on", f"~{KEY_PREFIX}*", "resetchannels", "-@all", *commands))


def ports(mode: Mode) -> tuple[int, ...]:
    """Return the ports on which a cache listens."""
    return (PORT, READ_PORT) if mode == "serverless" else (PORT,)


def connect_resources(mode: Mode, cache: str, user: str) -> tuple[str, str]:
    """Return the resources on which `elasticache:Connect` is needed, as parts of ARNs: IAM requires both.

    Amazon ElastiCache User Guide, "Authenticating with IAM".
    """
    kind = "serverlesscache" if mode == "serverless" else "replicationgroup"
    return f"{kind}:{cache}", f"user:{user}"
