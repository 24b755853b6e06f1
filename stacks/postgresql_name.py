"""Names of schemas and roles that PostgreSQL accepts without quotes."""

from __future__ import annotations

LONGEST = 63
_KEY_WORDS = """
all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
returning right select session_user similar some symmetric system_user table tablesample then to trailing true union
unique user using variadic verbose when where window with
"""
KEY_WORDS = frozenset(_KEY_WORDS.split())
"""Reserved key words, including those that are allowed only as names of functions and types (PostgreSQL 18, appendix
C, "SQL Key Words"; `select word from pg_get_keywords() where catcode in ('R', 'T')`)."""
TAKEN = frozenset({"information_schema", "none", "public"})
"""Schemas of every database, and names that no role may have."""


def postgresql_name(name: str) -> str:
    """Return a name that needs no quotes (PostgreSQL, section 4.1.1) and is free; raise `ValueError` otherwise."""
    if not (name.isascii() and name.isidentifier() and name.islower() and len(name) <= LONGEST):
        raise ValueError(
            f"{name!r} is not a PostgreSQL identifier: use 1 to {LONGEST} of a-z, 0-9 and _, not starting with a digit"
        )
    if name.startswith("pg_"):
        raise ValueError(f"{name!r} is reserved: PostgreSQL keeps names that start with pg_ to itself")
    if name in KEY_WORDS or name in TAKEN:
        raise ValueError(f"{name!r} is reserved: PostgreSQL has a meaning of its own for it; use another word")
    return name
