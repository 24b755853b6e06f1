"""What an access string lets a user of a cache do, read as Valkey reads it: term by term, the later over the earlier.

Valkey, "ACL": a term allows (`+`) or forbids (`-`) a command, one of its subcommands (`client|kill`) or a category
(`@write`); what stands in parentheses is a selector, which allows by itself whatever the rest forbids. ElastiCache
takes the same terms (User Guide, "Specifying permissions using an access string").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.values import UnknownValue

EVERY_KEY = re.compile(r"allkeys|(~|%[rw]+~)[*?]+")
"""A term by which a user reads or writes whatever key there is."""
KEYS = re.compile(r"allkeys|~.*|%[rw]+~.*")
_ADMINISTER = (
    *("acl|deluser", "acl|dryrun", "acl|getuser", "acl|list", "acl|load", "acl|log", "acl|save", "acl|setuser"),
    *("acl|users", "bgrewriteaof", "bgsave", "cluster|addslots", "cluster|addslotsrange", "cluster|bumpepoch"),
    *("cluster|count-failure-reports", "cluster|delslots", "cluster|delslotsrange", "cluster|failover"),
    *("cluster|flushslots", "cluster|forget", "cluster|meet", "cluster|replicas", "cluster|replicate"),
    *("cluster|reset", "cluster|saveconfig", "cluster|set-config-epoch", "cluster|setslot", "cluster|slaves"),
    *("config|get", "config|resetstat", "config|rewrite", "config|set", "debug", "failover", "latency|doctor"),
    *("latency|graph", "latency|histogram", "latency|history", "latency|latest", "latency|reset", "module|list"),
    *("module|load", "module|loadex", "module|unload", "monitor", "psync", "replconf", "replicaof", "save"),
    *("shutdown", "slaveof", "slowlog|get", "slowlog|len", "slowlog|reset", "sync"),
)
DANGEROUS: dict[str, frozenset[str]] = {
    name: frozenset(categories.split()) | {"all", "dangerous"}
    for name, categories in {
        **dict.fromkeys(_ADMINISTER, "admin slow"),
        **dict.fromkeys(
            (f"client|{each}" for each in ("kill", "list", "no-evict", "pause", "unblock", "unpause")),
            "admin connection slow",
        ),
        **dict.fromkeys(("flushall", "flushdb", "migrate", "restore", "restore-asking"), "keyspace slow write"),
        "keys": "keyspace read slow",
        "pfdebug": "admin hyperloglog slow write",
        "pfselftest": "admin hyperloglog slow",
        "swapdb": "fast keyspace write",
    }.items()
}
"""The commands of Valkey's category `@dangerous`, which takes in `@admin`, and the other categories that each is in
(Valkey 8, `ACL CAT`). Not among them are five of that category that leave all as it is and reach no key that is not
allowed: `info`, `lastsave`, `role`, `sort` and `sort_ro`."""
CATEGORIES = {
    *("admin", "all", "bitmap", "blocking", "connection", "dangerous", "fast", "geo", "hash", "hyperloglog"),
    *("keyspace", "list", "pubsub", "read", "scripting", "set", "slow", "sortedset", "stream", "string"),
    *("transaction", "write", "bloom", "json", "search"),
}
"""Valkey's, and those of the modules that ElastiCache has."""
_SELECTOR = re.compile(r"\(([^)]*)\)?")
_WORDS = {"allcommands": "+@all", "nocommands": "-@all"}


@dataclass(frozen=True)
class Scope:
    """What one part of an access string allows: the terms for keys, and the dangerous commands."""

    keys: tuple[str, ...]
    dangerous: tuple[str, ...]


def is_on(access_string: str) -> bool:
    """Tell whether a user may sign in. One that is not said to be on is off."""
    said = [term for term in access_string.lower().split() if term in ("on", "off")]
    return said[-1:] == ["on"]


def scopes(access_string: str) -> Iterator[Scope]:
    """Yield what an access string allows, by itself and in each of its selectors.

    Raises `UnknownValue` for a category of which it is not known what it takes in.
    """
    text = access_string.lower().rpartition("clearselectors")
    yield _scope(_SELECTOR.sub(" ", access_string.lower()))
    for selector in _SELECTOR.finditer(text[2]):
        yield _scope(selector[1])


def _scope(text: str) -> Scope:
    keys: list[str] = []
    allowed: set[str] = set()
    for term in text.split():
        if term == "resetkeys":
            keys.clear()
        elif KEYS.fullmatch(term):
            keys.append(term)
        elif (changes := _WORDS.get(term, term))[0] in "+-":
            found = _taken_in(changes[1:], allows=changes[0] == "+")
            allowed = allowed | found if changes[0] == "+" else allowed - found
    return Scope(tuple(keys), tuple(name for name in DANGEROUS if name in allowed))


def _taken_in(named: str, *, allows: bool) -> set[str]:
    category = named.removeprefix("@")
    if category == named:
        whole = named.split("|")[0] if allows else named  # one argument of a command lets in what is done with it
        return {name for name in DANGEROUS if named in (name, name.split("|")[0]) or name == whole}
    if allows and category not in CATEGORIES:
        raise UnknownValue("accessString", f"allows the category {named}, of which it is not known what it takes in")
    return {name for name, categories in DANGEROUS.items() if category in categories}
