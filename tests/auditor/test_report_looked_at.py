from __future__ import annotations

import pytest

from auditor.report.html import to_pages
from auditor.report.pieces import MOST_NAMED
from auditor.results.finding import Evidence
from tests.auditor.reports import finding, report, stack
from tests.auditor.test_report_page import text_of

OTHERS = [f"alarm-{place:02}" for place in range(MOST_NAMED + 1)]


def seen(*looked_at: tuple[str, str]) -> str:
    """Return what a stack's page tells of a rule that looked at properties, each with the resource that has it."""
    evidence = tuple(Evidence(resource=of, property=name, value=f'"{of}:{name}"') for name, of in looked_at)
    return text_of(to_pages(report(stack(finding(evidence=evidence))))["stacks/dev.html"])


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ([("storageEncrypted", "records")], "storageEncrypted"),
        ([("kmsKeyId", "records"), ("kmsKeyId", "replica")], "kmsKeyId , kmsKeyId of replica"),
        ([("rules.0.name", "records"), ("rules.1.name", "records")], "rules.*.name ×2"),
        ([("rules.0", "records"), ("rules.1", "records"), ("rules.0", "log")], "rules.* ×2, rules.* of log"),
        ([("name", of) for of in OTHERS[:-1]], " , ".join(f"name of {of}" for of in OTHERS[:-1])),
        ([("name", of) for of in OTHERS], f"name of {len(OTHERS)} other resources"),
        ([("name", of) for of in ("records", *OTHERS)], f"name , name of {len(OTHERS)} other resources"),
        ([], "what is declared, as a whole"),
    ],
)
def test_a_rule_names_what_it_looked_at_and_what_is_alike_once(properties: list[tuple[str, str]], told: str) -> None:
    assert f" {told} " in seen(*properties)


def test_every_value_that_a_rule_looked_at_is_shown_even_where_its_resource_was_counted_alone() -> None:
    page = seen(*(("rules.0.name", of) for of in OTHERS))
    assert all(f"rules.0.name of {of} = &#34;{of}:rules.0.name&#34;" in page for of in OTHERS)


def test_a_property_named_by_a_program_cannot_become_markup() -> None:
    assert "&lt;b&gt;" in seen(("<b>", "records"))
