"""Credentials that are written down where many may look: in the environment of a build, a task or a function."""

from __future__ import annotations

import re
from typing import Any

from policies.values import SECRET, UNKNOWN, Template, UnknownValue

SECRET_NAME = re.compile(
    r"(password|passwd|pwd|(?<![a-z])pw|passphrase|passcode|(?<!by)(?<!com)(?<!over)(?<!sur)(?<!tres)(?<!under)pass"
    r"|secret|token|credentials?|access_?key(_?id)?|(api|encryption|master|private|secret|signing)_?key(_?base)?)$",
    re.IGNORECASE,
)
"""Names that promise the secret itself; one that ends in `_ARN`, `_NAME` or `_ID` only tells where to fetch it. Of
AWS's own both halves are told from the name (AWS Security Hub User Guide, CodeBuild.2)."""
SECRETS = re.compile(
    r"AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----"
    r"|\bgh[oprsu]_\w{30,}|\bgithub_pat_\w{22,}|\bglpat-[\w-]{20,}|\bxox[abeoprs]-[\w-]{10,}|\b[rs]k_live_\w{16,}"
    r"|\bnpm_\w{36}|\bsk-(ant-|proj-|svcacct-)[\w-]{20,}|\bhooks\.slack\.com/services/T\w+/B\w+/\w{16,}"
    r"|\b(?i:bearer)\s+(?=\S*\d)[\w.~+/-]{16,}"
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."
    r"|\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@\"']*:[^\s/@\"'$<{(%*][^\s/@\"']*@"
    r"|(?<!\d:)(?<!\}:)(?i:passw(or)?d|passphrase|secret(_?access)?(_?key)?|token|(api|private)_?key)"
    r"[\"']?\s*[=:]\s*[\"']?(?!arn:)[^\s\"'`$<{(]{8,}"
)
"""Access keys of AWS, private keys, tokens of GitHub, GitLab, npm, Slack, Stripe and of who offers models, tokens that
a bearer shows or that are signed, passwords in the address of a server, and values that are given to a name for a
secret rather than fetched. The ARN of a secret is none."""
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
    if SECRETS.search(_GAP.sub("something", text) if isinstance(value, Template) else text):
        return f"{name} holds what looks like a secret"
    if promised and (value is UNKNOWN or isinstance(value, Template)):
        raise UnknownValue(name)
    return f"{name} is given as it is" if promised and text and text.lower() not in _ANSWERS else None
