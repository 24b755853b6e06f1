"""What the cache of sessions is, and what the application may do in it: pure, so that it is tested alone."""

from __future__ import annotations

from typing import Literal

Mode = Literal["serverless", "replication group"]

ENGINE = "valkey"
MAJOR_VERSION = "8"
KEY_PREFIX = "session:"
"""What the name of every key begins with. The application reaches no other."""
PORT = 6379
READ_PORT = 6380
"""Where a serverless cache answers reads that need not be the newest, beside 6379, where it answers everything (Amazon
ElastiCache User Guide, "Read and write to a cache")."""
COMMANDS = (
    "+@connection",
    "+@string",
    "+@hash",
    "+@transaction",
    "-@dangerous",
    *("+del", "+unlink", "+exists", "+touch", "+persist"),
    *("+expire", "+pexpire", "+expireat", "+pexpireat", "+ttl", "+pttl"),
)
"""What a store of sessions does: text and hashes that expire. Neither KEYS nor SCAN nor RANDOMKEY, which tell the names
of keys whatever the pattern says, and with them everybody's session; nor scripts, channels or administration."""
TOPOLOGY = ("+cluster|slots",)
"""What a client asks a serverless cache, which speaks the protocol of a cluster, to find its way. Which commands there
are, it asks too, and may by `@connection`."""
PARAMETERS = {
    # A session that nobody has used for longest goes first when memory ends; a new one is never refused for it.
    "maxmemory-policy": "volatile-lru",
    # Seconds after which a connection that says nothing is closed.
    "timeout": "3600",
}


def access_string(mode: Mode) -> str:
    """Return the permissions of the application's user, as ElastiCache wants them.

    Amazon ElastiCache User Guide, "Specifying permissions using an access string": all is forbidden, then some is
    allowed, in order.
    """
    commands = COMMANDS + (TOPOLOGY if mode == "serverless" else ())
    return " ".join(("on", f"~{KEY_PREFIX}*", "resetchannels", "-@all", *commands))


def ports(mode: Mode) -> tuple[int, ...]:
    """Return the ports on which a cache listens."""
    return (PORT, READ_PORT) if mode == "serverless" else (PORT,)


def connect_resources(mode: Mode, cache: str, user: str) -> tuple[str, str]:
    """Return what `elasticache:Connect` must be allowed on, as resources of an ARN: both, or IAM refuses.

    Amazon ElastiCache User Guide, "Authenticating with IAM".
    """
    kind = "serverlesscache" if mode == "serverless" else "replicationgroup"
    return f"{kind}:{cache}", f"user:{user}"
