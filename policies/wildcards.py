"""Whether a name fits a pattern, as AWS writes them: `*` stands for any text, `?` for one sign, and nothing else does.

IAM User Guide, "IAM JSON policy elements: Resource", "Action" and "Condition operators".
"""

from __future__ import annotations

from fnmatch import fnmatchcase


def like(name: str, pattern: str) -> bool:
    """Tell whether a name fits a pattern; the case of both matters, and `[` is a sign like any other."""
    begins, wildcard, more = pattern.partition("*")
    if more or "?" in begins:
        return fnmatchcase(name, pattern.replace("[", "[[]"))
    return name.startswith(begins) if wildcard else name == begins  # most patterns, and no regex is made of them
