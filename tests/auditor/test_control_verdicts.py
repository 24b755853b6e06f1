from __future__ import annotations

from typing import Literal

import pytest

from auditor.judges.controls import enforce_proposed, judge_controls, tell_weakened
from auditor.results.claims import Catalog as JudgedCatalog
from auditor.results.finding import Finding
from auditor.results.report import CheckovVerdict, CheckSummary
from controls.catalog import Catalog, Control, Manual
from tests.auditor.reports import ACCEPTANCE, finding, said_by_checkov, stack

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
    return judged(catalog(control), findings).controls[0].shown


def judged(catalog: Catalog, findings: list[Finding], checkov: CheckovVerdict | None = None) -> JudgedCatalog:
    (only,) = judge_controls([catalog], findings, checkov)
    return only


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
    checkov = said_by_checkov(checks=checks)
    catalog = Catalog(framework="F", reference="R", url="https://example.com", unit="standard", controls=(cited,))
    (shown,) = judged(catalog, [PASS], checkov).controls
    assert (shown.shown, shown.checkov) == (expected, ("CKV_AWS_16",))
    assert judged(catalog, [PASS]).controls[0].shown == "pass"


@pytest.mark.parametrize("status", ["manual", "inherited"])
def test_a_control_that_cites_no_rule_is_for_people_to_show(status: str) -> None:
    assert shown(control(status), [FAIL]) == "manual"


def test_a_control_that_does_not_apply_has_nothing_to_judge() -> None:
    assert shown(control("not applicable"), [FAIL]) == "nothing to judge"


def test_the_claim_reaches_the_report_whole() -> None:
    claimed = control("partial", *RULES)
    (shown,) = judged(catalog(claimed), [PASS]).controls
    assert shown.claim == "partial"
    assert shown.rules == RULES
    assert shown.manual is not None
    assert shown.manual.owner == "Security officer"


def test_what_is_proposed_is_neither_required_nor_addressable() -> None:
    shown = judged(catalog(control("partial", *RULES), "proposed"), [PASS])
    assert shown.title == "F (proposed, not law)"
    assert [each.kind for each in shown.controls] == ["proposed"]


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


def test_an_exception_weakens_the_controls_that_cite_its_rule_or_its_check() -> None:
    cited = control("partial", *RULES).model_copy(update={"checkov": ("CKV_AWS_16",)})
    other = control("partial", "storage-named").model_copy(update={"id": "1.3"})
    catalogs = [catalog(cited), catalog(other), catalog(control("manual"))]
    excepted = [finding("fail", rule=rule, accepted=ACCEPTANCE) for rule in ("storage-named", "nobody-cites-it")]
    checkov = said_by_checkov(
        finding("fail", rule="CKV_AWS_16", accepted=ACCEPTANCE), finding("fail", rule="CKV_AWS_16")
    )
    told = tell_weakened(stack(FAIL, *excepted, checkov=checkov), catalogs)
    assert [each.accepted and each.accepted.weakens for each in told.findings] == [None, ("1.2", "1.3"), ()]
    assert told.checkov is not None
    assert [each.accepted and each.accepted.weakens for each in told.checkov.findings] == [("1.2",), None]
    assert tell_weakened(stack(FAIL), catalogs).findings == (FAIL,)


def test_where_a_proposal_is_enforced_no_exception_stands_from_a_check_that_it_cites_either() -> None:
    cited, other = "CKV_AWS_16", "CKV_AWS_1"
    claimed = control("partial", *RULES).model_copy(update={"checkov": (cited,)})
    found = tuple(finding("fail", rule=each, accepted=ACCEPTANCE) for each in (cited, other))
    checks = tuple(CheckSummary(id=each, name="x", accepted=1) for each in (cited, other))
    before = stack(checkov=said_by_checkov(*found, checks=checks), catalogs=())
    assert enforce_proposed(before, [catalog(claimed)]).checkov == before.checkov
    now = enforce_proposed(before, [catalog(claimed, "proposed")]).checkov
    assert now is not None
    assert [(each.rule, each.shown) for each in now.findings] == [(cited, "fail"), (other, "accepted")]
    assert [(each.id, each.failed, each.accepted) for each in now.checks] == [(cited, 1, 0), (other, 0, 1)]
