"""The real program, recorded for every environment, as a newcomer's `make report` records it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.assessment import Standard, assess
from auditor.cli import main
from auditor.declared import load_declared
from auditor.graph import Resource, ResourceGraph
from auditor.judges.parity import compare, facts_of
from auditor.report.integrity import files_in
from auditor.results.report import Report, StackVerdict
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from policies.exceptions import load_exceptions
from policies.rules import RULES
from tests.conftest import ROOT
from tests.property_names import problems

STACKS = ("dev", "stage", "prod")
STATEFUL = (
    "aws:backup/vault:Vault",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:ecr/repository:Repository",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:elasticache/serverlessCache:ServerlessCache",
    "aws:kms/key:Key",
    "aws:rds/cluster:Cluster",
    "aws:rds/instance:Instance",
    "aws:s3/bucket:Bucket",
    "aws:secretsmanager/secret:Secret",
)
"""What holds data, or the means to read it."""
PLACE = re.compile(r"\b\d{12}\b|\b(?:[a-z]{2}(?:-gov|-iso[bef]?)?)-[a-z]+-\d[a-z]?\b|\barn:aws(?:-cn|-us-gov)?:")
"""An account, a region or zone, a partition."""
CLOUDFRONT = ("edge_policies.py", "us-east-1")
"""Where the one region stands that a component may name: CloudFront's own."""
CANARY = "Zx9CanaryQ7"
LEAKY = f"""
import json, pulumi
from pulumi_aws import kms, rds, secretsmanager, ssm
config = pulumi.Config()
hidden = pulumi.Output.secret("{CANARY}")
document = pulumi.Output.secret(json.dumps({{"Statement": [{{"Effect": "Allow", "Principal": "{CANARY}"}}]}}))
ssm.Parameter("from-config", type="SecureString", value=config.require_secret("token"))
ssm.Parameter("in-text", type="String", value=pulumi.Output.concat("token=", config.require_secret("token")))
ssm.Parameter("plain", type="String", value=hidden, tags={{"token": hidden}})
secretsmanager.SecretVersion("kept", secret_id="s", secret_string=hidden)
rds.Instance("database", password=hidden, engine=hidden, identifier=hidden, instance_class="db.t4g.micro")
kms.Key("key", policy=document)
pulumi.export("token", hidden)
if config.get("fails"):
    hidden.apply(lambda value: int(value))
"""


def rendered() -> dict[str, ResourceGraph]:
    graphs = render(load_project(ROOT), STACKS)
    assert all(isinstance(graph, ResourceGraph) for graph in graphs), graphs
    return {graph.stack: graph for graph in graphs if isinstance(graph, ResourceGraph)}


@pytest.fixture(scope="session")
def graphs() -> dict[str, ResourceGraph]:
    return rendered()


@pytest.fixture(scope="session")
def report(graphs: dict[str, ResourceGraph]) -> Report:
    exceptions = load_exceptions(ROOT / "stacks" / "exceptions.yaml", [rule.id for rule in RULES])
    standard = Standard(rules=RULES, exceptions=exceptions, catalogs=())
    return assess(list(graphs.values()), standard, project="footing", commit="", now=datetime.now(UTC))


@pytest.fixture(scope="session", params=STACKS)
def graph(request: pytest.FixtureRequest, graphs: dict[str, ResourceGraph]) -> ResourceGraph:
    return graphs[request.param]


@pytest.fixture(scope="session", params=STACKS)
def verdict(request: pytest.FixtureRequest, report: Report) -> StackVerdict:
    (found,) = [stack for stack in report.stacks if stack.stack == request.param]
    return found


def own(graph: ResourceGraph) -> list[Resource]:
    """Return the resources that a provider makes."""
    return [each for each in graph if each.custom and not each.type.startswith("pulumi:")]


def test_a_good_stack_stays_clean(verdict: StackVerdict) -> None:
    assert [(each.rule, each.name, each.reason) for each in verdict.findings if each.blocks] == []
    assert verdict.exception_problems == ()


def test_every_finding_is_a_pass_or_not_applicable_or_accepted(verdict: StackVerdict) -> None:
    assert {each.shown for each in verdict.findings} <= {"pass", "nothing to judge", "provided elsewhere", "accepted"}


def test_the_environments_differ_in_nothing_undeclared(graphs: dict[str, ResourceGraph]) -> None:
    compared = compare({stack: facts_of(graph) for stack, graph in graphs.items()}, load_declared(load_project(ROOT)))
    assert [str(each) for each in compared.undeclared] == []
    assert compared.unneeded == ()
    assert list(map(str, compared.too_broad)) == []


def test_rendering_twice_gives_the_same_bytes(graphs: dict[str, ResourceGraph]) -> None:
    assert {stack: graph.to_json() for stack, graph in rendered().items()} == {
        stack: graph.to_json() for stack, graph in graphs.items()
    }


def test_every_property_exists_and_is_of_its_kind(graph: ResourceGraph) -> None:
    given = [each for each in graph if each.custom and each.type != "pulumi:pulumi:Stack"]
    assert [problem for resource in given for problem in problems(resource)] == []


def test_every_resource_is_under_the_explicit_provider_of_its_package(graph: ResourceGraph) -> None:
    default = [each for each in own(graph) if each.type.startswith("aws:") and not each.options.provider]
    assert [f"{each.type} {each.name} ({each.source})" for each in default] == []


def test_every_resource_is_declared_in_a_file_of_the_house(graph: ResourceGraph) -> None:
    assert [each.urn for each in own(graph) if each.source is None] == []


@pytest.mark.parametrize("stack", ["stage", "prod"])
def test_what_holds_data_is_protected_and_retained(stack: str, graphs: dict[str, ResourceGraph]) -> None:
    holding = [each for each in own(graphs[stack]) if each.type in STATEFUL and "replicateSourceDb" not in each.inputs]
    careless = [each for each in holding if not (each.options.protect and each.options.retain_on_delete)]
    assert holding
    assert [f"{each.type} {each.name} ({each.source})" for each in careless] == []


def test_no_component_names_an_account_a_region_or_a_partition() -> None:
    found = [
        f"{path.name}:{line}: {text}"
        for path in sorted((ROOT / "components").glob("*.py"))
        for line, text in _texts(ast.parse(path.read_bytes()))
        if PLACE.search(text) and (path.name, text) != CLOUDFRONT
    ]
    assert found == []


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the texts of a file with their lines, but for those that stand alone, which document it."""
    documenting = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documenting:
            yield node.lineno, node.value


def bucket(**inputs: object) -> Resource:
    return Resource(urn="urn", type="aws:s3/bucketVersioning:BucketVersioning", name="it", inputs=inputs)


@pytest.mark.parametrize(
    ("inputs", "problem"),
    [
        ({"bucket": "b", "versioningConfiguration": {"status": "Enabled"}}, None),
        ({"bukcet": "b"}, "it.bukcet: BucketVersioningInitArgs has no such property"),
        ({"versioningConfiguration": {"staus": "Enabled"}}, "it.versioningConfiguration.staus: "),
        ({"versioningConfiguration": {"mfaDelete": True}}, "it.versioningConfiguration.mfaDelete: True is not str"),
        ({"versioningConfiguration": "Enabled"}, "it.versioningConfiguration: 'Enabled' is not "),
        ({"bucket": ["b"]}, "it.bucket: ['b'] is not str"),
    ],
)
def test_a_misspelled_property_or_a_wrong_kind_is_noticed(inputs: dict[str, object], problem: str | None) -> None:
    found = problems(bucket(**inputs))
    assert [each[: len(problem or "")] for each in found] == ([] if problem is None else [problem])


def test_a_secret_is_in_no_form_of_the_report(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: leaky\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(f"config: {{token: {{secure: v1:{CANARY}}}}}")
    (tmp_path / "Pulumi.fails.yaml").write_text(f"config: {{fails: 'yes', token: {{secure: v1:{CANARY}}}}}")
    (tmp_path / "__main__.py").write_text(LEAKY)
    run = CliRunner().invoke(main, ["report", "--project", str(tmp_path), "--out", str(tmp_path / "report")])
    folder = tmp_path / "report"
    forms = {name: (folder / name).read_text(encoding="utf-8") for name in files_in(folder)}
    assert {"index.html", "evidence.json", "results.sarif", "junit.xml", "oscal/assessment-results.json"} < set(forms)
    assert [name for name, text in {**forms, "terminal": run.output}.items() if CANARY in text] == []
    assert "secret-value-not-stored" in run.output
    assert "ValueError, raised by a function that was given a secret" in run.output
