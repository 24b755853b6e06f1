from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from pulumi_aws import lb

from auditor.graph import Reference, Resource, ResourceGraph, Secret
from auditor.judges.view import view
from components.account import Account
from components.certificate import Certificate, CertificateArgs
from components.domain_name import DomainName, DomainNameArgs
from policies.rule import Rule, Status
from policies.rules import certificates
from policies.rules.certificates import certificate_issued_and_renewed
from tests.conftest import Record
from tests.property_names import problems

ACCOUNT = Account(id="111122223333", partition="aws", region="us-east-1", dns_suffix="amazonaws.com")
DOMAIN = {"domain": "app.example.com", "zone_id": "Z0123456789ABCDEFGHIJ"}
RULES = [rule for rule in vars(certificates).values() if isinstance(rule, Rule)]
CERTIFICATE = "aws:acm/certificate:Certificate"
RECORD = "aws:route53/record:Record"
LISTENER = "aws:lb/listener:Listener"

UNNAMED: dict[str, Any] = {"domain": None, "zone_id": None}


def declare(**named: Any) -> None:
    certificate = Certificate("certificate", CertificateArgs(account=ACCOUNT, **{**UNNAMED, **named}))
    lb.Listener("https", load_balancer_arn="arn", certificate_arn=certificate.arn, default_actions=[])


def name(*, ipv6: bool) -> None:
    DomainName("domain", DomainNameArgs(**DOMAIN, target_name="lb.example", target_zone_id="Z1", ipv6=ipv6))


def one(graph: ResourceGraph, type_: str) -> Resource:
    (found,) = [resource for resource in graph if resource.type == type_]
    return found


@pytest.fixture
def issued(recorded: Record) -> ResourceGraph:
    return recorded(partial(declare, **DOMAIN))


@pytest.fixture
def self_signed(recorded: Record) -> ResourceGraph:
    return recorded(declare)


def test_every_rule_is_content_with_what_is_issued(issued: ResourceGraph) -> None:
    outcomes = [outcome for rule in RULES for outcome in rule.judge(view(issued))]
    assert [(each.rule.id, each.reason) for each in outcomes if each.status is not Status.PASS] == []


def test_of_a_self_signed_certificate_the_rules_say_that_development_alone_may_have_it(
    self_signed: ResourceGraph,
) -> None:
    outcomes = [outcome for rule in RULES for outcome in rule.judge(view(self_signed))]
    bad = [each.rule for each in outcomes if each.status in (Status.FAIL, Status.UNKNOWN)]
    assert bad == [certificate_issued_and_renewed]


@pytest.mark.parametrize("named", [DOMAIN, {}], ids=["issued", "self-signed"])
def test_every_property_is_one_that_the_provider_takes(recorded: Record, named: dict[str, Any]) -> None:
    graph = recorded(partial(declare, **named))
    made = [resource for resource in graph if resource.custom and resource.type != "pulumi:pulumi:Stack"]
    assert [problem for resource in made for problem in problems(resource)] == []


def test_a_listener_waits_until_the_domain_has_been_shown_to_be_ours(issued: ResourceGraph) -> None:
    validation = one(issued, "aws:acm/certificateValidation:CertificateValidation")
    record = one(issued, RECORD)
    assert validation.urn in one(issued, LISTENER).dependencies
    assert validation.inputs["validationRecordFqdns"] == [Reference(record.urn, "fqdn")]
    assert (record.inputs["zoneId"], record.inputs["type"]) == (DOMAIN["zone_id"], "CNAME")


def test_the_same_domain_may_have_a_certificate_in_another_region_too(issued: ResourceGraph) -> None:
    assert one(issued, RECORD).inputs["allowOverwrite"] is True


def test_the_record_that_renews_every_certificate_of_a_domain_outlives_each_of_them(issued: ResourceGraph) -> None:
    assert one(issued, RECORD).options.retain_on_delete


def test_without_a_domain_the_certificate_names_every_load_balancer_of_the_region(self_signed: ResourceGraph) -> None:
    certificate = one(self_signed, "tls:index/selfSignedCert:SelfSignedCert")
    assert certificate.inputs["dnsNames"] == ["*.us-east-1.elb.amazonaws.com"]
    assert one(self_signed, LISTENER).inputs["certificateArn"] == Reference(one(self_signed, CERTIFICATE).urn, "arn")


def test_the_private_key_is_a_secret_wherever_it_is(self_signed: ResourceGraph) -> None:
    assert isinstance(one(self_signed, CERTIFICATE).inputs["privateKey"], Secret)
    assert isinstance(one(self_signed, "tls:index/selfSignedCert:SelfSignedCert").inputs["privateKeyPem"], Secret)


@pytest.mark.parametrize("lacking", ["domain", "zone_id"])
def test_a_domain_without_its_zone_is_refused_and_so_is_a_zone_alone(lacking: str) -> None:
    given: dict[str, Any] = {key: value for key, value in DOMAIN.items() if key != lacking}
    with pytest.raises(ValueError, match="a domain together with its zone"):
        CertificateArgs(account=ACCOUNT, **{**UNNAMED, **given})


@pytest.mark.parametrize(("ipv6", "kinds"), [(False, ["A"]), (True, ["A", "AAAA"])])
def test_a_name_leads_to_its_target_by_every_kind_of_address(recorded: Record, ipv6: bool, kinds: list[str]) -> None:
    records = [resource for resource in recorded(partial(name, ipv6=ipv6)) if resource.type == RECORD]
    assert [record.inputs["type"] for record in records] == kinds
    for record in records:
        assert record.inputs["name"] == DOMAIN["domain"]
        assert record.inputs["aliases"] == [{"name": "lb.example", "zoneId": "Z1", "evaluateTargetHealth": False}]
        assert problems(record) == []
