"""What settings cannot be is refused by name, in words for people, and all of it at once."""

from __future__ import annotations

import re
from typing import Any

import pytest

from stacks.refusals import repetitions
from stacks.settings import CONFIG_KEY, Settings, SettingsError, parse_settings
from tests.stacks.test_settings import ADA, EVERYBODY, MINIMAL

OIDC = "access.developer.oidc_providers"
OWNER = MINIMAL["owner"]
ADA_TWICE = {**ADA, "subjects": ["ada", "ada"]}


def settings(**changes: Any) -> Settings:
    return parse_settings({**MINIMAL, **changes}, "dev")


def deep(levels: int) -> Any:
    return {"a": deep(levels - 1)} if levels else 1


REFUSED = [
    ("an unknown key", {"colour": "red"}, "colour", "no such setting"),
    ("an unknown key deeper down", {"network": {"subnets": 4}}, "network.subnets", "no such setting"),
    (
        "a number as text",
        {"database": {"storage_gib": "100"}},
        "database.storage_gib",
        "must be a whole number, without quotes",
    ),
    ("a text as a switch", {"safety": {"protect": "yes"}}, "safety.protect", "must be true or false, without quotes"),
    ("a CIDR that is none", {"network": {"cidr": "ten"}}, "network.cidr", "'ten' is not an IPv4"),
    ("a CIDR with host bits", {"network": {"cidr": "10.0.0.1/16"}}, "network.cidr", "10.0.0.1/16 has host bits"),
    ("a CIDR that is too small", {"network": {"cidr": "10.0.0.0/24"}}, "network.cidr", "10.0.0.0/24 is too small"),
    ("one zone", {"network": {"zones": 1}}, "network.zones", "must be 2 to 4, not 1"),
    ("a zone twice", {"network": {"zones": ["us-east-1a"] * 2}}, "network.zones", "us-east-1a twice"),
    ("a zone elsewhere", {"network": {"zones": ["us-east-1a", "eu-west-1a"]}}, "network.zones", "eu-west-1a is not in"),
    ("a domain that is no identifier", {"domains": ["e-mail"]}, "domains.0", "'e-mail' is not a PostgreSQL identifier"),
    ("a domain in capitals", {"domains": ["Billing"]}, "domains.0", "'Billing'"),
    ("a domain that PostgreSQL reserves", {"domains": ["pg_temp"]}, "domains.0", "reserved"),
    ("a domain twice", {"domains": ["auth", "auth"]}, "domains", "names auth twice; remove one"),
    ("a domain that is a key word", {"domains": ["user"]}, "domains.0", "'user' is reserved: PostgreSQL has a meaning"),
    ("a domain that is a key word but for functions", {"domains": ["left"]}, "domains.0", "'left' is reserved"),
    ("a domain that every database has", {"domains": ["public"]}, "domains.0", "'public' is reserved"),
    ("an endpoint twice", {"network": {"endpoints": ["kms", "kms"]}}, "network.endpoints", "names kms twice"),
    (
        "a standard twice",
        {"threat_detection": {"standards": ["cis", "foundational", "cis"]}},
        "threat_detection.standards",
        "names cis twice; remove one",
    ),
    (
        "an account twice among those of a role",
        {"access": {"operator": {"accounts": ["111122223333"] * 2}}},
        "access.operator.accounts",
        "names 111122223333 twice; remove one",
    ),
    (
        "a permission set twice",
        {"access": {"auditor": {"permission_sets": ["A", "B", "A"]}}},
        "access.auditor.permission_sets",
        "names A twice; remove one",
    ),
    ("a subject twice", {"access": {"developer": {"oidc_providers": [ADA_TWICE]}}}, f"{OIDC}.0.subjects", "ada twice"),
    ("a provider twice", {"access": {"developer": {"oidc_providers": [ADA] * 2}}}, OIDC, "names the same twice"),
    ("an account twice", {"access": {"break_glass": ["111122223333"] * 2}}, "access.break_glass", "111122223333 twice"),
    (
        "a zone without its letter",
        {"network": {"zones": ["us-east-1a", "us-east-1"]}},
        "network.zones",
        "us-east-1 is not in",
    ),
    (
        "a zone of two letters",
        {"network": {"zones": ["us-east-1a", "us-east-1zz"]}},
        "network.zones",
        "us-east-1zz is not in",
    ),
    ("no domain", {"domains": []}, "domains", "at least one"),
    ("an owner without an address", {"owner": {"team": "platform"}}, "owner.email", "is required"),
    (
        "storage that cannot grow",
        {"database": {"storage_gib": 100, "max_storage_gib": 100}},
        "database.max_storage_gib",
        "is 100",
    ),
    ("a backup of three days", {"database": {"backup_retention_days": 3}}, "database.backup_retention_days", "7"),
    ("an odd retention", {"logs": {"retention_days": 100}}, "logs.retention_days", "365"),
    ("an archive that forgets", {"audit": {"retention_days": 30}}, "audit.retention_days", "180"),
    ("a lock that is none", {"audit": {"object_lock": "none"}}, "audit.object_lock", "governance"),
    ("an unknown endpoint", {"network": {"endpoints": ["s4"]}}, "network.endpoints.0", "ecr.api"),
    ("an account that is none", {"account": "123"}, "account", "twelve digits"),
    ("an odd protection", {"threat_detection": {"protections": ["s4"]}}, "threat_detection.protections.0", "s3"),
    ("an odd standard", {"threat_detection": {"standards": ["hipaa"]}}, "threat_detection.standards.0", "cis"),
    ("backups of three days", {"backup": {"daily_days": 3}}, "backup.daily_days", "7"),
    ("monthly backups gone before daily ones", {"backup": {"monthly_days": 30}}, "backup.monthly_days", "35 or more"),
    (
        "cold storage for a month",
        {"backup": {"monthly_days": 100, "cold_after_days": 70}},
        "backup.monthly_days",
        "160",
    ),
    ("a lock that cannot be taken off", {"backup": {"lock_cooling_off_days": 0}}, "backup.lock_cooling_off_days", "3"),
    ("a copy in the same region", {"backup": {"copy_region": "us-east-1"}}, "backup.copy_region", "another region"),
    ("everybody", {"access": {"operator": {"accounts": ["*"]}}}, "access.operator.accounts", "twelve digits"),
    ("everybody in an emergency", {"access": {"break_glass": ["*"]}}, "access.break_glass.0", "twelve digits"),
    (
        "a way in that there is not",
        {"access": {"auditor": {"users": ["a"]}}},
        "access.auditor.users",
        "no such setting",
    ),
    ("any provider", {"access": {"operator": {"saml_providers": ["*"]}}}, "access.operator.saml_providers", "SAML"),
    ("everybody of a provider", {"access": {"developer": {"oidc_providers": [EVERYBODY]}}}, f"{OIDC}.0", "without *"),
    ("an account in digits of another script", {"account": "\u0661" * 12}, "account", "twelve digits"),
    (
        "a region that AWS does not have",
        {"region": "us-nowhere-1"},
        "region",
        "must be an AWS region, such as us-east-1",
    ),
    ("a region misspelt", {"region": "eu-wset-1"}, "region", "such as us-east-1; was eu-west-1 meant?"),
    ("a region in digits of another script", {"region": "us-east-\u0661"}, "region", "must be an AWS region"),
    ("an address beyond all measure", {"owner": {**OWNER, "email": "a" * 250 + "@b.co"}}, "owner.email", "an e-mail"),
    ("two addresses", {"owner": {**OWNER, "email": "a@b.co,c@d.co"}}, "owner.email", "must be an e-mail address"),
    ("nobody's account", {"account_owner": ""}, "account_owner", "must be the name of a stack"),
    ("a path for a stack", {"account_owner": "../prod"}, "account_owner", "must be the name of a stack"),
    ("a name beyond all measure", {"account_owner": "a" * 5000}, "account_owner", "must be the name of a stack"),
    ("backups for ever", {"backup": {"monthly_days": 10**9}}, "backup.monthly_days", "must be 36500 or less"),
    (
        "a copy to another world",
        {"backup": {"copy_region": "cn-north-1"}},
        "backup.copy_region",
        "AWS does not copy from us-east-1 to cn",
    ),
    ("zones by number", {"network": {"zones": [1]}}, "network.zones.0", "must be text; put it between quotes"),
    ("too many levels", {"network": deep(400)}, "", "is nested too deep"),
]


@pytest.mark.parametrize(("changes", "where", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_bad_setting_is_refused_by_name(changes: dict[str, Any], where: str, reason: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(**changes)
    path = f"{CONFIG_KEY}.{where}" if where else CONFIG_KEY
    assert str(refusal.value).startswith(f"stacks/Pulumi.dev.yaml: {path}: ")
    assert reason in str(refusal.value)


@pytest.mark.parametrize("changes", [row[1] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_refusal_is_in_words(changes: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(**changes)
    assert re.search(r"pattern|String should|Input should|Field required|\^|\\d|\[a-z", str(refusal.value)) is None


def test_a_setting_that_may_be_of_several_kinds_is_refused_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(network={"zones": True})
    assert str(refusal.value).removeprefix("stacks/Pulumi.dev.yaml: ") == (
        f"{CONFIG_KEY}.network.zones: must be a whole number, without quotes, or a list"
    )


def test_a_list_with_a_value_twice_is_told_wherever_it_stands() -> None:
    values = {"a": [1, 1], "b": {"c": [{"d": ["x", "y", "x"]}, {"d": []}]}, "e": [[2], [3]], "f": "aa"}
    assert dict(repetitions(values)) == {"a": "names 1 twice; remove one", "b.c.0.d": "names x twice; remove one"}


def test_a_value_that_stands_twice_and_is_refused_itself_is_told_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(access={"break_glass": ["me", "me"]})
    assert "twice" not in str(refusal.value)


def test_all_bad_settings_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(colour="red", region="Mars")
    assert len(str(refusal.value).splitlines()) == 2
