from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.database_parameters import (
    FAMILY,
    LOGS,
    MAX_IDENTIFIER,
    PARAMETERS,
    database_identifier,
    log_group_name,
    replica_name,
)

VALUES = {parameter.name: parameter.value for parameter in PARAMETERS}
NAMES = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=20)


def test_no_parameter_is_given_twice() -> None:
    assert len(VALUES) == len(PARAMETERS)


def test_connections_without_tls_are_refused() -> None:
    assert VALUES["rds.force_ssl"] == "1"


def test_a_library_is_loaded_when_the_instance_starts() -> None:
    assert [each.name for each in PARAMETERS if each.apply_method == "pending-reboot"] == ["shared_preload_libraries"]


@pytest.mark.parametrize("statement_class", ["read", "write", "ddl", "role"])
def test_every_use_of_records_is_audited(statement_class: str) -> None:
    assert statement_class in VALUES["pgaudit.log"].split(",")


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("pgaudit.log_parameter", "0"),
        ("log_statement", "none"),
        ("log_min_duration_statement", "-1"),
        ("log_error_verbosity", "terse"),
        ("log_min_error_statement", "panic"),
        ("log_parameter_max_length_on_error", "0"),
    ],
)
def test_values_of_records_stay_out_of_the_log(parameter: str, value: str) -> None:
    assert VALUES[parameter] == value


def test_connections_are_logged_in_the_words_of_the_major_version() -> None:
    assert int(FAMILY.removeprefix("postgres")) >= 18
    assert VALUES["log_connections"] == "all"


@pytest.mark.parametrize(
    ("parts", "identifier"),
    [
        (("footing", "prod", "database"), "footing-prod-database"),
        (("Footing", "my_stack", "db"), "footing-my-stack-db"),
        (("a--b", "-c-"), "a-b-c"),
    ],
)
def test_an_identifier_is_spelled_as_rds_wants_it(parts: tuple[str, ...], identifier: str) -> None:
    assert database_identifier(*parts) == identifier


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_an_identifier_is_valid_for_itself_and_its_replicas_or_refused(parts: list[str]) -> None:
    try:
        identifier = database_identifier(*parts)
    except ValueError:
        return
    for name in (identifier, replica_name(identifier, 9)):
        assert re.fullmatch(r"[a-z]([a-z0-9]|-(?!-|$))*", name)
        assert len(name) <= MAX_IDENTIFIER


@pytest.mark.parametrize("name", ["1st", "---", "x" * 60])
def test_a_name_that_rds_would_refuse_is_refused_first(name: str) -> None:
    with pytest.raises(ValueError, match=r"cannot name a database.*shorten or change"):
        database_identifier(name)


def test_log_groups_have_the_names_under_which_rds_writes() -> None:
    assert log_group_name("footing-prod", LOGS[0]) == "/aws/rds/instance/footing-prod/postgresql"
