"""The real engine stops what violates the pack, before it is made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from policies.rules import RULES

from .comparison import Said, native, offline
from .conftest import StartEngine
from .deployment import recorded
from .engine import ROOT, Engine
from .events import STACK, Run, Violation

CARELESS = """
import pulumi
import pulumi_aws as aws

opts = pulumi.ResourceOptions(provider=aws.Provider("aws", region="us-east-1"))
vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=opts)
aws.ec2.SecurityGroup("inline", vpc_id=vpc.id, ingress=[{
    "protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"],
}], opts=opts)
group = aws.ec2.SecurityGroup("group", vpc_id=vpc.id, opts=opts)
aws.vpc.SecurityGroupIngressRule(
    "separate", security_group_id=group.id, ip_protocol="tcp", from_port=5432, to_port=5432, cidr_ipv4="0.0.0.0/0",
    opts=opts,
)
aws.ec2.Instance("instance", ami="ami-1", instance_type="t4g.nano", associate_public_ip_address=True, opts=opts)
aws.s3.Bucket("bucket", opts=opts)
aws.rds.Instance(
    "database", engine="postgres", instance_class="db.t4g.micro", allocated_storage=20, username="app",
    password=pulumi.Output.secret("canary-in-a-mine"), skip_final_snapshot=True, publicly_accessible=True, opts=opts,
)
aws.kms.Key("key", deletion_window_in_days=7, opts=opts)
"""
JOINED = """
import pulumi
import pulumi_aws as aws

tags = {"tags": {"Owner": "platform", "Contact": "platform@example.com", "Environment": "dev"}}
provider = aws.Provider("aws", region="us-east-1", default_tags=tags)
opts = pulumi.ResourceOptions(provider=provider)
vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=opts)
public = aws.ec2.RouteTable("public", vpc_id=vpc.id, opts=opts)
gateway = aws.ec2.InternetGateway("gateway", vpc_id=vpc.id, opts=opts)
aws.ec2.Route(
    "out", route_table_id=public.id, destination_cidr_block="0.0.0.0/0", gateway_id=gateway.id, opts=opts
)
subnets = []
for zone in "ab":
    subnet = aws.ec2.Subnet(zone, vpc_id=vpc.id, cidr_block=f"10.0.{ord(zone)}.0/24", opts=opts)
    aws.ec2.RouteTableAssociation(zone, route_table_id=public.id, subnet_id=subnet.id, opts=opts)
    subnets.append(subnet.id)
aws.rds.SubnetGroup("data", subnet_ids=subnets, opts=opts)
group = aws.ec2.SecurityGroup("group", vpc_id=vpc.id, opts=opts)
aws.vpc.SecurityGroupIngressRule(
    "open", security_group_id=group.id, ip_protocol="tcp", from_port=5432, to_port=5432, cidr_ipv4="10.0.0.0/16",
    opts=opts,
)
parameters = aws.rds.ParameterGroup(
    "parameters", family="postgres18", parameters=[{"name": "rds.force_ssl", "value": "0"}], opts=opts
)
aws.rds.Instance(
    "database", engine="postgres", instance_class="db.t4g.micro", allocated_storage=20, username="app",
    manage_master_user_password=True, storage_encrypted=True, deletion_protection=True, backup_retention_period=7,
    final_snapshot_identifier="last", copy_tags_to_snapshot=True, iam_database_authentication_enabled=True,
    enabled_cloudwatch_logs_exports=["postgresql"], monitoring_interval=60, auto_minor_version_upgrade=True,
    performance_insights_enabled=True, delete_automated_backups=False, parameter_group_name=parameters.name,
    vpc_security_group_ids=[group.id], ca_cert_identifier="rds-ca-rsa2048-g1", opts=opts,
)
aws.s3.Bucket("bucket", opts=opts)
aws.cloudwatch.LogGroup("logs", retention_in_days=30, opts=opts)
"""
SETTINGS = "config: {}\n"
EXCEPTION = """
  - rule: {rule}
    resource: aws:ec2/vpc:Vpc::vpc
    stacks: [dev]
    reason: A trial without records.
    compensating_control: Nothing in this network can reach a network that has records.
    owner: platform@example.com
    approved_by: Security Officer
    approved_on: {approved}
    expires: {expires}
"""
TODAY = datetime.now(UTC).date()
APPROVED, YESTERDAY, LATER = (TODAY + timedelta(days=days) for days in (-30, -1, 30))
EXPIRED = {"vpc-flows-recorded": YESTERDAY}


def careless(engine_for: StartEngine, program: str, exceptions: str = "") -> Engine:
    files = {"__main__.py": program, "stacks/Pulumi.dev.yaml": SETTINGS, "stacks/exceptions.yaml": exceptions}
    return engine_for(ROOT, files)


@pytest.fixture(scope="module")
def engine(engine_for: StartEngine) -> Engine:
    return careless(engine_for, CARELESS)


@pytest.fixture(scope="module")
def preview(engine: Engine) -> Run:
    """All that there is of an update, which the preview before it stops."""
    return engine.up()


@pytest.fixture(scope="module")
def joined(engine_for: StartEngine) -> Engine:
    return careless(engine_for, JOINED)


@pytest.fixture(scope="module")
def update(joined: Engine) -> Run:
    return joined.up()


def failing(said: dict[str, Said], among: frozenset[str]) -> dict[str, frozenset[str]]:
    found = {rule: each.failed & among for rule, each in said.items()}
    return {rule: where for rule, where in found.items() if where}


def test_what_a_resource_violates_by_itself_is_found_offline_and_natively_alike(engine: Engine, preview: Run) -> None:
    """Once a resource has failed, the engine may ask of no others, and does not ask of the stack."""
    verdict = preview.verdict("key-rotates", of="resource")
    asked = verdict.passed | verdict.failed | verdict.not_applicable
    natively = failing(native(preview), asked)
    assert natively == failing(offline(recorded(engine.project, "dev")), asked)
    assert natively


def test_what_only_the_whole_stack_shows_is_found_offline_and_natively_alike(joined: Engine, update: Run) -> None:
    natively = failing(native(update), frozenset({STACK}))
    assert natively == failing(offline(recorded(joined.project, "dev")), frozenset({STACK}))
    assert len(natively) >= 10


def test_a_violation_says_what_is_wrong_and_how_to_mend_it(preview: Run) -> None:
    rules = {rule.id: rule for rule in RULES}
    for said in preview.violations:
        must, reason = said.message.strip().split("\n", 1)
        assert (said.level, must) == ("mandatory", rules[said.rule].must)
        assert reason.endswith(f". {rules[said.rule].fix}")
    assert preview.violations


def test_a_secret_of_the_program_shows_nowhere(preview: Run) -> None:
    assert "canary-in-a-mine" not in preview.text
    assert not any("canary-in-a-mine" in said.message for said in preview.violations)


def test_an_update_stops_before_anything_is_made(engine: Engine, preview: Run) -> None:
    assert preview.exit_code != 0
    assert engine.export().get("resources", []) == []


def test_a_violation_that_only_the_whole_stack_shows_stops_an_update_too(joined: Engine, update: Run) -> None:
    assert update.exit_code != 0
    assert joined.export().get("resources", []) == []


def test_an_accepted_violation_is_printed_and_stops_nothing_until_its_exception_expires(
    engine_for: StartEngine, update: Run
) -> None:
    violated = {each.rule for each in update.violations if of_vpc(each)}
    entries = [EXCEPTION.format(rule=rule, approved=APPROVED, expires=EXPIRED.get(rule, LATER)) for rule in violated]
    run = careless(engine_for, JOINED, "exceptions:" + "".join(entries)).preview()
    assert violated > EXPIRED.keys()
    assert {(each.rule, each.level) for each in run.violations if of_vpc(each)} == {
        ("accepted-exceptions", "advisory"),
        *((rule, "mandatory") for rule in EXPIRED),
    }
    assert "A trial without records." in run.text
    assert "exceptions-current" in {each.rule for each in run.violations}


def of_vpc(violation: Violation) -> bool:
    return violation.urn.endswith("::vpc")


def test_a_malformed_exception_stops_the_pack_with_its_reason(engine_for: StartEngine) -> None:
    run = careless(engine_for, JOINED, "exceptions: [{rule: vpc-flows-recorded}]").preview()
    assert run.exit_code != 0
    assert "exceptions.yaml: exceptions.0.owner: " in run.text


def test_a_bad_setting_is_refused_without_a_traceback(engine_for: StartEngine) -> None:
    settings = (ROOT / "stacks" / "Pulumi.dev.yaml").read_text().replace("10.10.0.0/16", "10.10.0.0/30")
    run = engine_for(ROOT, {"stacks/Pulumi.dev.yaml": settings}).preview()
    assert run.exit_code != 0
    assert "stacks/Pulumi.dev.yaml: footing:settings.network" in run.text
    assert "Traceback" not in run.text
