from __future__ import annotations

from typing import Any

import pytest

from policies import distributions as of_distributions
from policies.rules import edge as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

DISTRIBUTION = resource(of_distributions.DISTRIBUTION)
OWN = {"acmCertificateArn": UNKNOWN}
BUCKET = {"originId": "files", "domainName": "files.s3.amazonaws.com"}
INTERNAL = resource(rules.LOAD_BALANCERS[0], "balancer", internal=True)
PUBLIC = resource(rules.LOAD_BALANCERS[0], "balancer")


def source(log_type: Any = rules.ACCESS_LOGS) -> Resource:
    refers = {"resourceArn": ["subject"]}
    return resource(rules.LOG_SOURCE, "source", refers=refers, resourceArn=UNKNOWN, logType=log_type)


DELIVERY = resource(
    rules.LOG_DELIVERY, "delivery", refers={"deliverySourceName": ["source"]}, deliverySourceName=UNKNOWN
)


def certified(**certificate: Any) -> Resource:
    return resource(of_distributions.DISTRIBUTION, viewerCertificate=certificate)


def behaving(default: str, *others: Any) -> Resource:
    return resource(
        of_distributions.DISTRIBUTION,
        defaultCacheBehavior={"viewerProtocolPolicy": default},
        orderedCacheBehaviors=[{"pathPattern": "/static/*", "viewerProtocolPolicy": other} for other in others],
    )


def custom(policy: Any, *protocols: str) -> Resource:
    configuration = {"originProtocolPolicy": policy, "originSslProtocols": list(protocols)}
    return resource(of_distributions.DISTRIBUTION, origins=[{"originId": "o", "customOriginConfig": configuration}])


def vpc_origin(policy: Any, *protocols: str) -> Resource:
    configuration = {"originProtocolPolicy": policy, "originSslProtocols": {"items": list(protocols)}}
    return resource(rules.VPC_ORIGIN, vpcOriginEndpointConfig=configuration)


def behind(*origins: Any, refers: str | None = None) -> Resource:
    return resource(
        of_distributions.DISTRIBUTION, refers={"origins": [refers] if refers else []}, origins=list(origins)
    )


REACHING = resource(
    rules.VPC_ORIGIN, refers={"vpcOriginEndpointConfig": ["balancer"]}, vpcOriginEndpointConfig={"arn": UNKNOWN}
)
TLS, OWN_NAME, HTTPS = (
    rules.distribution_speaks_current_tls,
    rules.distribution_has_own_certificate,
    rules.distribution_forces_https,
)
TO_ORIGIN, LOGGED, FIREWALL = rules.origin_reached_by_tls, rules.distribution_logged, rules.distribution_behind_firewall
PRIVATE, SIGNS = rules.origin_not_public, rules.distribution_signs_for_bucket

CASES = [
    case(TLS, "pass", "as of 2025", certified(**OWN, minimumProtocolVersion="TLSv1.2_2025")),
    case(TLS, "fail", "as of 2019", certified(**OWN, minimumProtocolVersion="TLSv1.2_2019")),
    case(TLS, "fail", "TLS 1.0 unless told otherwise", certified(**OWN)),
    case(
        TLS, "fail", "CloudFront's", certified(cloudfrontDefaultCertificate=True, minimumProtocolVersion="TLSv1.2_2021")
    ),
    case(TLS, "unknown", "which", certified(**OWN, minimumProtocolVersion=UNKNOWN)),
    case(OWN_NAME, "pass", "our own", certified(**OWN)),
    case(OWN_NAME, "pass", "in IAM", certified(iamCertificateId="ASCA")),
    case(OWN_NAME, "fail", "CloudFront's", certified(cloudfrontDefaultCertificate=True)),
    case(OWN_NAME, "fail", "CloudFront's, unless told otherwise", DISTRIBUTION),
    case(OWN_NAME, "unknown", "whose", resource(of_distributions.DISTRIBUTION, viewerCertificate=UNKNOWN)),
    case(HTTPS, "pass", "everywhere", behaving("redirect-to-https", "https-only")),
    case(HTTPS, "fail", "not by default", behaving("allow-all")),
    case(HTTPS, "fail", "not under one path", behaving("redirect-to-https", "allow-all")),
    case(HTTPS, "fail", "though of another nothing is known", behaving("allow-all", UNKNOWN)),
    case(HTTPS, "unknown", "under one path", behaving("redirect-to-https", UNKNOWN)),
    case(TO_ORIGIN, "pass", "to an address", custom("https-only", "TLSv1.2")),
    case(TO_ORIGIN, "pass", "within the VPC", vpc_origin("https-only", "TLSv1.2")),
    case(TO_ORIGIN, "fail", "plain", custom("http-only", "TLSv1.2")),
    case(TO_ORIGIN, "fail", "as it came", vpc_origin("match-viewer", "TLSv1.2")),
    case(TO_ORIGIN, "fail", "an old TLS", vpc_origin("https-only", "TLSv1", "TLSv1.2")),
    case(TO_ORIGIN, "not applicable", "a bucket", behind(BUCKET)),
    case(TO_ORIGIN, "unknown", "how", custom(UNKNOWN)),
    case(LOGGED, "pass", "delivered", DISTRIBUTION, source(), DELIVERY),
    case(LOGGED, "pass", "the old way", resource(of_distributions.DISTRIBUTION, loggingConfig={"bucket": UNKNOWN})),
    case(LOGGED, "fail", "not delivered", DISTRIBUTION, source()),
    case(
        LOGGED,
        "fail",
        "cookies alone are said",
        resource(of_distributions.DISTRIBUTION, loggingConfig={"includeCookies": True}),
    ),
    case(LOGGED, "fail", "something else", DISTRIBUTION, source("CONNECTION_LOGS"), DELIVERY),
    case(LOGGED, "fail", "no source", DISTRIBUTION),
    case(LOGGED, "unknown", "the old way", resource(of_distributions.DISTRIBUTION, loggingConfig=UNKNOWN)),
    case(LOGGED, "unknown", "what is delivered", DISTRIBUTION, source(UNKNOWN), DELIVERY),
    case(LOGGED, "unknown", "whose source", DISTRIBUTION, resource(rules.LOG_SOURCE, "source", resourceArn=UNKNOWN)),
    case(
        FIREWALL,
        "pass",
        "of this stack",
        resource(of_distributions.DISTRIBUTION, refers={"webAclId": ["acl"]}, webAclId=UNKNOWN),
        resource("aws:wafv2/webAcl:WebAcl", "acl"),
    ),
    case(
        FIREWALL,
        "pass",
        "by name",
        resource(of_distributions.DISTRIBUTION, webAclId="arn:aws:wafv2:us-east-1:1:global/webacl/a"),
    ),
    case(FIREWALL, "fail", "none", DISTRIBUTION),
    case(FIREWALL, "unknown", "whether", resource(of_distributions.DISTRIBUTION, webAclId=UNKNOWN)),
    case(PRIVATE, "pass", "internal", REACHING, INTERNAL),
    case(PRIVATE, "pass", "internal", behind({"originId": "o", "domainName": UNKNOWN}, refers="balancer"), INTERNAL),
    case(PRIVATE, "fail", "public", REACHING, PUBLIC),
    case(PRIVATE, "fail", "public", behind({"originId": "o", "domainName": UNKNOWN}, refers="balancer"), PUBLIC),
    case(PRIVATE, "not applicable", "no load balancer", behind(BUCKET)),
    case(PRIVATE, "unknown", "which", resource(rules.VPC_ORIGIN, vpcOriginEndpointConfig={"arn": UNKNOWN})),
    case(PRIVATE, "unknown", "whether", REACHING, resource(rules.LOAD_BALANCERS[0], "balancer", internal=UNKNOWN)),
    case(SIGNS, "pass", "it does", behind({**BUCKET, "originAccessControlId": UNKNOWN})),
    case(SIGNS, "fail", "it does not", behind(BUCKET)),
    case(SIGNS, "fail", "the old identity", behind({**BUCKET, "s3OriginConfig": {"originAccessIdentity": "o"}})),
    case(SIGNS, "not applicable", "no bucket", custom("https-only")),
    case(SIGNS, "unknown", "what is behind", behind(UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
