from __future__ import annotations

from typing import Literal

import pytest

from auditor.judges.controls import enforce_proposed, judge_controls
from auditor.results import CheckovVerdict, CheckSummary, Finding
from controls.catalog import Catalog, Control, Manual
from tests.auditor.reports import ACCEPTANCE, finding, stack

RULES = ("storage-encrypted", "storage-named")
FAIL = finding("fail")
ACCEPTED = finding("fail", accepted=ACCEPTANCE)
UNKNOWN = finding("unknown")
PASS = finding("pass")
ELSEWHERE = finding("not applicable", provided_by="prod")
NOTHING = finding("not applicable")
STRANGER = finding("fail", rule="speaks-for-another-control")

CASES = [
    ([FAIL, UNKNOWN, ACCEPTED, PASS], "fail", "a violation outweighs everything"),
    ([UNKNOWN, ACCEPTED, PASS], "unknown", "an unknown is never a pass"),
    ([ACCEPTED, PASS], "accepted", "an accepted violation is not hidden by passes"),
    ([PASS, ELSEWHERE, NOTHING], "pass", "one resource was judged"),
    ([ELSEWHERE, NOTHING], "provided elsewhere", "another stack holds it"),
    ([NOTHING], "nothing to judge", "the rules had nothing to say"),
    ([], "nothing to judge", "there was nothing that they judge"),
    ([PASS, STRANGER], "pass", "a rule that is not cited does not count"),
    ([PASS, finding("fail", rule="storage-named")], "fail", "any rule that is cited counts"),
    ([finding("fail", provided_by="prod")], "fail", "said to be provided elsewhere, but is not"),
]


def shown(control: Control, findings: list[Finding]) -> str:
    (judged,) = judge_controls(catalog(control), findings).controls
    return judged.shown


def control(status: str, *rules: str) -> Control:
    return Control.model_validate(
        {
            "id": "1.2",
            "title": "Access",
            "requirement": "Let in only who may.",
            "addressable": None,
            "status": status,
            "rationale": "It says so.",
            "rules": rules,
            "artifact": "A report." if status == "inherited" else None,
            "manual": Manual(owner="Security officer", duty="Review it."),
        }
    )


def catalog(claimed: Control, standing: Literal["in force", "proposed"] = "in force") -> Catalog:
    return Catalog(
        framework="F", reference="R", url="https://example.com", unit="standard", standing=standing, controls=(claimed,)
    )


@pytest.mark.parametrize(("findings", "expected", "because"), CASES, ids=[because for *_, because in CASES])
def test_the_worst_finding_of_the_cited_rules_decides(findings: list[Finding], expected: str, because: str) -> None:
    assert shown(control("partial", *RULES), findings) == expected


BY_CHECKOV = [
    ({"passed": 2}, "pass"),
    ({"passed": 2, "failed": 1}, "fail"),
    ({"passed": 2, "accepted": 1}, "accepted"),
    ({"silent": 3}, "pass"),
]


@pytest.mark.parametrize(("said", "expected"), BY_CHECKOV, ids=[str(said) for said, _ in BY_CHECKOV])
def test_what_checkov_says_of_a_cited_check_counts_too(said: dict[str, int], expected: str) -> None:
    cited = control("partial", *RULES).model_copy(update={"checkov": ("CKV_AWS_16",)})
    checks = (CheckSummary(id="CKV_AWS_16", name="Encrypted", **said), CheckSummary(id="CKV_AWS_1", name="x", failed=1))
    checkov = CheckovVerdict(version="3", resources=1, of_resources=1, checks=checks)
    catalog = Catalog(framework="F", reference="R", url="https://example.com", unit="standard", controls=(cited,))
    (judged,) = judge_controls(catalog, [PASS], checkov).controls
    assert (judged.shown, judged.checkov) == (expected, ("CKV_AWS_16",))
    assert judge_controls(catalog, [PASS]).controls[0].shown == "pass"


@pytest.mark.parametrize("status", ["manual", "inherited"])
def test_a_control_that_cites_no_rule_is_for_people_to_show(status: str) -> None:
    assert shown(control(status), [FAIL]) == "manual"


def test_a_control_that_does_not_apply_has_nothing_to_judge() -> None:
    assert shown(control("not applicable"), [FAIL]) == "nothing to judge"


def test_the_claim_reaches_the_report_whole() -> None:
    claimed = control("partial", *RULES)
    (judged,) = judge_controls(catalog(claimed), [PASS]).controls
    assert judged.claim == "partial"
    assert judged.rules == RULES
    assert judged.manual is not None
    assert judged.manual.owner == "Security officer"


def test_what_is_proposed_is_neither_required_nor_addressable() -> None:
    judged = judge_controls(catalog(control("partial", *RULES), "proposed"), [PASS])
    assert judged.title == "F (proposed, not law)"
    assert [each.kind for each in judged.controls] == ["proposed"]


@pytest.mark.parametrize(
    ("standing", "rule", "passes"),
    [
        ("proposed", "storage-encrypted", False),
        ("proposed", "speaks-for-another-control", True),
        ("in force", "storage-encrypted", True),
    ],
)
def test_only_an_exception_from_what_is_proposed_falls_when_the_proposal_is_enforced(
    standing: Literal["in force", "proposed"], rule: str, passes: bool
) -> None:
    accepted = stack(finding("fail", rule=rule, accepted=ACCEPTANCE, reason="it is open"))
    enforced = enforce_proposed(accepted, [catalog(control("partial", *RULES), standing)])
    assert accepted.passed
    assert enforced.passed == passes
    assert ("but the proposal is enforced" in enforced.findings[0].reason) != passes
