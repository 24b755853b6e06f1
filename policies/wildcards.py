"""Whether a name fits a pattern, as AWS writes them: `*` stands for any text, and `?` for one sign."""

from __future__ import annotations

from fnmatch import fnmatchcase


def fits(name: str, pattern: str) -> bool:
    """Tell what `fnmatchcase` tells, which makes a regex of each pattern; most have one `*`, at the end, or none."""
    begins, wildcard, more = pattern.partition("*")
    if more or "?" in begins or "[" in begins:
        return fnmatchcase(name, pattern)
    return name.startswith(begins) if wildcard else name == begins


def like(name: str, pattern: str) -> bool:
    """Tell whether a name fits a pattern in which `[`, too, is a sign like any other."""
    return fits(name, pattern.replace("[", "[[]"))
