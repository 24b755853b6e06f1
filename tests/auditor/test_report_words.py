"""The words and numbers of a report, where they were once misread."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

from auditor.graph import Options, Resource, ResourceGraph
from auditor.readings.inventory import inventory
from auditor.report.csv_form import inventory_csv
from auditor.report.html import to_pages
from auditor.report.markdown_form import to_markdown
from auditor.report.oscal.documents import oscal_documents
from auditor.results.asset import Asset
from auditor.results.claims import Catalog
from auditor.results.report import CheckSummary
from tests.auditor.reports import ACCEPTANCE, ASSET, CLEAN, RULE, control, finding, report, said_by_checkov, stack
from tests.auditor.test_report_exceptions import EXCEPTED, words

PROVIDER = "urn:pulumi:dev::p::pulumi:providers:aws::aws"
READ = said_by_checkov(
    *[finding("fail", rule="CKV_AWS_16")] * 2,
    resources=6,
    of_resources=6,
    checks=(CheckSummary(id="CKV_AWS_16", name="Encrypted", failed=2, accepted=3),),
)


def text_of(name: str, *stacks: Any) -> str:
    return words(to_pages(report(*stacks))[name])


def test_what_a_verdict_is_not_stands_beside_it_with_how_far_rules_reach() -> None:
    page = words(to_pages(CLEAN)["index.html"])
    design = "This is evidence of design, not of operation , and no control is met because rules pass."
    claims = "Of 1 control by claim: automated 0, partial 1, manual 0, inherited 0, not applicable 0."
    assert f"Passed: nothing stands against the 1 stack judged. {design} {claims}" in page


def test_a_name_keeps_its_capitals_where_a_sentence_begins_with_it_or_has_it() -> None:
    assert "Not passed: 2 findings of Checkov." in text_of("stacks/dev.html", stack(checkov=READ))
    catalog = Catalog(
        framework="HIPAA",
        part="amendments of January 2025",
        reference="90 FR",
        url="https://x.test",
        controls=(control(),),
    )
    document = json.loads(oscal_documents(report(stack(catalogs=(catalog,))))["oscal/catalog-hipaa.json"])
    assert document["catalog"]["groups"][0]["title"] == "Amendments of January 2025"


def test_no_number_reads_as_one_below_zero() -> None:
    absent = (finding("not applicable", name=f"it-{place}") for place in range(12))
    page = text_of("rules.html", stack(*absent))
    assert "12 no subject" in page
    assert "- 12" not in page


def test_what_a_rule_asks_shows_its_code_as_code() -> None:
    asking = RULE.model_copy(update={"must": "`encrypted` is <b>set</b>."})
    pages = to_pages(report(stack(finding())).model_copy(update={"rules": (asking,)}))
    for name in ("rules.html", "controls/hipaa.html"):
        assert "<code>encrypted</code> is &lt;b&gt;set&lt;/b&gt;." in pages[name]
        assert "`" not in words(pages[name])


def test_why_checkov_read_fewer_than_there_are_is_said() -> None:
    assert "1 more resource of the stack is a provider, by which" in text_of("stacks/dev.html", stack(checkov=READ))
    assert "is a provider" not in text_of("stacks/dev.html", stack(checkov=READ, resources=6))


def test_the_summary_counts_what_was_accepted_of_either_judge() -> None:
    head = "| rules: pass | fail | unknown | accepted | Checkov: fail | accepted |"
    assert head in to_markdown(EXCEPTED)
    assert "| `dev` | passed | 7 | 0 | 0 | 0 | 1 | 0 | 1 |" in to_markdown(EXCEPTED)
    assert "| `dev` | passed | 7 | 1 | 0 | 0 | 0 | not asked | not asked |" in to_markdown(CLEAN)


def placed(resource: dict[str, Any], **provider: Any) -> tuple[str | None, str | None]:
    """Return where the inventory says that a database is."""
    aws = Resource(urn=PROVIDER, type="pulumi:providers:aws", name="aws", inputs=provider)
    it = Resource(
        urn="urn:pulumi:dev::p::aws:rds/instance:Instance::it",
        type="aws:rds/instance:Instance",
        name="it",
        options=Options(provider=PROVIDER),
        **resource,
    )
    graph = ResourceGraph(project="p", stack="dev", origin="program", resources=(aws, it))
    (asset,) = [each for each in inventory(graph) if each.urn == it.urn]
    return asset.region, asset.account


ARN = "arn:aws:rds:us-west-2:444455556666:db:it"
PLACES: list[tuple[dict[str, Any], dict[str, Any], tuple[str | None, str | None]]] = [
    ({}, {}, (None, None)),
    ({}, {"region": "us-east-1"}, ("us-east-1", None)),
    ({}, {"region": "us-east-1", "allowedAccountIds": '["111122223333"]'}, ("us-east-1", "111122223333")),
    ({}, {"allowedAccountIds": '["111122223333", "222233334444"]'}, (None, "111122223333, 222233334444")),
    ({}, {"allowedAccountIds": "not JSON"}, (None, None)),
    ({"inputs": {"region": "eu-west-1"}}, {"region": "us-east-1"}, ("eu-west-1", None)),
    ({"id": ARN}, {"region": "us-east-1"}, ("us-west-2", "444455556666")),
    ({"id": "arn:aws:s3:::bucket"}, {"region": "us-east-1"}, ("us-east-1", None)),
    ({"id": ARN, "inputs": {"region": "eu-west-1"}}, {}, ("us-west-2", "444455556666")),
    ({"id": "db-1"}, {"region": "us-east-1"}, ("us-east-1", None)),
]


@pytest.mark.parametrize(("resource", "provider", "place"), PLACES)
def test_the_inventory_tells_where_a_resource_is_as_far_as_the_program_says(
    resource: dict[str, Any], provider: dict[str, Any], place: tuple[str | None, str | None]
) -> None:
    assert placed(resource, **provider) == place


def test_every_form_of_the_inventory_tells_where_and_by_what_it_is_encrypted() -> None:
    asset = Asset(
        urn=ASSET.urn,
        type=ASSET.type,
        name=ASSET.name,
        encrypted_with=ASSET.encrypted_with,
        region="us-east-1",
        account="111122223333",
    )
    made = report(stack(inventory=(asset,)))
    page = words(to_pages(made)["inventory/dev.html"].replace("<wbr>", ""))
    assert "us-east-1 111122223333" in page
    assert "keys-data (kmsKeyId)" in page
    (line,) = csv.DictReader(inventory_csv(made).splitlines())
    assert (line["region"], line["account"]) == ("us-east-1", "111122223333")
    assert line["encrypted_with"] == "keys-data (kmsKeyId)"


def test_an_accepted_violation_is_no_violation_that_stands() -> None:
    accepted = stack(finding("fail", accepted=ACCEPTANCE))
    assert "Passed." in text_of("stacks/dev.html", accepted)
