from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from controls.catalog import CatalogError, load_catalog, load_catalogs
from policies.rules import RULES

RULE = "storage-encrypted"
MANUAL = {"owner": "Security officer", "duty": "Review it."}
DECISION = {"choice": "implement", "reason": "It costs little."}


def control(**changes: Any) -> dict[str, Any]:
    """Make a control that is accepted, but for `changes`; None takes a key away."""
    accepted = {
        "id": "1.2(a)",
        "title": "Access",
        "requirement": "Let in only who may.",
        "addressable": False,
        "status": "partial",
        "rationale": "The rule shows a part.",
        "rules": [RULE],
        "manual": MANUAL,
    }
    return {key: value for key, value in (accepted | changes).items() if value is not None}


def written(folder: Path, *controls: object, **changes: Any) -> Path:
    document = {
        "framework": "F",
        "reference": "R",
        "url": "https://example.com",
        "unit": "standard",
        "controls": list(controls),
    }
    path = folder / "framework.yaml"
    path.write_text(yaml.safe_dump(document | changes), encoding="utf-8")
    return path


REFUSED = [
    (control(stauts="manual"), "1.2(a).stauts: there is no such key"),
    (control(title=None), "1.2(a).title: is missing; add it"),
    (control(title="  "), "1.2(a).title"),
    (control(status="done"), "1.2(a).status: Input should be 'automated', 'partial', 'manual', 'inherited' or"),
    (control(status="automated", rules=[]), "1.2(a): is automated but cites no rule; cite the rules"),
    (control(status="partial", rules=[]), "1.2(a): is partial but cites no rule"),
    (control(status="partial", manual=None), "1.2(a): is partial but nobody's; say under `manual` who owns"),
    (control(status="manual", rules=[], manual=None), "1.2(a): is manual but nobody's"),
    (control(status="inherited", rules=[], manual=None), "1.2(a): is inherited but nobody's"),
    (control(status="manual"), "1.2(a): is manual but cites rules; make it partial"),
    (control(status="not applicable"), "1.2(a): is not applicable but cites rules"),
    (control(status="not applicable", rules=[], rationale=None), "1.2(a).rationale: is missing"),
    (control(manual={"owner": "Security officer"}), "1.2(a).manual.duty: is missing"),
    (control(manual={"owner": " ", "duty": "Review it."}), "1.2(a).manual.owner"),
    (control(rules=[RULE, RULE]), f"1.2(a): cites the rule {RULE} twice; remove one"),
    (control(rules=["no-such-rule"]), "1.2(a): there is no rule 'no-such-rule'; `footing rules` lists"),
    (control(addressable=True), "1.2(a): is addressable, so say under `decision`"),
    (control(decision=DECISION), "1.2(a): is not addressable, so there is nothing to decide"),
    (control(addressable=True, decision={"choice": "later", "reason": "R"}), "1.2(a).decision.choice: Input should be"),
    (control(id=None), "control 1.id: is missing"),
    ("a word", "control 1: Input should be"),
]


@pytest.mark.parametrize(("entry", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_a_control_that_claims_too_much_or_makes_no_sense_is_refused(
    entry: object, message: str, tmp_path: Path
) -> None:
    path = written(tmp_path, entry)
    with pytest.raises(CatalogError) as refused:
        load_catalog(path, [RULE])
    assert f"{path}: {message}" in str(refused.value)


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, control(title=None), control(id="1.3", status="done"))
    with pytest.raises(CatalogError) as refused:
        load_catalog(path, [RULE])
    assert "1.2(a).title" in str(refused.value)
    assert "1.3.status" in str(refused.value)


def test_an_id_may_be_used_only_once(tmp_path: Path) -> None:
    path = written(tmp_path, control(), control())
    with pytest.raises(CatalogError, match=r"1\.2\(a\): there are two controls with this id; remove one"):
        load_catalog(path, [RULE])


@pytest.mark.parametrize("text", ["controls: [", "\x00", "just words", ""])
def test_what_is_no_catalog_is_refused_by_the_name_of_its_file(text: str, tmp_path: Path) -> None:
    path = tmp_path / "framework.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"framework\.yaml: "):
        load_catalog(path, [RULE])


def test_a_catalog_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="cannot be read"):
        load_catalog(tmp_path / "framework.yaml", [RULE])


def test_a_catalog_without_controls_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="controls"):
        load_catalog(written(tmp_path), [RULE])


def test_a_folder_without_catalogs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="there is no catalog"):
        load_catalogs([RULE], tmp_path)


@pytest.mark.parametrize(
    "entry",
    [
        control(),
        control(status="automated", manual=None),
        control(status="manual", rules=None),
        control(status="inherited", rules=None),
        control(status="not applicable", rules=None, manual=None),
        control(addressable=True, decision=DECISION),
        control(addressable=None) | {"addressable": None},
    ],
    ids=lambda entry: f"{entry['status']}, addressable {entry['addressable']}",
)
def test_an_honest_control_is_accepted(entry: dict[str, Any], tmp_path: Path) -> None:
    (accepted,) = load_catalog(written(tmp_path, entry), [RULE]).controls
    assert accepted.status == entry["status"]


SHIPPED = load_catalogs([rule.id for rule in RULES])
HIPAA, SOC_2 = SHIPPED

UNCITED: dict[str, str] = {}
"""Rules that speak for no control of any catalog, and why. There are none at present."""


def test_the_shipped_catalogs_are_those_of_hipaa_and_of_soc_2() -> None:
    assert [catalog.framework.split(",")[0] for catalog in SHIPPED] == ["HIPAA Security Rule", "SOC 2"]


def test_the_technical_safeguards_are_complete_and_required_or_addressable_as_the_regulation_says() -> None:
    assert {control.id: control.addressable for control in HIPAA.controls} == {
        "164.312(a)(1)": None,
        "164.312(a)(2)(i)": False,
        "164.312(a)(2)(ii)": False,
        "164.312(a)(2)(iii)": True,
        "164.312(a)(2)(iv)": True,
        "164.312(b)": None,
        "164.312(c)(1)": None,
        "164.312(c)(2)": True,
        "164.312(d)": None,
        "164.312(e)(1)": None,
        "164.312(e)(2)(i)": True,
        "164.312(e)(2)(ii)": True,
    }


def test_the_criteria_of_soc_2_for_access_operations_changes_and_availability_are_complete_and_in_order() -> None:
    sections = {"CC6": 8, "CC7": 5, "CC8": 1, "A1": 3}
    assert [control.id for control in SOC_2.controls] == [
        f"{section}.{number}" for section, count in sections.items() for number in range(1, count + 1)
    ]


def test_soc_2_does_not_tell_required_from_addressable() -> None:
    assert {control.addressable for control in SOC_2.controls} == {None}


def test_what_is_inherited_names_the_report_to_ask_aws_for() -> None:
    inherited = [control for catalog in SHIPPED for control in catalog.controls if control.status == "inherited"]
    assert inherited
    assert [
        control.id for control in inherited if not control.manual or "AWS Artifact" not in control.manual.duty
    ] == []


def test_every_rule_speaks_for_a_control_or_is_named_with_the_reason_why_it_does_not() -> None:
    cited = HIPAA.cited_rules | SOC_2.cited_rules
    assert {rule.id for rule in RULES} - cited == set(UNCITED)


def test_no_two_sentences_of_the_catalogs_are_the_same() -> None:
    controls = [control for catalog in SHIPPED for control in catalog.controls]
    texts = [
        text for control in controls for text in (control.rationale, control.manual and control.manual.duty) if text
    ]
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.;])\s+", text)]
    assert [sentence for sentence, times in Counter(sentences).items() if times > 1] == []
