from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from controls.catalog import CatalogError, load_catalog, load_catalogs

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


def written(folder: Path, *controls: object, file: str = "framework.yaml", **changes: Any) -> Path:
    document = {
        "framework": "F",
        "reference": "R",
        "url": "https://example.com",
        "unit": "standard",
        "controls": list(controls),
    }
    path = folder / file
    path.write_text(yaml.safe_dump(document | changes), encoding="utf-8")
    return path


REFUSED = [
    (control(stauts="manual"), "1.2(a).stauts: there is no such key"),
    (control(title=None), "1.2(a).title: is missing; add it"),
    (control(title="  "), "1.2(a).title: says nothing; write it out"),
    (control() | {3: 4}, "1.2(a).3: there is no such key"),
    (control(id=164.312), "164.312.id: must be text; write it out, between quotes"),
    (control(id="\n"), "control 1.id: says nothing"),
    (control(rules=RULE), "1.2(a).rules: must be a list"),
    (control(rules=[None]), "1.2(a).rules.0: must be text"),
    (control(addressable="no"), "1.2(a).addressable: must be true or false, without quotes"),
    (control(addressable=0), "1.2(a).addressable: must be true or false, without quotes"),
    (control(manual="Somebody reviews it."), "1.2(a).manual: must be a map of keys and values"),
    (control(status="done"), "1.2(a).status: must be 'automated', 'partial', 'manual', 'inherited' or 'not"),
    (control(status="automated", rules=[]), "1.2(a): is automated but cites no rule; cite the rules"),
    (control(status="partial", rules=[]), "1.2(a): is partial but cites no rule"),
    (control(status="partial", manual=None), "1.2(a): is partial but nobody's; say under `manual` who owns"),
    (control(status="manual", rules=[], manual=None), "1.2(a): is manual but nobody's"),
    (control(status="inherited", artifact="A report.", manual=None), "1.2(a): is inherited but nobody's"),
    (control(status="inherited"), "1.2(a): is inherited but by nothing to show; say under `artifact`"),
    (control(status="automated", artifact="A report."), "1.2(a): is automated, so nothing is to be asked for"),
    (control(status="manual"), "1.2(a): is manual but cites rules or judges; make it partial"),
    (control(status="manual", rules=[], judges=["parity"]), "1.2(a): is manual but cites rules or judges"),
    (control(status="not applicable", rules=[], operating=["trail-logging"]), "1.2(a): is not applicable but cites"),
    (control(checkov=["CKV_AWS_9999"]), "1.2(a): Checkov has no check 'CKV_AWS_9999' for AWS; controls/checkov.json"),
    (control(checkov=["CKV_AWS_7", "CKV_AWS_7"]), "1.2(a): cites CKV_AWS_7 twice; remove one"),
    (control(status="manual", rules=[], checkov=["CKV_AWS_7"]), "1.2(a): is manual but cites rules or judges"),
    (control(judges=["no-such-judge"]), "1.2(a): there is no judge 'no-such-judge'; those that there are: "),
    (control(operating=["trail-lost"]), "1.2(a): there is no operating check 'trail-lost'; those that there are: "),
    (control(operating=["trail-logging"] * 2), "1.2(a): cites trail-logging twice; remove one"),
    (control(id="proposed 1.2(a)"), "proposed 1.2(a): the catalog is in force, so mend the id or `standing`"),
    (control(status="not applicable"), "1.2(a): is not applicable but cites rules"),
    (control(status="not applicable", rules=[], rationale=None), "1.2(a).rationale: is missing"),
    (control(manual={"owner": "Security officer"}), "1.2(a).manual.duty: is missing"),
    (control(manual={"owner": " ", "duty": "Review it."}), "1.2(a).manual.owner"),
    (control(rules=[RULE, RULE]), f"1.2(a): cites {RULE} twice; remove one"),
    (control(rules=["no-such-rule"]), "1.2(a): there is no rule 'no-such-rule'; `footing rules` lists"),
    (control(addressable=True), "1.2(a): is addressable, so say under `decision`"),
    (control(decision=DECISION), "1.2(a): is not addressable, so there is nothing to decide"),
    (
        control(addressable=True, decision={"choice": "later", "reason": "R"}),
        "1.2(a).decision.choice: must be 'implement'",
    ),
    (
        control(addressable=True, decision=DECISION | {"decided_by": "Ada"}),
        "1.2(a).decision: tells half of who decided it when; give both `decided_by` and `decided_on`, or neither",
    ),
    (control(addressable=True, decision=DECISION | {"decided_on": "2026-01-02"}), "1.2(a).decision: tells half of"),
    (
        control(addressable=True, decision=DECISION | {"decided_by": "Ada", "decided_on": 0}),
        "1.2(a).decision.decided_on: must be a date, as 2026-12-31",
    ),
    (control(id=None), "control 1.id: is missing"),
    ("a word", "control 1: must be a map of keys and values"),
]


@pytest.mark.parametrize(("entry", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_a_control_that_claims_too_much_or_makes_no_sense_is_refused(
    entry: object, message: str, tmp_path: Path
) -> None:
    path = written(tmp_path, entry)
    with pytest.raises(CatalogError) as refused:
        load_catalog(path, [RULE])
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"{path}: {message}")
    assert re.search("Input|should", line) is None


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


def test_an_id_may_be_used_by_one_catalog_only(tmp_path: Path) -> None:
    written(tmp_path, control(), file="first.yaml")
    second = written(tmp_path, control(), file="second.yaml")
    with pytest.raises(CatalogError) as refused:
        load_catalogs([RULE], tmp_path)
    assert str(refused.value) == f"{second}: 1.2(a): first.yaml has a control with this id; remove one"


def test_a_rule_that_speaks_for_no_control_is_refused(tmp_path: Path) -> None:
    written(tmp_path, control())
    with pytest.raises(CatalogError, match="the rule 'storage-named' speaks for no control in force; cite it"):
        load_catalogs([RULE, "storage-named"], tmp_path)


def test_a_proposal_brings_in_no_rule_of_its_own(tmp_path: Path) -> None:
    written(tmp_path, control(id="proposed 1.2(a)"), standing="proposed")
    with pytest.raises(CatalogError, match=f"the rule '{RULE}' speaks for no control in force"):
        load_catalogs([RULE], tmp_path)


def test_what_is_only_proposed_says_so_in_the_id_of_every_control(tmp_path: Path) -> None:
    path = written(tmp_path, control(), standing="proposed")
    with pytest.raises(CatalogError, match=r"1\.2\(a\): the catalog is proposed, so mend the id or `standing`"):
        load_catalog(path, [RULE])


def test_what_is_only_proposed_says_so_in_the_title_of_the_catalog(tmp_path: Path) -> None:
    path = written(tmp_path, control(id="proposed 1.2(a)"), standing="proposed", part="P")
    assert load_catalog(path, [RULE]).title == "F, P (proposed, not law)"


@pytest.mark.parametrize("twice", ["framework: F\nframework: G\n", "controls:\n  - id: A\n    title: T\n    id: B\n"])
def test_a_key_that_stands_twice_is_refused_rather_than_overruled(twice: str, tmp_path: Path) -> None:
    path = tmp_path / "framework.yaml"
    path.write_text(twice, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"the key '(framework|id)' stands twice; remove one"):
        load_catalog(path, [RULE])


def test_catalogs_come_in_the_order_of_their_references(tmp_path: Path) -> None:
    written(tmp_path, control(), file="a.yaml", reference="45 CFR 164.312")
    written(tmp_path, control(id="1.3"), file="b.yaml", reference="45 CFR 164.308")
    assert [each.reference for each in load_catalogs([RULE], tmp_path)] == ["45 CFR 164.308", "45 CFR 164.312"]


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
        control(status="inherited", rules=None, artifact="A report."),
        control(judges=["parity"], operating=["trail-logging"], artifact="A report."),
        control(status="not applicable", rules=None, manual=None),
        control(addressable=True, decision=DECISION),
        control(addressable=None) | {"addressable": None},
    ],
    ids=lambda entry: f"{entry['status']}, addressable {entry['addressable']}",
)
def test_an_honest_control_is_accepted(entry: dict[str, Any], tmp_path: Path) -> None:
    (accepted,) = load_catalog(written(tmp_path, entry), [RULE]).controls
    assert accepted.status == entry["status"]
