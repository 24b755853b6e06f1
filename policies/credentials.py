"""Credentials that are written down where many may look: in the environment of a build, a task or a function."""

from __future__ import annotations

import re
from base64 import b64decode
from functools import cache
from typing import Any

from policies.values import SECRET, UNKNOWN, Template, UnknownValue

SECRET_NAME = re.compile(
    r"(password|passwd|pwd|(?<![a-z])pw|passphrase|passcode|(?<!by)(?<!com)(?<!over)(?<!sur)(?<!tres)(?<!under)pass"
    r"|secret|token|credentials?|access_?key(_?id)?|(api|encryption|master|private|secret|signing)_?key(_?base)?)$",
    re.IGNORECASE,
)
"""Names that promise the secret itself; one that ends in `_ARN`, `_NAME` or `_ID` only tells where to fetch it. Of
AWS's own both halves are told from the name (AWS Security Hub User Guide, CodeBuild.2)."""


class _Signs:
    """Patterns of which one is enough. Each begins with the letters that it may begin with, to which `re` skips."""

    def __init__(self, *patterns: str) -> None:
        self._patterns = [re.compile(pattern) for pattern in patterns]
        self.search = cache(self._search)  # stacks hold the same text several times, such as a buildspec

    def _search(self, text: str) -> re.Match[str] | None:
        return next((found for pattern in self._patterns if (found := pattern.search(text))), None)


SECRETS = _Signs(
    r"A[KS]IA[0-9A-Z]{16}",
    r"-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----",
    r"(?=[eghnrsx])\b(?:gh[oprsu]_\w{30,}|github_pat_\w{22,}|glpat-[\w-]{20,}|xox[abeoprs]-[\w-]{10,}"
    r"|[rs]k_live_\w{16,}|npm_\w{36}|sk-(ant-|proj-|svcacct-)[\w-]{20,}"
    r"|hooks\.slack\.com/services/T\w+/B\w+/\w{16,}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.)",
    r"(?=[Bb])\b(?i:bearer)\s+(?=\S*\d)[\w.~+/-]{16,}",
    r"(?=[A-Za-z])\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@\"']*:[^\s/@\"'$<{(%*][^\s/@\"']*@",
    r"(?=[AaPpSs\u017fTt])(?<!\d:)(?<!\}:)"  # the third S is the one that ignoring case takes for an S, too
    r"(?i:passw(or)?d|passphrase|secret(_?access)?(_?key)?|token|(api|private)_?key)"
    r"[\"']?\s*[=:]\s*[\"']?(?!arn:)[^\s\"'`$<{(]{8,}",
)
"""Access keys of AWS, private keys, tokens of GitHub, GitLab, npm, Slack, Stripe and of who offers models, tokens that
a bearer shows or that are signed, passwords in the address of a server, and values that are given to a name for a
secret rather than fetched. The ARN of a secret is none."""
BASIC = re.compile(r"(?=[Bb])\b(?i:basic)\s+([A-Za-z0-9+/]{6,}={0,2})(?![\w+/=])")
"""What may be a name and a password, as a server asks for them (RFC 7617), once it is decoded."""
ACCESS_KEY_NAME = re.compile(r"secret|access_?key|aws_?key", re.IGNORECASE)
ACCESS_KEY = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9+/]{40}")
"""The secret half of an access key of AWS is forty letters, digits and signs of base64, and alone may be something
else: so it is known by its name too, wherever in that the word stands. A digest in hexadecimal has one case."""
_GAP = re.compile(r"\$\{[^}]*\}")
_REFERENCE = re.compile(r"arn:|alias/|\$\{[^}]*\.arn\}$")
_ANSWERS = ("true", "false")


def given_away(name: str, value: Any) -> str | None:
    """Return why a variable of an environment gives a secret away, or None if it does not.

    `value` is as it stands in the properties: what AWS will choose may be missing from it, and counts as a secret
    where a secret belongs. Raises `UnknownValue` if the value is not known and its name promises a secret.
    """
    if value is SECRET:
        return f"{name} is a secret of Pulumi's, and is none there"
    text = "" if value is None or value is UNKNOWN else str(value)
    promised = SECRET_NAME.search(name) and not _REFERENCE.match(text)
    written = _GAP.sub("something", text) if isinstance(value, Template) else text
    keyed = ACCESS_KEY_NAME.search(name) and ACCESS_KEY.fullmatch(text)
    if keyed or SECRETS.search(written) or _shows_password(written):
        return f"{name} holds what looks like a secret"
    if promised and (value is UNKNOWN or isinstance(value, Template)):
        raise UnknownValue(name)
    return f"{name} is given as it is" if promised and text and text.lower() not in _ANSWERS else None


@cache
def _shows_password(text: str) -> bool:
    return any(map(_is_password, BASIC.findall(text)))


def _is_password(encoded: str) -> bool:
    """Tell whether base64 holds a name and a password."""
    try:
        user, colon, password = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return False
    return bool(colon and password) and f"{user}{password}".isprintable()
