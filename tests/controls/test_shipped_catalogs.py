from __future__ import annotations

import re
from collections import Counter

import pytest

from controls.catalog import Control, load_catalogs
from controls.checks import JUDGES, OPERATING_CHECKS
from policies.rules import RULES
from tests.controls.regulation import fingerprint, regulation

SHIPPED = load_catalogs([rule.id for rule in RULES])
CONTROLS = [control for catalog in SHIPPED for control in catalog.controls]
PROPOSED = [control for catalog in SHIPPED if catalog.standing == "proposed" for control in catalog.controls]
REGULATION = regulation()
MISSED = {
    "164.308(a)(1)(ii)(C)",
    "164.308(a)(7)(ii)(D)",
    "164.308(a)(7)(ii)(E)",
    "164.308(b)(3)",
    "164.312(a)(2)(iii)",
}
"""The specifications that public mappings of HIPAA leave out."""
CRITERIA = {"CC1": 5, "CC2": 3, "CC3": 4, "CC4": 2, "CC5": 3, "CC6": 8, "CC7": 5, "CC8": 1, "CC9": 2}
CRITERIA |= {"A1": 3, "C1": 2, "PI1": 5, "P1": 1, "P2": 1, "P3": 2, "P4": 3, "P5": 2, "P6": 7, "P7": 1, "P8": 1}
"""How many criteria each series of the Trust Services Criteria has."""
ROLES = {
    *{"application team", "board", "counsel", "head of engineering", "human resources", "management"},
    *{"platform team", "privacy officer", "security officer"},
}


def of(framework: str) -> list[Control]:
    return [
        control
        for catalog in SHIPPED
        if catalog.framework == framework and catalog.standing == "in force"
        for control in catalog.controls
    ]


HIPAA, SOC_2 = of("HIPAA Security Rule"), of("SOC 2")


def test_the_shipped_catalogs_are_those_of_hipaa_of_its_proposal_and_of_soc_2() -> None:
    assert Counter((catalog.framework, catalog.standing) for catalog in SHIPPED) == {
        ("HIPAA Security Rule", "in force"): 4,
        ("HIPAA Security Rule", "proposed"): 1,
        ("SOC 2", "in force"): 3,
    }


@pytest.mark.parametrize(
    ("section", "standards", "required", "addressable"),
    [
        ("164.308", 10, 10, 11),
        ("164.310", 4, 2, 6),
        ("164.312", 5, 2, 5),
        ("164.314", 2, 7, 0),
        ("164.316", 2, 3, 0),
    ],
)
def test_each_section_of_hipaa_has_as_many_required_and_addressable_specifications_as_the_regulation(
    section: str, standards: int, required: int, addressable: int
) -> None:
    counted = Counter(control.addressable for control in HIPAA if control.id.startswith(section))
    assert (counted[None], counted[False], counted[True]) == (standards, required, addressable)


def test_the_specifications_of_hipaas_safeguards_are_thirty_six() -> None:
    safeguards = [control for control in HIPAA if control.id.startswith(("164.308", "164.310", "164.312"))]
    assert Counter(control.addressable for control in safeguards) == {False: 14, True: 22, None: 19}


def test_each_paragraph_of_hipaa_is_a_standard_or_required_or_addressable_as_the_regulation_says() -> None:
    assert {control.id: control.addressable for control in HIPAA} == {
        paragraph.id: paragraph.addressable for paragraph in REGULATION
    }


def test_hipaa_is_quoted_word_for_word() -> None:
    quoted = {paragraph.id: paragraph.quoted for paragraph in REGULATION}
    assert [control.id for control in HIPAA if fingerprint(control.requirement) != quoted[control.id]] == []


def test_what_public_mappings_miss_is_claimed_and_owned() -> None:
    assert {control.id for control in HIPAA if control.manual and control.status != "not applicable"} >= MISSED


def test_the_criteria_of_soc_2_are_complete() -> None:
    wanted = [f"{series}.{number}" for series, count in CRITERIA.items() for number in range(1, count + 1)]
    assert sorted(control.id for control in SOC_2) == sorted(wanted)
    assert Counter(re.sub(r"\d.*", "", control.id) for control in SOC_2) == {"CC": 33, "A": 3, "C": 2, "PI": 5, "P": 18}


def test_only_hipaa_as_it_is_in_force_tells_required_from_addressable() -> None:
    assert {control.addressable for control in [*SOC_2, *PROPOSED]} == {None}


@pytest.mark.parametrize(
    "subject",
    [
        "encrypted at rest and in transit",
        "second factor",
        "72 hours",
        "every six months",
        "24 hours",
        "inventory",
        "map",
    ],
)
def test_the_proposal_is_there_with_what_it_is_known_for(subject: str) -> None:
    assert any(subject in control.requirement for control in PROPOSED)


def test_nothing_of_the_proposal_is_called_automated() -> None:
    assert {control.status for control in PROPOSED} <= {"partial", "manual"}


def test_what_is_inherited_names_the_report_to_ask_aws_for() -> None:
    assert any(control.status == "inherited" for control in CONTROLS)
    assert [control.id for control in CONTROLS if control.artifact and "AWS Artifact" not in control.artifact] == []


def test_every_duty_has_an_owner_whose_role_is_known() -> None:
    owners = {control.id: control.manual.owner.lower() for control in CONTROLS if control.manual}
    unknown = {id_: owner for id_, owner in owners.items() if not set(re.split(", with (?:the )?", owner)) <= ROLES}
    assert unknown == {}


def test_every_duty_says_what_to_keep_as_evidence() -> None:
    duties = {control.id: control.manual.duty for control in CONTROLS if control.manual}
    assert [id_ for id_, duty in duties.items() if not re.search(r"\bKeep\b", duty)] == []


def test_no_title_is_the_official_one_or_used_twice() -> None:
    titles = [control.title for control in CONTROLS]
    official = {paragraph.heading.casefold() for paragraph in REGULATION}
    assert {title.casefold() for title in titles} & official == set()
    assert [title for title, times in Counter(titles).items() if times > 1] == []


def test_soc_2_is_told_in_our_own_words_and_not_in_the_voice_of_the_criteria() -> None:
    assert [control.id for control in SOC_2 if re.search(r"\b[Tt]he entity\b|\bCOSO\b", control.requirement)] == []


def test_a_control_that_people_alone_can_show_cites_nothing_that_is_automatic_in_design() -> None:
    assert [
        control.id for control in CONTROLS if control.status == "manual" and (control.rules or control.judges)
    ] == []


def test_every_judge_and_operating_check_speaks_for_a_control() -> None:
    assert {judge for control in CONTROLS for judge in control.judges} == set(JUDGES)
    assert {check for control in CONTROLS for check in control.operating} == set(OPERATING_CHECKS)


def test_no_two_sentences_of_the_catalogs_are_the_same() -> None:
    texts = [
        text for control in CONTROLS for text in (control.rationale, control.manual and control.manual.duty) if text
    ]
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.;])\s+", text)]
    assert [sentence for sentence, times in Counter(sentences).items() if times > 1] == []


def test_no_decision_is_given_the_reason_of_another() -> None:
    reasons = [control.decision.reason for control in CONTROLS if control.decision]
    clauses = [clause for reason in reasons for clause in re.split(r"[,.;:]\s*", reason) if clause]
    assert [clause for clause, times in Counter(clauses).items() if times > 1] == []
