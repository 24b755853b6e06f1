"""Whatever somebody sets, it reaches what is deployed: of a setting that is dropped on the way, nobody would hear."""

from __future__ import annotations

import copy
from hashlib import sha256
from typing import Any

import pytest
import yaml

from auditor.graph import ResourceGraph
from auditor.settings_reference import sections, settings_of
from auditor.sources.configuration import load_project
from auditor.sources.program import Failure, each_rendered
from stacks.settings import CONFIG_KEY
from tests.auditor.projects import copy_of_the_project
from tests.engine.deployment import prod_in_full

DIGEST = f"@sha256:{'1' * 64}"
SAML = ["arn:aws:iam::111122223333:saml-provider/another"]
OIDC = {"arn": "arn:aws:iam::111122223333:oidc-provider/login.example.com", "audience": "footing", "subjects": ["one"]}
ROLES = ("access.auditor", "access.operator", "access.developer", "delivery.pipeline.approvers")
OF_A_ROLE: dict[str, Any] = {
    "accounts": ["999999999999"],
    "permission_sets": ["Another"],
    "saml_providers": SAML,
    "oidc_providers[].arn": "arn:aws:iam::111122223333:oidc-provider/another.example.com",
    "oidc_providers[].audience": "another",
    "oidc_providers[].subjects": ["another"],
}
CHANGED: dict[str, Any] = {
    "environment": "another",
    "region": "eu-central-1",
    "account": "999999999999",
    "account_owner": "another",
    "domains": ["clinical", "billing"],
    "owner.team": "another",
    "owner.email": "another@example.com",
    "network.cidr": "10.77.0.0/16",
    "network.zones": 2,
    "network.nat": "single",
    "network.endpoints": ["logs"],
    "database.instance_class": "db.r7g.xlarge",
    "database.storage_gib": 200,
    "database.max_storage_gib": 2000,
    "database.multi_az": False,
    "database.replicas": 2,
    "database.backup_retention_days": 14,
    "logs.retention_days": 3653,
    "audit.retention_days": 3653,
    "audit.object_lock": "governance",
    "audit.data_events": False,
    "access.break_glass": ["999999999999"],
    "access.developer_reads_logs": True,
    "access.unused_access_days": 45,
    "threat_detection.protections": ["s3"],
    "threat_detection.standards": ["cis"],
    "threat_detection.scans": ["ECR"],
    "backup.daily_days": 14,
    "backup.monthly_days": 400,
    "backup.cold_after_days": 30,
    "backup.lock": "governance",
    "backup.lock_cooling_off_days": 10,
    "backup.copy_region": "us-east-2",
    "backup.restore_test": "monthly",
    "safety.protect": False,
    "safety.deletion_protection": False,
    "delivery.repository": "example/another",
    "delivery.branch": "another",
    "delivery.image": f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/another{DIGEST}",
    "delivery.requests_per_address": 500,
    "delivery.firewall_counts": {"AWSManagedRulesCommonRuleSet": ["SizeRestrictions_BODY"]},
    "delivery.plain_between_zones": "forbidden",
    "delivery.bake_minutes": 5,
    "delivery.apm": "adot",
    "delivery.collector_image": f"public.ecr.aws/another/collector{DIGEST}",
    "delivery.secrets": {"ANOTHER": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:another-AbCdEf"},
    "delivery.readers": ["999999999999"],
    "delivery.teams.<name>.team": "another",
    "delivery.teams.<name>.email": "another@example.com",
    "delivery.pipeline.connection": (
        "arn:aws:codeconnections:eu-west-1:111122223333:connection/11111111-0000-0000-0000-000000000000"
    ),
    "delivery.pipeline.targets": ["prod"],
    "delivery.pipeline.approval_before": ["stage", "prod"],
    "delivery.pipeline.severity": "CRITICAL",
    "delivery.domain.name": "another.example.com",
    "delivery.domain.zone_id": "Z0ANOTHER",
    "delivery.task.cpu": 256,
    "delivery.task.memory_mib": 2048,
    "delivery.task.architecture": "x86_64",
    "delivery.capacity.requests_per_second": 500,
    "delivery.capacity.baseline_requests_per_second": 40,
    "delivery.capacity.requests_per_task": 10,
    "delivery.capacity.utilisation": 0.3,
    "delivery.capacity.spike_factor": 10,
    "delivery.capacity.maximum": 700,
    "delivery.sessions.mode": "serverless",
    "delivery.sessions.node_type": "cache.t4g.small",
    "delivery.sessions.replicas": 2,
    "delivery.sessions.snapshot_retention_days": 7,
    "delivery.edge.static_paths": ["/another/*"],
    "delivery.edge.countries": ["CA"],
    "delivery.edge.content_security_policy": "default-src 'none'",
    "delivery.objective.availability": 0.99,
    "delivery.objective.latency_ms": 300,
    "delivery.github.subject": "repo:example@3/footing@2",
    "delivery.github.state_bucket": "another-state",
    "delivery.github.state_key": "arn:aws:kms:us-east-1:111122223333:key/11111111-0000-0000-0000-000000000000",
    "delivery.capacity.payer_cycles[].name": "february",
    "delivery.capacity.payer_cycles[].start": "0 5 2 1 ? *",
    "delivery.capacity.payer_cycles[].end": "0 6 19 1 ? *",
    "delivery.capacity.payer_cycles[].multiplier": 5,
    "delivery.capacity.payer_cycles[].timezone": "America/New_York",
    **{f"{role}.{name}": value for role in ROLES for name, value in OF_A_ROLE.items()},
}
"""For each setting, another value than it has where every option is taken."""
WITHOUT = {"delivery.repository": ("delivery", "github")}
"""What cannot stay as it is beside the other value."""
SEEN_ELSEWHERE = {
    "delivery.build_image": "Dev has it, and tests of the image.",
    "delivery.pipeline_owner": "It stands where no pipeline is, and tests of places hold it.",
    "delivery.capacity.rise_seconds": "`footing capacity` asks for it; nothing is made from it.",
    "delivery.capacity.startup_seconds": "`footing capacity` asks for it; nothing is made from it.",
}


pytestmark = pytest.mark.xdist_group("settings")


def test_another_value_is_known_for_every_setting() -> None:
    places = {place.removesuffix("[]").removesuffix(".<name>") for each in sections().values() for place in each}
    every = {
        f"{place}.{each.name}".removeprefix(".")
        for section, of in sections().items()
        for each in settings_of(section)
        for place in of
    }
    assert CHANGED.keys() | SEEN_ELSEWHERE.keys() == every - places


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return, by path, what is declared where one setting is another; by no path, where every option is taken."""
    project = copy_of_the_project(tmp_path_factory.mktemp("settings") / "project")
    (project / "Pulumi.yaml").write_text("name: footing\nruntime: python\nstackConfigDir: variants\n")
    (project / "variants").mkdir()
    for file in (project / "stacks").glob("Pulumi.*.yaml"):
        file.unlink()  # with which each of these would have to agree
    (in_full,) = prod_in_full().values()
    settings = yaml.safe_load(in_full)["config"][CONFIG_KEY]
    for role in ROLES:
        place(settings, role)["oidc_providers"] = [OIDC]
    variants: dict[str, dict[str, Any]] = {"": settings}
    for path, value in CHANGED.items():
        variants[path] = copy.deepcopy(settings)
        if path in WITHOUT:
            section, option = WITHOUT[path]
            del variants[path][section][option]
            variants[f"without {option}"] = copy.deepcopy(variants[path])
        above, _, name = path.rpartition(".")
        place(variants[path], above)[name] = value
    names = {path: f"v{number:03}" for number, path in enumerate(variants)}
    for path, changed in variants.items():
        content = {"config": {CONFIG_KEY: changed}}
        (project / "variants" / f"Pulumi.{names[path]}.yaml").write_text(yaml.safe_dump(content))
    return dict(zip(names, each_rendered(load_project(project), list(names.values()), declared), strict=True))


def declared(rendered: ResourceGraph | Failure) -> str:
    """Return a digest of a graph, whatever its stack is called, or why there is none."""
    if isinstance(rendered, Failure):
        return rendered.reason
    return sha256(rendered.to_json().replace(rendered.stack, "v").encode()).hexdigest()


@pytest.mark.parametrize("path", CHANGED)
def test_a_setting_reaches_what_is_declared(path: str, graphs: dict[str, str]) -> None:
    assert len(graphs[path]) == sha256().digest_size * 2, graphs[path]
    assert graphs[path] != graphs[f"without {WITHOUT[path][1]}" if path in WITHOUT else ""]


def place(settings: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the section at a path, the first of several, made where there is none."""
    for step in filter(None, path.split(".")):
        if step == "<name>":
            settings = next(iter(settings.values()))
        elif step.endswith("[]"):
            settings = settings[step.removesuffix("[]")][0]
        else:
            settings = settings.setdefault(step, {})
    return settings
