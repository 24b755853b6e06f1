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
    *(
        case(CONFINED, "pass", because, user(access_string))
        for because, access_string in (
            ("nothing of all but one command", "on ~app:* +@all -@admin -@dangerous -@all +get"),
            ("what administers is among what is dangerous", "on ~app:* +@all -@dangerous"),
            ("what was allowed is taken back", "on ~app:* +@dangerous -@dangerous"),
            ("the same, in a word", "on ~app:* AllCommands NoCommands +get"),
            ("commands of categories, and none that is dangerous", "on ~s:* -@all +@string +@hash +@transaction"),
            ("what only tells of the server", "on ~s:* -@all +@read -@dangerous +info +role +sort_ro"),
            ("one command of a category is taken back", "on ~s:* -@all +@read -keys"),
            ("a subcommand that is harmless", "on ~s:* -@all +cluster|slots +client|setname"),
            ("all but the subcommands that are not", "on ~s:* -@all +@connection -@dangerous"),
            ("reading by a prefix", "on %R~app:* ~session:* -@all +@read -@dangerous"),
            ("every key, taken back", "on ~* resetkeys ~app:* -@all +get"),
            ("a selector that is confined", "on ~app:* -@all +get (%R~logs:* +@read -keys)"),
            ("a module's", "on ~app:* -@all +@json"),
        )
    ),
    *(
        case(CONFINED, "fail", because, user(access_string))
        for because, access_string in (
            ("every key", "on ~* -@all +@string"),
            *((each, f"on {each} -@all +@string") for each in ("%RW~*", "%R~*", "%w~*", "~**", "AllKeys")),
            ("every key, by a selector", "on ~app:* -@all +@string (%R~* +get)"),
            ("every key, after none", "on ~app:* resetkeys ~* -@all +get"),
            ("every command", "on ~app:* +@all"),
            ("taken back too early", "on ~app:* -@dangerous +@dangerous"),
            ("what one category has is allowed by another", "on ~s:* -@all +@write"),
            ("the same", "on ~s:* -@all +@connection"),
            ("one command, after the category was taken back", "on ~s:* -@all +@write -@dangerous +flushall"),
            ("with an argument", "on ~s:* -@all +FLUSHALL|async"),
            ("one subcommand", "on ~s:* -@all -@dangerous +client|kill"),
            ("every subcommand", "on ~s:* -@all +config"),
            ("all but another", "on ~s:* +@all -@admin"),
            ("all but one subcommand", "on ~s:* -@all +client -client|kill"),
            ("in a selector", "on ~s:* +@all -@dangerous (~s:* +keys)"),
            ("in the second selector", "on ~s:* -@all (~s:* +get) (~t:* allcommands)"),
            ("on at last", "off ~app:* +@all on"),
        )
    ),
    case(CONFINED, "not applicable", "off at last", user("on ~app:* +@all off")),
    case(CONFINED, "unknown", "a category that nobody knows", user("on ~app:* -@all +@novel")),
    case(CONFINED, "fail", "beside one that nobody knows", user("on ~* -@all (+@novel)")),
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
