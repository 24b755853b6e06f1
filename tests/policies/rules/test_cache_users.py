from __future__ import annotations

from typing import Any

import pytest

from policies.rules import cache_users as rules
from policies.view import SECRET, UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

PROVES, CONFINED, NO_DEFAULT = (
    rules.cache_user_proves_identity,
    rules.cache_user_confined,
    rules.cache_users_exclude_default,
)
OURS = resource(rules.USER, "ours")


def user(access_string: Any = "on ~session:* -@all +@string", **properties: Any) -> Resource:
    return resource(rules.USER, accessString=access_string, **properties)


def group(*members: Any, refers: list[str] | None = None) -> Resource:
    return resource(rules.USER_GROUP, refers={"userIds": refers or []}, userIds=list(members))


CASES = [
    case(PROVES, "pass", "by IAM", user(authenticationMode={"type": "iam"})),
    case(PROVES, "pass", "a password that the state does not hold", user(passwordsWo=SECRET)),
    case(PROVES, "fail", "a password in the state", user(passwords=[SECRET])),
    case(PROVES, "fail", "the same", user(authenticationMode={"type": "password", "passwords": [SECRET]})),
    case(PROVES, "fail", "no need to", user(authenticationMode={"type": "no-password-required"})),
    case(PROVES, "fail", "no need to", user(noPasswordRequired=True)),
    case(PROVES, "fail", "nobody says how", user()),
    case(PROVES, "not applicable", "it is off", user("off -@all", noPasswordRequired=True)),
    case(PROVES, "unknown", "how", user(authenticationMode={"type": UNKNOWN})),
    case(CONFINED, "pass", "a prefix and some commands", user()),
    case(CONFINED, "pass", "all but what administers", user("on ~app:* +@all -@admin -@dangerous -@all +get")),
    case(CONFINED, "pass", "what was allowed is taken back", user("on ~app:* +@dangerous -@dangerous")),
    case(CONFINED, "fail", "every key", user("on ~* -@all +@read")),
    *(case(CONFINED, "fail", each, user(f"on {each} -@all +@read")) for each in ("%RW~*", "%R~*", "%w~*", "~**")),
    case(CONFINED, "fail", "every key, by a selector", user("on ~app:* -@all +@read (%R~* +get)")),
    case(CONFINED, "pass", "reading by a prefix", user("on %R~app:* ~session:* -@all +@read")),
    case(CONFINED, "fail", "every key, in a word", user("on AllKeys -@all +@read")),
    case(CONFINED, "fail", "every command", user("on ~app:* +@all")),
    case(CONFINED, "fail", "taken back too early", user("on ~app:* -@dangerous +@dangerous")),
    case(CONFINED, "not applicable", "it is off", user("off ~* +@all")),
    case(CONFINED, "unknown", "to what", user(UNKNOWN)),
    case(NO_DEFAULT, "pass", "one of this stack", group(UNKNOWN, refers=["ours"]), OURS),
    case(NO_DEFAULT, "pass", "by name", group("footing-dev-app")),
    case(NO_DEFAULT, "fail", "AWS's own", group("default", "footing-dev-app")),
    case(NO_DEFAULT, "unknown", "who else", group(UNKNOWN, UNKNOWN, refers=["ours"]), OURS),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
