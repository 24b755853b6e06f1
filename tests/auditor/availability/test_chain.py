from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.availability.chain import Environment, Part, environment, in_series, minutes_down
from auditor.availability.promises import PROMISES
from auditor.errors import InputError
from auditor.graph import Resource, ResourceGraph, Unknown

uptimes = st.lists(st.floats(min_value=0, max_value=1), max_size=8)
parts = st.lists(st.sampled_from(sorted(PROMISES)), max_size=8)


@given(uptimes, st.floats(min_value=0, max_value=1))
def test_one_more_part_never_makes_the_whole_more_available(given: list[float], another: float) -> None:
    assert in_series([*given, another]) <= in_series(given)


@given(uptimes, uptimes)
def test_chains_joined_are_down_whenever_either_is(one: list[float], other: list[float]) -> None:
    assert in_series([*one, *other]) == pytest.approx(in_series(one) * in_series(other))


@given(uptimes)
def test_the_whole_is_never_better_than_its_worst_part(given: list[float]) -> None:
    assert 0 <= in_series(given) <= min(given, default=1)


@given(parts, st.randoms())
def test_the_order_of_the_parts_is_nothing_to_the_whole(forms: list[str], random: Any) -> None:
    shuffled = random.sample(forms, len(forms))
    first, second = (
        Environment(stack="s", objective=0.9, parts=tuple(Part(name=form, form=form) for form in each)).uptime
        for each in (forms, shuffled)
    )
    assert first == pytest.approx(second)


def test_every_promise_is_a_share_and_says_where_it_stands() -> None:
    for form, promise in PROMISES.items():
        assert 0.9 < promise.uptime <= 1, form
        assert promise.source.startswith("https://aws.amazon.com/")
        assert promise.read


def test_more_zones_are_never_promised_to_be_less_available() -> None:
    for part in ("load balancer", "Fargate", "Aurora", "cache"):
        assert PROMISES[f"{part}, several zones"].uptime > PROMISES[f"{part}, one zone"].uptime


def test_a_month_has_forty_three_minutes_for_three_nines() -> None:
    assert minutes_down(0.999) == pytest.approx(43.2)


def graph(*resources: Resource, objective: Any = 0.999) -> ResourceGraph:
    promise = made("footing:components:Observability", "watch", custom=False, outputs={"objective": objective})
    return ResourceGraph(project="p", stack="s", origin="program", resources=(promise, *resources))


def made(type_: str, name: str, refers: dict[str, tuple[str, ...]] | None = None, **given: Any) -> Resource:
    rest = {key: given.pop(key) for key in ("custom", "outputs") if key in given}
    return Resource(urn=name, type=type_, name=name, inputs=given, property_dependencies=refers or {}, **rest)


TWO = ["subnet-1", "subnet-2"]


@pytest.mark.parametrize(
    ("resource", "form"),
    [
        (made("aws:lb/loadBalancer:LoadBalancer", "it", subnets=TWO), "load balancer, several zones"),
        (made("aws:lb/loadBalancer:LoadBalancer", "it", subnetMappings=[{}, {}]), "load balancer, several zones"),
        (made("aws:lb/loadBalancer:LoadBalancer", "it", subnets=TWO[:1]), "load balancer, one zone"),
        (made("aws:ecs/service:Service", "it", networkConfiguration={"subnets": TWO}), "Fargate, several zones"),
        (made("aws:ecs/service:Service", "it", networkConfiguration={"subnets": TWO[:1]}), "Fargate, one zone"),
        (made("aws:rds/instance:Instance", "it", multiAz=True), "database, standby in another zone"),
        (made("aws:rds/instance:Instance", "it"), "database, one zone"),
        (made("aws:rds/instance:Instance", "it", replicateSourceDb="another"), None),
        (made("aws:rds/cluster:Cluster", "it", engine="aurora-postgresql"), "Aurora, one zone"),
        (
            made("aws:rds/cluster:Cluster", "it", dbClusterInstanceClass="db.r6gd.large"),
            "database, standby in another zone",
        ),
        (made("aws:elasticache/serverlessCache:ServerlessCache", "it"), "cache, serverless"),
        (
            made(
                "aws:elasticache/replicationGroup:ReplicationGroup",
                "it",
                multiAzEnabled=True,
                automaticFailoverEnabled=True,
            ),
            "cache, several zones",
        ),
        (made("aws:elasticache/replicationGroup:ReplicationGroup", "it", multiAzEnabled=True), "cache, one zone"),
        (made("aws:cloudfront/distribution:Distribution", "it"), "CloudFront"),
        (made("aws:route53/record:Record", "it", type="A", aliases=[{}]), "name in Route 53"),
        (made("aws:route53/record:Record", "it", type="CNAME"), None),
        (made("aws:kms/key:Key", "it"), None),
    ],
)
def test_a_part_is_told_by_the_form_in_which_it_is_there(resource: Resource, form: str | None) -> None:
    found = environment(graph(resource))
    assert found is not None
    assert [part.form for part in found.parts] == ([form] if form else [])


@pytest.mark.parametrize(("opens", "forms"), [(False, ["firewall"]), (True, [])])
def test_a_firewall_counts_unless_requests_go_on_without_it(opens: bool, forms: list[str]) -> None:
    balancer = made("aws:lb/loadBalancer:LoadBalancer", "front", subnets=TWO, enableWafFailOpen=opens)
    association = made("aws:wafv2/webAclAssociation:WebAclAssociation", "acl", refers={"resourceArn": ("front",)})
    found = environment(graph(balancer, association))
    assert found is not None
    assert [part.form for part in found.parts if part.form == "firewall"] == forms


def test_a_distribution_brings_its_own_firewall() -> None:
    found = environment(graph(made("aws:cloudfront/distribution:Distribution", "edge", webAclId="arn")))
    assert found is not None
    assert [part.form for part in found.parts] == ["CloudFront", "firewall"]


def test_a_stack_that_promises_nothing_has_nothing_to_keep() -> None:
    nothing = ResourceGraph(project="p", stack="s", origin="program", resources=())
    assert environment(nothing) is None


def test_what_cannot_be_read_is_said() -> None:
    with pytest.raises(InputError, match="stack s: what it stands on cannot be read: multiAz"):
        environment(graph(made("aws:rds/instance:Instance", "it", multiAz=Unknown())))
