from __future__ import annotations

import re
from collections import Counter

import pytest

from controls.catalog import Control, load_catalogs
from controls.checks import JUDGES, OPERATING_CHECKS
from policies.rules import RULES


def paragraphs(text: str) -> list[str]:
    return text.split()


SHIPPED = load_catalogs([rule.id for rule in RULES])
CONTROLS = [control for catalog in SHIPPED for control in catalog.controls]
PROPOSED = [control for catalog in SHIPPED if catalog.standing == "proposed" for control in catalog.controls]
REQUIRED = paragraphs(
    """
    164.308(a)(1)(ii)(A) 164.308(a)(1)(ii)(B) 164.308(a)(1)(ii)(C) 164.308(a)(1)(ii)(D)
    164.308(a)(4)(ii)(A) 164.308(a)(6)(ii) 164.308(a)(7)(ii)(A) 164.308(a)(7)(ii)(B) 164.308(a)(7)(ii)(C) 164.308(b)(3)
    164.310(d)(2)(i) 164.310(d)(2)(ii)
    164.312(a)(2)(i) 164.312(a)(2)(ii)
    """
)
ADDRESSABLE = paragraphs(
    """
    164.308(a)(3)(ii)(A) 164.308(a)(3)(ii)(B) 164.308(a)(3)(ii)(C) 164.308(a)(4)(ii)(B) 164.308(a)(4)(ii)(C)
    164.308(a)(5)(ii)(A) 164.308(a)(5)(ii)(B) 164.308(a)(5)(ii)(C) 164.308(a)(5)(ii)(D)
    164.308(a)(7)(ii)(D) 164.308(a)(7)(ii)(E)
    164.310(a)(2)(i) 164.310(a)(2)(ii) 164.310(a)(2)(iii) 164.310(a)(2)(iv) 164.310(d)(2)(iii) 164.310(d)(2)(iv)
    164.312(a)(2)(iii) 164.312(a)(2)(iv) 164.312(c)(2) 164.312(e)(2)(i) 164.312(e)(2)(ii)
    """
)
"""The 36 specifications of Appendix A to subpart C of 45 CFR part 164, by their paragraphs."""
OF_CONTRACTS_AND_DOCUMENTS = paragraphs(
    """
    164.314(a)(2)(i) 164.314(a)(2)(ii) 164.314(a)(2)(iii)
    164.314(b)(2)(i) 164.314(b)(2)(ii) 164.314(b)(2)(iii) 164.314(b)(2)(iv)
    164.316(b)(2)(i) 164.316(b)(2)(ii) 164.316(b)(2)(iii)
    """
)
"""The specifications that Appendix A leaves out, all of them required."""
STANDARDS = paragraphs(
    """
    164.308(a)(1)(i) 164.308(a)(2) 164.308(a)(3)(i) 164.308(a)(4)(i) 164.308(a)(5)(i) 164.308(a)(6)(i) 164.308(a)(7)(i)
    164.308(a)(8) 164.308(b)(1) 164.308(b)(2)
    164.310(a)(1) 164.310(b) 164.310(c) 164.310(d)(1)
    164.312(a)(1) 164.312(b) 164.312(c)(1) 164.312(d) 164.312(e)(1)
    164.314(a)(1) 164.314(b)(1) 164.316(a) 164.316(b)(1)
    """
)
CRITERIA = {"CC1": 5, "CC2": 3, "CC3": 4, "CC4": 2, "CC5": 3, "CC6": 8, "CC7": 5, "CC8": 1, "CC9": 2}
CRITERIA |= {"A1": 3, "C1": 2, "PI1": 5, "P1": 1, "P2": 1, "P3": 2, "P4": 3, "P5": 2, "P6": 7, "P7": 1, "P8": 1}
"""How many criteria each series of the Trust Services Criteria has."""
ROLES = {
    *{"application team", "board", "counsel", "head of engineering", "human resources", "management"},
    *{"platform team", "privacy officer", "security officer"},
}
OFFICIAL_HEADINGS = {
    *{"Security management process", "Risk analysis", "Risk management", "Sanction policy", "Termination procedures"},
    *{"Workforce security", "Information access management", "Security reminders", "Contingency plan", "Evaluation"},
    *{"Data backup plan", "Disaster recovery plan", "Facility access controls", "Workstation use", "Disposal"},
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


def test_the_specifications_of_hipaas_safeguards_are_fourteen_required_and_twenty_two_addressable() -> None:
    safeguards = [control for control in HIPAA if control.id.startswith(("164.308", "164.310", "164.312"))]
    assert Counter(control.addressable for control in safeguards) == {False: 14, True: 22, None: 19}
    assert (len(REQUIRED), len(ADDRESSABLE)) == (14, 22)


def test_hipaas_standards_and_specifications_are_complete_and_required_or_addressable_as_the_regulation_says() -> None:
    assert {control.id: control.addressable for control in HIPAA} == {
        **dict.fromkeys(STANDARDS),
        **dict.fromkeys([*REQUIRED, *OF_CONTRACTS_AND_DOCUMENTS], False),
        **dict.fromkeys(ADDRESSABLE, True),
    }


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
    assert {title.casefold() for title in titles} & {heading.casefold() for heading in OFFICIAL_HEADINGS} == set()
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
