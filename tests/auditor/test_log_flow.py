from __future__ import annotations

from dataclasses import replace

import pytest

from auditor.graph import Resource, Unknown
from auditor.report.html import to_pages
from tests.auditor.reports import report, stack
from tests.auditor.test_data_flow import BALANCER, KEY, LOGS, behind, flow, place, resource, to

CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
ACL = resource("aws:wafv2/webAcl:WebAcl", "firewall")
REQUESTS = resource("aws:cloudwatch/logGroup:LogGroup", "requests", name="aws-waf-logs-x", kmsKeyId=to(KEY))
BUCKET = resource("aws:s3/bucket:Bucket", "entries", bucket="entries")
ACCESS_LOGS = {"bucket": to(BUCKET), "enabled": True}
DISTRIBUTION = resource("aws:cloudfront/distribution:Distribution", "edge", webAclId=to(ACL))
SOURCE = resource("aws:cloudwatch/logDeliverySource:LogDeliverySource", "source", resourceArn=to(DISTRIBUTION))
TARGET = resource(
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    "target",
    deliveryDestinationConfiguration={"destinationResourceArn": to(BUCKET)},
)
DELIVERY = resource(
    "aws:cloudwatch/logDelivery:LogDelivery", "way", deliverySourceName=to(SOURCE), deliveryDestinationArn=to(TARGET)
)
WAF_LOGGING = resource(
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    "firewall",
    resourceArn=to(ACL),
    logDestinationConfigs=[to(REQUESTS)],
)
ASSOCIATED = resource(
    "aws:wafv2/webAclAssociation:WebAclAssociation", "firewall", resourceArn=to(BALANCER), webAclArn=to(ACL)
)
CLUSTER = resource(
    "aws:ecs/cluster:Cluster",
    "cluster",
    configuration={"executeCommandConfiguration": {"logConfiguration": {"cloudWatchLogGroupName": "aws-waf-logs-x"}}},
)
TASK = resource("aws:ecs/taskDefinition:TaskDefinition", "task")
SERVICE = resource("aws:ecs/service:Service", "app", cluster=to(CLUSTER), taskDefinition=to(TASK))
LISTENER = resource("aws:lb/listener:Listener", "https", loadBalancerArn=to(BALANCER), protocol="HTTPS")
LOGGING = replace(BALANCER, inputs={"accessLogs": ACCESS_LOGS})
LOGGED: list[tuple[str, tuple[Resource, ...], str, str]] = [
    ("a load balancer to a bucket", (LOGGING, LISTENER, BUCKET), "front", "entries"),
    (
        "the web ACL before a load balancer",
        (BALANCER, LISTENER, ACL, ASSOCIATED, WAF_LOGGING, REQUESTS),
        "front",
        "requests",
    ),
    ("the web ACL before a distribution", (DISTRIBUTION, ACL, WAF_LOGGING, REQUESTS), "edge", "requests"),
    ("a distribution by a delivery", (DISTRIBUTION, SOURCE, DELIVERY, TARGET, BUCKET), "edge", "entries"),
    ("commands in containers", (SERVICE, CLUSTER, TASK, REQUESTS), "app", "requests"),
]


@pytest.mark.parametrize(("resources", "source", "target"), [row[1:] for row in LOGGED], ids=[row[0] for row in LOGGED])
def test_the_log_is_followed_of(resources: tuple[Resource, ...], source: str, target: str) -> None:
    found = flow(*resources)
    assert (source, target) in {(each.source.split()[-1], each.target.split()[-1]) for each in found.hops}
    assert place(found, target).role == "log"


@pytest.mark.parametrize("destination", [to(REQUESTS), "aws-waf-logs-x", "arn:aws:logs:x:1:log-group:aws-waf-logs-x:*"])
def test_the_log_of_a_store_is_followed_however_its_group_is_named(destination: object) -> None:
    cache = resource(CACHE, "cache", logDeliveryConfigurations=[{"destination": destination, "logType": "slow-log"}])
    assert place(behind(cache, REQUESTS), "requests").at_rest_by == "keys-data (kmsKeyId)"


def test_a_log_that_is_off_goes_nowhere_and_no_log_runs_backwards() -> None:
    off = replace(BALANCER, inputs={"accessLogs": {**ACCESS_LOGS, "enabled": False}})
    assert [each.name for each in flow(off, LISTENER, BUCKET).places] == ["clients", "front"]
    other = resource("aws:s3/bucket:Bucket", "other")
    logging = resource("aws:s3/bucketLogging:BucketLogging", "logging", bucket=to(other), targetBucket=to(BUCKET))
    assert "other" not in [each.name for each in behind(BUCKET, other, logging).places]
    assert "entries" in [each.name for each in behind(other, BUCKET, logging).places]
    both = replace(WAF_LOGGING, inputs={"resourceArn": to(ACL), "logDestinationConfigs": [to(BUCKET), to(REQUESTS)]})
    assert "requests" not in [each.name for each in behind(BUCKET, REQUESTS, ACL, both).places]


@pytest.mark.parametrize(("policy", "encrypted"), [("https-only", "yes"), ("http-only", "no"), (None, "not stated")])
def test_a_vpc_origin_says_how_the_load_balancer_is_reached(policy: str | None, encrypted: str) -> None:
    endpoint = {"arn": to(BALANCER), **({"originProtocolPolicy": policy} if policy else {})}
    origin = resource("aws:cloudfront/vpcOrigin:VpcOrigin", "origin", vpcOriginEndpointConfig=endpoint)
    origins = [{"domainName": to(BALANCER), "vpcOriginConfig": {"vpcOriginId": to(origin)}}]
    edge = resource("aws:cloudfront/distribution:Distribution", "edge", origins=origins)
    hops = flow(edge, origin, BALANCER).hops
    assert [each.in_transit for each in hops if each.target.endswith(" front")] == [encrypted]


def test_what_a_preview_does_not_know_is_said_and_not_left_out() -> None:
    task = replace(TASK, inputs={"containerDefinitions": Unknown()})
    cache = resource(CACHE, "cache", logDeliveryConfigurations=Unknown())
    known = replace(task, property_dependencies={"containerDefinitions": (LOGS.urn, cache.urn)})
    blind, told = flow(task, SERVICE, LOGS), flow(known, SERVICE, LOGS, cache)
    assert [each.split()[:3] for each in blind.untold] == [["where", "app", "writes"], ["which", "stores", "app"]]
    assert "logs" in [each.name for each in told.places]
    assert [each.split()[:2] for each in told.untold] == [["where", "logDeliveryConfigurations"]]
    assert blind.untold[0] in to_pages(report(stack(data_flow=blind)))["data-flow/dev.html"]
