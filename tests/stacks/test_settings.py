from __future__ import annotations

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


PROVIDER = "arn:aws:iam::111122223333:oidc-provider/idp.example.com"
EVERYBODY = {"arn": PROVIDER, "audience": "aws", "subjects": ["*"]}
ADA = {**EVERYBODY, "subjects": ["ada"]}


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
