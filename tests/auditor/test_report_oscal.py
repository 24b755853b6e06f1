from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel
from trestle.oscal.assessment_results import Model as AssessmentResults
from trestle.oscal.catalog import Model as Catalog
from trestle.oscal.component import Model as ComponentDefinition

from auditor.judges.controls import judge_controls
from auditor.report.oscal.documents import oscal_documents
from auditor.report.oscal.parts import control_id, slug
from auditor.results.period import Period
from auditor.results.report import Report
from controls.catalog import load_catalogs
from policies.rules import RULES
from tests.auditor.reports import ACCEPTANCE, CLEAN, FAILED, MIXED, control, finding, report, stack
from tests.auditor.test_report_sarif import REPORTS

RESULTS, COMPONENTS = "oscal/assessment-results.json", "oscal/component-definition.json"
CATALOGS = judge_controls(load_catalogs([rule.id for rule in RULES]), ())
REAL = report(stack(FAILED, catalogs=CATALOGS))


def kept_to_the_schema(made: Report) -> dict[str, dict[str, Any]]:
    """Return every document, each read by trestle's model of OSCAL, which refuses what the schema does not know."""
    documents = oscal_documents(made)
    models: dict[str, type[BaseModel]] = {RESULTS: AssessmentResults, COMPONENTS: ComponentDefinition}
    for name, text in documents.items():
        models.get(name, Catalog).model_validate_json(text)
    return {name: next(iter(json.loads(text).values())) for name, text in documents.items()}


def state(made: Report) -> dict[str, str]:
    (result,) = kept_to_the_schema(made)[RESULTS]["results"]
    return {each["title"]: each["target"]["status"]["state"] for each in result.get("findings", ())}


def with_control(**changes: Any) -> Report:
    made = stack(finding(changes.get("shown", "pass")))
    (catalog,) = made.catalogs
    return report(
        made.model_copy(update={"catalogs": (catalog.model_copy(update={"controls": (control(**changes),)}),)})
    )


@pytest.mark.parametrize("made", [*REPORTS.values(), REAL], ids=[*REPORTS, "the real catalogs"])
def test_it_keeps_to_the_schema(made: Report) -> None:
    kept_to_the_schema(made)


def test_the_schema_would_notice() -> None:
    with pytest.raises(ValueError, match="Extra inputs"):
        AssessmentResults.model_validate_json(oscal_documents(MIXED)[RESULTS].replace('"methods"', '"method"', 1))


@example(name="\r", reason="", requirement="")
@given(name=st.text(), reason=st.text(), requirement=st.text())
def test_whatever_a_program_calls_things_it_keeps_to_the_schema(name: str, reason: str, requirement: str) -> None:
    made = with_control(requirement=requirement, title=name or "x").stacks[0]
    kept_to_the_schema(report(made.model_copy(update={"findings": (finding("fail", name=name, reason=reason),)})))


def test_there_is_a_catalog_of_each_framework_and_one_of_what_is_proposed() -> None:
    catalogs = {name: each for name, each in kept_to_the_schema(REAL).items() if name.startswith("oscal/catalog-")}
    held = {
        name.removeprefix("oscal/catalog-").removesuffix(".json"): sum(
            len(group["controls"]) for group in each["groups"]
        )
        for name, each in catalogs.items()
    }
    assert held == dict(Counter(slug(catalog) for catalog in CATALOGS for _ in catalog.controls))
    assert {"hipaa-security-rule", "hipaa-security-rule-proposed", "soc-2"} == set(held)


def test_no_two_controls_have_one_id() -> None:
    ids = [control_id(catalog, each) for catalog in CATALOGS for each in catalog.controls]
    assert [each for each, times in Counter(ids).items() if times > 1] == []


def test_the_same_report_gives_the_same_bytes_but_for_the_time() -> None:
    later = MIXED.model_copy(update={"generated_at": datetime(2027, 1, 1, tzinfo=UTC)})
    old, new = oscal_documents(MIXED), oscal_documents(later)
    then, now = (each.generated_at.isoformat() for each in (MIXED, later))
    assert {name: text.replace(now, then) for name, text in new.items()} == old
    assert old != new


def test_no_uuid_stands_for_two_things() -> None:
    documents = kept_to_the_schema(MIXED)
    found = Counter(each["uuid"] for document in documents.values() for each in objects(document) if "uuid" in each)
    assert {uuid for uuid, times in found.items() if times > 1} <= tools(documents)


def tools(documents: dict[str, dict[str, Any]]) -> set[str]:
    """The tool is the same in each result, and so is what it runs on."""
    assets = [each["local-definitions"]["assessment-assets"] for each in documents[RESULTS]["results"]]
    return {each["uuid"] for asset in assets for part in asset.values() for each in part}


def objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(each for part in value.values() for each in objects(part))]
    return [each for part in value for each in objects(part)] if isinstance(value, list) else []


def test_whatever_is_referred_to_is_there() -> None:
    documents = kept_to_the_schema(REAL)
    everything = objects(documents[RESULTS])
    uuids = {each["uuid"] for each in everything if "uuid" in each}
    keys = ("observation-uuid", "subject-uuid", "actor-uuid", "component-uuid")
    assert {each[key] for each in everything for key in keys if key in each} <= uuids
    catalogs = [each for name, each in documents.items() if "/catalog-" in name]
    ids = {each["id"] for catalog in catalogs for each in objects(catalog) if "id" in each}
    named = [*everything, *objects(documents[COMPONENTS])]
    assert {each[key] for each in named for key in ("control-id", "target-id") if key in each} <= ids
    assert {f"oscal/{each['source']}" for each in objects(documents[COMPONENTS]) if "source" in each} <= set(documents)


@pytest.mark.parametrize(
    ("claim", "shown", "said"),
    [
        ("automated", "pass", ["satisfied"]),
        ("automated", "fail", ["not-satisfied"]),
        ("automated", "unknown", ["not-satisfied"]),
        ("automated", "accepted", ["not-satisfied"]),
        ("automated", "nothing to judge", []),
        ("partial", "pass", []),
        ("partial", "fail", ["not-satisfied"]),
        ("manual", "manual", []),
        ("inherited", "pass", []),
    ],
)
def test_a_control_is_satisfied_only_where_rules_show_the_whole_of_it(claim: str, shown: str, said: list[str]) -> None:
    made = with_control(claim=claim, shown="pass")
    (catalog,) = made.stacks[0].catalogs
    shows = catalog.controls[0].model_copy(update={"shown": shown})
    judged = made.stacks[0].model_copy(update={"catalogs": (catalog.model_copy(update={"controls": (shows,)}),)})
    assert list(state(report(judged)).values()) == said


def test_the_program_holds_what_rules_show_and_people_hold_the_rest() -> None:
    components = {each["type"]: each for each in kept_to_the_schema(REAL)[COMPONENTS]["components"]}
    held = {
        kind: {each["control-id"] for each in objects(component) if "control-id" in each}
        for kind, component in components.items()
    }
    claims = {control_id(catalog, each): each.claim for catalog in CATALOGS for each in catalog.controls}
    assert {claims[each] for each in held["software"]} <= {"automated", "partial"}
    assert {claims[each] for each in held["service"]} == {"inherited"}
    assert {each for each, claim in claims.items() if claim == "manual"} <= held["process-procedure"]


def test_an_accepted_deviation_is_a_risk_with_its_owner_its_end_and_what_mitigates_it() -> None:
    (first, _) = kept_to_the_schema(MIXED)[RESULTS]["results"]
    (risk,) = [each for each in first["risks"] if each["status"] == "deviation-approved"]
    assert risk["deadline"].startswith("2026-12-31")
    assert {"owner": "Data team", "approved-by": "Ada"}.items() <= {
        each["name"]: each["value"] for each in risk["props"]
    }.items()
    assert {each["value"] for each in risk["props"] if each["name"] == "weakens"} == set(ACCEPTANCE.weakens)
    (factor,) = risk["mitigating-factors"]
    assert factor["description"] == ACCEPTANCE.compensating_control


def test_the_period_is_told_and_no_evidence_claimed_for_it() -> None:
    made = CLEAN.model_copy(update={"period": Period(first=date(2026, 1, 1), last=date(2026, 3, 31))})
    results = kept_to_the_schema(made)[RESULTS]
    props = {each["name"]: each["value"] for each in results["metadata"]["props"]}
    assert (props["period-first-day"], props["period-last-day"]) == ("2026-01-01", "2026-03-31")
    (result,) = results["results"]
    assert datetime.fromisoformat(result["start"]) == made.generated_at
    assert "no evidence of operation" in result["remarks"]
