from __future__ import annotations

import re
from typing import Any

import pulumi
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from components.backup_plan import Retention
from components.identity_trust import OidcProvider, Trusted
from stacks.postgresql_name import KEY_WORDS, postgresql_name
from stacks.settings import CONFIG_KEY, LONGEST_NAME, Settings, SettingsError, check_names, parse_settings
from tests.conftest import ROOT

OWNER = {"team": "platform", "email": "platform@example.com"}
MINIMAL: dict[str, Any] = {"environment": "dev", "region": "us-east-1", "owner": OWNER}


def settings(**changes: Any) -> Settings:
    return parse_settings({**MINIMAL, **changes}, "dev")


def test_the_defaults_are_the_safe_choices_for_production() -> None:
    given_nothing = settings()
    assert given_nothing.network.nat == "per zone"
    assert given_nothing.database.multi_az
    assert given_nothing.safety.protect
    assert given_nothing.safety.deletion_protection
    assert given_nothing.logs.retention_days == 2192
    assert given_nothing.audit.retention_days == 2192
    assert given_nothing.audit.object_lock == "governance"
    assert given_nothing.audit.data_events
    assert given_nothing.threat_detection.protections == ("s3", "rds", "lambda", "malware", "eks", "runtime")
    assert given_nothing.backup.retention == Retention(daily_days=35, monthly_days=365)
    assert given_nothing.domains == ("auth", "billing", "clinical", "reporting")


OIDC = "access.developer.oidc_providers"
PROVIDER = "arn:aws:iam::111122223333:oidc-provider/idp.example.com"
EVERYBODY = {"arn": PROVIDER, "audience": "aws", "subjects": ["*"]}
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
    ("a CIDR that is none", {"network": {"cidr": "ten"}}, "network", "ten"),
    ("a CIDR with host bits", {"network": {"cidr": "10.0.0.1/16"}}, "network", "10.0.0.1/16"),
    ("a CIDR that is too small", {"network": {"cidr": "10.0.0.0/24"}}, "network", "10.0.0.0/24"),
    ("one zone", {"network": {"zones": 1}}, "network", "zones"),
    ("a zone twice", {"network": {"zones": ["us-east-1a", "us-east-1a"]}}, "network", "twice"),
    ("a zone elsewhere", {"network": {"zones": ["us-east-1a", "eu-west-1a"]}}, "", "eu-west-1a"),
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
    ("an account twice", {"access": {"break_glass": ["111122223333"] * 2}}, "access.break_glass", "111122223333 twice"),
    ("a zone without its letter", {"network": {"zones": ["us-east-1a", "us-east-1"]}}, "", "us-east-1 is no zone of"),
    ("a zone of two letters", {"network": {"zones": ["us-east-1a", "us-east-1zz"]}}, "", "us-east-1zz is no zone of"),
    ("no domain", {"domains": []}, "", "at least one"),
    ("an owner without an address", {"owner": {"team": "platform"}}, "owner.email", "is missing; add it"),
    ("storage that cannot grow", {"database": {"storage_gib": 100, "max_storage_gib": 100}}, "database", "max_storage"),
    ("a backup of three days", {"database": {"backup_retention_days": 3}}, "database.backup_retention_days", "7"),
    ("an odd retention", {"logs": {"retention_days": 100}}, "logs.retention_days", "365"),
    ("an archive that forgets", {"audit": {"retention_days": 30}}, "audit.retention_days", "180"),
    ("a lock that is none", {"audit": {"object_lock": "none"}}, "audit.object_lock", "governance"),
    ("an unknown endpoint", {"network": {"endpoints": ["s4"]}}, "network.endpoints.0", "ecr.api"),
    ("an account that is none", {"account": "123"}, "account", "twelve digits"),
    ("an odd protection", {"threat_detection": {"protections": ["s4"]}}, "threat_detection.protections.0", "s3"),
    ("an odd standard", {"threat_detection": {"standards": ["hipaa"]}}, "threat_detection.standards.0", "cis"),
    ("backups of three days", {"backup": {"daily_days": 3}}, "backup.daily_days", "7"),
    ("monthly backups gone before daily ones", {"backup": {"monthly_days": 30}}, "backup", "monthly"),
    ("cold storage for a month", {"backup": {"monthly_days": 100, "cold_after_days": 70}}, "backup", "160"),
    ("a lock that cannot be taken off", {"backup": {"lock_cooling_off_days": 0}}, "backup.lock_cooling_off_days", "3"),
    ("a copy in the same region", {"backup": {"copy_region": "us-east-1"}}, "", "another region"),
    ("everybody", {"access": {"operator": {"accounts": ["*"]}}}, "access.operator", "twelve digits"),
    ("everybody in an emergency", {"access": {"break_glass": ["*"]}}, "access.break_glass.0", "twelve digits"),
    (
        "a way in that there is not",
        {"access": {"auditor": {"users": ["a"]}}},
        "access.auditor.users",
        "no such setting",
    ),
    ("any provider", {"access": {"operator": {"saml_providers": ["*"]}}}, "access.operator", "SAML provider"),
    ("everybody of a provider", {"access": {"developer": {"oidc_providers": [EVERYBODY]}}}, f"{OIDC}.0", "without *"),
]


@pytest.mark.parametrize(("changes", "where", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_bad_setting_is_refused_by_name(changes: dict[str, Any], where: str, reason: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(**changes)
    path = f"{CONFIG_KEY}.{where}" if where else CONFIG_KEY
    assert str(refusal.value).startswith(f"stacks/Pulumi.dev.yaml: {path}: ")
    assert reason in str(refusal.value)


def test_nobody_may_take_a_role_unless_named() -> None:
    access = settings().access
    assert not any((access.break_glass, access.auditor, access.operator, access.developer, access.developer_reads_logs))


def test_who_may_take_a_role_is_said_in_the_words_of_the_component() -> None:
    provider = {**EVERYBODY, "subjects": ["ada@example.com"]}
    given = {"accounts": ["111122223333"], "permission_sets": ["Operator"], "oidc_providers": [provider]}
    operator = settings(access={"operator": given}).access.operator
    assert operator == Trusted(
        accounts=("111122223333",),
        permission_sets=("Operator",),
        oidc_providers=(OidcProvider(arn=PROVIDER, audience="aws", subjects=("ada@example.com",)),),
    )


FREE = ["users", "billing", "values", "abort", "system"]


@pytest.mark.parametrize("domain", FREE)
def test_a_word_that_postgresql_reserves_for_less_than_names_is_a_domain(domain: str) -> None:
    assert settings(domains=[domain]).domains == (domain,)


def test_every_reserved_word_is_refused_as_a_domain() -> None:
    assert len(KEY_WORDS) == 101
    for word in KEY_WORDS:
        with pytest.raises(ValueError, match="is reserved"):
            postgresql_name(word)


@pytest.mark.parametrize("changes", [row[1] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_refusal_is_in_words(changes: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(**changes)
    assert re.search(r"pattern|String should|Input should|Field required|\^|\\d|\[a-z", str(refusal.value)) is None


def test_a_setting_that_may_be_of_several_kinds_is_refused_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(network={"zones": True})
    assert str(refusal.value).removeprefix("stacks/Pulumi.dev.yaml: ") == (
        f"{CONFIG_KEY}.network.zones: must be a whole number, without quotes, or must be a list"
    )


def test_all_bad_settings_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as refusal:
        settings(colour="red", region="Mars")
    assert len(str(refusal.value).splitlines()) == 2


def test_a_refusal_is_shown_by_pulumi_without_a_traceback() -> None:
    assert issubclass(SettingsError, pulumi.RunError)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings().environment = "prod"  # type: ignore[misc]


@given(st.text(max_size=70))
def test_a_domain_is_accepted_only_if_postgresql_takes_it_unquoted(name: str) -> None:
    try:
        (accepted,) = settings(domains=[name]).domains
    except SettingsError:
        return
    assert accepted == name == name.lower()
    assert accepted.replace("_", "a").isalnum()
    assert accepted.isascii()
    assert not accepted[0].isdigit()
    assert 0 < len(accepted) <= 63


@pytest.mark.parametrize("stack", ["dev", "stage", "prod"])
def test_a_stack_says_only_what_differs_from_the_defaults(stack: str) -> None:
    document = yaml.safe_load((ROOT / "stacks" / f"Pulumi.{stack}.yaml").read_text())
    given = document["config"][CONFIG_KEY]
    default = settings().model_dump(mode="json")
    same = [
        key
        for section, values in given.items()
        if section in ("network", "database", "logs", "audit", "access", "threat_detection", "backup", "safety")
        for key, value in values.items()
        if default[section][key] == value
    ]
    assert same == []


def test_dev_costs_little() -> None:
    dev = parse_settings(yaml.safe_load((ROOT / "stacks/Pulumi.dev.yaml").read_text())["config"][CONFIG_KEY], "dev")
    assert (dev.network.zone_count, dev.network.nat, dev.database.multi_az) == (2, "single", False)


def test_developers_read_logs_in_dev_only() -> None:
    for stack, reads in (("dev", True), ("stage", False), ("prod", False)):
        values = yaml.safe_load((ROOT / f"stacks/Pulumi.{stack}.yaml").read_text())["config"][CONFIG_KEY]
        assert parse_settings(values, stack).access.developer_reads_logs is reads


def test_prod_is_multi_zone_throughout() -> None:
    prod = parse_settings(yaml.safe_load((ROOT / "stacks/Pulumi.prod.yaml").read_text())["config"][CONFIG_KEY], "prod")
    assert prod.network.zone_count >= 3
    assert prod.network.nat == "per zone"
    assert prod.database.multi_az
    assert prod.safety.protect


@pytest.mark.parametrize("stack", ["dev", "stage", "prod"])
def test_no_stack_locks_its_backups_for_good_unless_its_owner_says_so(stack: str) -> None:
    document = yaml.safe_load((ROOT / "stacks" / f"Pulumi.{stack}.yaml").read_text())
    assert parse_settings(document["config"][CONFIG_KEY], stack).backup.lock == "governance"


NAMES = [
    ("footing", "prod", True),
    ("acme-health-platform-of-mine", "stage", True),
    ("acme-health-platform-of-ours", "stages", False),
    ("footing", "Prod", False),
    ("footing", "v2.x", False),
    ("footing", "prod_2", False),
    ("footing", "a--b", False),
    ("7footing", "prod", False),
]


@pytest.mark.parametrize(("project", "stack", "accepted"), NAMES)
def test_a_name_that_aws_would_refuse_is_refused(project: str, stack: str, *, accepted: bool) -> None:
    if accepted:
        check_names(project, stack)
        assert len(f"{project}-{stack}") <= LONGEST_NAME
    else:
        with pytest.raises(SettingsError, match="rename the project in"):
            check_names(project, stack)
