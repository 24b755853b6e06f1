"""A report that has every kind of page, for the tests of pages as they are seen."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from auditor.graph import ResourceGraph
from auditor.readings.flow import data_flow
from auditor.readings.inventory import inventory
from auditor.readings.networks import networks
from auditor.report import paging
from auditor.report.comparison import compare
from auditor.report.writer import write_report
from auditor.results.claims import Catalog
from auditor.results.comparison import Difference, Parity
from auditor.results.report import CheckovVerdict, CheckSummary, Report
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from tests.auditor.chromium import CHROMIUM
from tests.auditor.reports import ACCEPTANCE, MIXED, control, finding, report, stack
from tests.conftest import ROOT

OPENED = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed, so no page is opened in one"),
    pytest.mark.xdist_group("pages"),
]
"""The marks of a test that opens pages."""
PAGES = (
    "index.html",
    "changes.html",
    "controls/hipaa.html",
    "controls/hipaa-proposed.html",
    "stacks/dev.html",
    "stacks/dev-2.html",
    "stacks/stage.html",
    "inventory/dev.html",
    "network/dev.html",
    "data-flow/dev.html",
    "exceptions.html",
    "parity.html",
    "duties.html",
    "rules.html",
)
"""A page of each kind; of some kinds there are more."""
ROWS = 60
"""How many violations there are, each with words that tell where its row begins and where it ends."""
POLICY = '{"Statement": [{"Sid": "Read", "Action": ["s3:GetObject"], "Resource": "*"}]}'
CITED = {"judges": ("capacity", "parity"), "operating": ("trail-logging",), "artifact": "The SOC 2 report"}
CHECKOV = CheckovVerdict(
    version="3.3.30",
    resources=6,
    of_resources=7,
    not_shown=("aws:a/type:OfNoTranslation",),
    checks=(
        CheckSummary(id="CKV_AWS_16", name="Ensure all data stored in the RDS is securely encrypted", failed=1),
        CheckSummary(id="CKV_AWS_157", name="Ensure that RDS instances have Multi-AZ enabled", accepted=1, silent=2),
    ),
    findings=(
        finding("fail", rule="CKV_AWS_16", name="open", reason="Checkov: Ensure all data is encrypted"),
        finding("fail", rule="CKV_AWS_157", name="tolerated", reason="Checkov: Ensure Multi-AZ", accepted=ACCEPTANCE),
    ),
    problems=("it could not parse a.tf",),
)
PARITY = Parity(
    differences=(
        Difference(type="aws:ec2/vpc:Vpc", name="network", property="cidrBlock", values={"dev": POLICY, "prod": "2"}),
        Difference(
            type="aws:rds/instance:Instance",
            name="standby",
            property="",
            values={"dev": "absent", "prod": "present"},
            kind="size",
            reason="dev holds no records",
        ),
    ),
    unneeded=("aws:a/type:Gone gone, nothing",),
)


def every_kind_of_page(place: Path) -> Path:
    """Write a report of violations, with the network and the data flow of this project's own dev."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paging, "HEAVIEST", 20_000)
        write_report(_report(), place)
    return place


@cache
def own_dev() -> ResourceGraph:
    """Return the graph of this project's own dev."""
    (graph,) = render(load_project(ROOT), ("dev",))
    assert isinstance(graph, ResourceGraph)
    return graph


def _report() -> Report:
    graph = own_dev()
    described = inventory(graph)
    many = [
        finding("fail", name=f"row-{place}", reason=f"begins{place}x {'to be told at length ' * 12} ends{place}x")
        for place in range(ROWS)
    ]
    law = Catalog(framework="HIPAA", reference="45 CFR", url="https://x.test", controls=(control(**CITED),))
    idea = control(id="proposed 164.312(b)", kind="proposed", addressable=None, decision=None, **CITED)
    shown = {
        "checkov": CHECKOV,
        "networks": networks(graph),
        "data_flow": data_flow(graph, described),
        "inventory": described,
        "catalogs": (law, law.model_copy(update={"standing": "proposed", "controls": (idea,)})),
    }
    dev = MIXED.stacks[0]
    made = report(
        dev.model_copy(update={**shown, "findings": (*dev.findings, *many)}),
        MIXED.stacks[1],
        stack(name="stage", failure="NameError: name 'x' is not defined", graph_sha256=None, resources=0),
    )
    earlier = report(dev.model_copy(update=shown))
    return made.model_copy(update={"parity": PARITY, "changes": compare(earlier, made, "f" * 64)})
