"""Rules for CloudFront: how people reach it, how it reaches what is behind it, and what it keeps."""

from __future__ import annotations

from policies.distributions import DISTRIBUTION, GUIDE, behaviors, path_of
from policies.joined import joined
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.some import some
from policies.view import Item, Resource, Stack

VPC_ORIGIN = "aws:cloudfront/vpcOrigin:VpcOrigin"
LOG_SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
ACCESS_LOGS = "ACCESS_LOGS"
LOG_DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery"
LOAD_BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")

CURRENT_TLS = ("TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025")
"""Security policies without a cipher or protocol that is known to be weak."""
HTTPS_ONLY = ("redirect-to-https", "https-only")
WEAK_TO_ORIGIN = ("SSLv3", "TLSv1", "TLSv1.1")


@resource_rule(
    DISTRIBUTION,
    severity=Severity.HIGH,
    fix='Set `minimum_protocol_version` of `viewer_certificate` to "TLSv1.2_2025" (or "TLSv1.2_2021").',
    url=f"{GUIDE}/secure-connections-supported-viewer-protocols-ciphers.html",
)
def distribution_speaks_current_tls(distribution: Resource) -> Verdict:
    """A distribution speaks TLS 1.2 or newer, and no cipher that is known to be weak."""
    if _has_default_certificate(distribution):
        return "under CloudFront's certificate it speaks TLS 1.0, whatever is set"
    policy = distribution.get("viewerCertificate.minimumProtocolVersion", "TLSv1")
    return None if policy in CURRENT_TLS else f"its security policy is {policy}"


@resource_rule(
    DISTRIBUTION,
    severity=Severity.MEDIUM,
    fix="Give it `aliases`, and a `viewer_certificate` with the `acm_certificate_arn` of a certificate in us-east-1.",
    url=f"{GUIDE}/CNAMEs.html",
)
def distribution_has_own_certificate(distribution: Resource) -> Verdict:
    """A distribution answers under a name and certificate of our own."""
    return "it has CloudFront's, which all its customers share" if _has_default_certificate(distribution) else None


@resource_rule(
    DISTRIBUTION,
    severity=Severity.HIGH,
    fix='Set `viewer_protocol_policy="redirect-to-https"` of every cache behavior.',
    url=f"{GUIDE}/using-https-viewers-to-cloudfront.html",
)
def distribution_forces_https(distribution: Resource) -> Verdict:
    """A distribution answers plain HTTP with nothing but the way to HTTPS."""

    def problem(behavior: Item) -> str | None:
        policy = behavior.get("viewerProtocolPolicy", "")
        return None if policy in HTTPS_ONLY else f"{path_of(behavior)}: {policy or 'no policy'}"

    return first_problem(problem, behaviors(distribution))


@resource_rule(
    DISTRIBUTION,
    VPC_ORIGIN,
    severity=Severity.HIGH,
    fix='Set `origin_protocol_policy="https-only"`, and `origin_ssl_protocols` to TLSv1.2 alone.',
    url=f"{GUIDE}/using-https-cloudfront-to-custom-origin.html",
)
def origin_reached_by_tls(resource: Resource) -> Verdict:
    """CloudFront reaches what is behind it by TLS 1.2 or newer."""
    if resource.type == VPC_ORIGIN:
        return _plain(Item(resource, "vpcOriginEndpointConfig"), "originSslProtocols.items")
    custom = [origin for origin in resource.items("origins") if origin.has("customOriginConfig")]
    if not custom:
        return NotApplicable("it has only buckets behind it, or VPC origins, which are judged themselves")
    configurations = [Item(resource, f"{origin.path}.customOriginConfig") for origin in custom]
    return first_problem(lambda each: _plain(each, "originSslProtocols"), configurations)


@stack_rule(
    DISTRIBUTION,
    severity=Severity.MEDIUM,
    fix="Add a LogDeliverySource with its ARN and `ACCESS_LOGS`, in us-east-1, and a LogDelivery that refers to it.",
    url=f"{GUIDE}/standard-logging.html",
)
def distribution_logged(distribution: Resource, stack: Stack) -> Verdict:
    """Every request to a distribution is logged."""
    if any(config.has("bucket") for config in distribution.items("loggingConfig")):
        return None
    found = joined(stack, distribution, LOG_SOURCE, "resourceArn")
    sources = [source for source in found if source.get("logType", "") == ACCESS_LOGS]
    if not sources:
        return "no LogDeliverySource takes its access logs, nor has it a `logging_config` with a `bucket`"
    delivered = some(lambda source: bool(joined(stack, source, LOG_DELIVERY, "deliverySourceName")), sources)
    return None if delivered else "its LogDeliverySource has no LogDelivery"


@stack_rule(
    DISTRIBUTION,
    severity=Severity.HIGH,
    fix="Set `web_acl_id` to the ARN of a web ACL of scope CLOUDFRONT.",
    url=f"{GUIDE}/distribution-web-awswaf.html",
)
def distribution_behind_firewall(distribution: Resource, _stack: Stack) -> Verdict:
    """Requests to a distribution pass a web application firewall."""
    if not distribution.refers_to("webAclId") and not distribution.get("webAclId", ""):
        return "no web ACL is given"
    return None


@stack_rule(
    DISTRIBUTION,
    VPC_ORIGIN,
    severity=Severity.HIGH,
    fix="Make the load balancer `internal`, and reach it by a VpcOrigin (`vpc_origin_config`).",
    url=f"{GUIDE}/private-content-vpc-origins.html",
)
def origin_not_public(resource: Resource, _stack: Stack) -> Verdict:
    """Nobody can go around a distribution to the load balancer behind it."""
    behind = resource.refers_to("origins" if resource.type == DISTRIBUTION else "vpcOriginEndpointConfig")
    balancers = [each for each in behind if each.type in LOAD_BALANCERS]
    if not balancers:
        if resource.type == VPC_ORIGIN:
            resource.get("vpcOriginEndpointConfig.arn")
        return NotApplicable("no load balancer of this stack is behind it")

    def problem(balancer: Resource) -> str | None:
        return None if balancer.get("internal", False) else f"{balancer.name} has public addresses"

    return first_problem(problem, balancers)


@resource_rule(
    DISTRIBUTION,
    severity=Severity.HIGH,
    fix="Give the origin an `origin_access_control_id`, and let the bucket's policy admit this distribution only.",
    url=f"{GUIDE}/private-content-restricting-access-to-s3.html",
)
def distribution_signs_for_bucket(distribution: Resource) -> Verdict:
    """A distribution asks a bucket for objects in its own name, so that the bucket need not be open."""

    def is_bucket(origin: Item) -> bool:
        origin.get("originId", "")  # of an origin that is not known, nothing is
        return not origin.has("customOriginConfig") and not origin.has("vpcOriginConfig")

    def problem(origin: Item) -> str | None:
        signs = not is_bucket(origin) or origin.has("originAccessControlId")
        return None if signs else f"{origin.get('originId', '')} has no origin access control"

    origins = distribution.items("origins")
    if found := first_problem(problem, origins):
        return found
    return None if some(is_bucket, origins) else NotApplicable("there is no bucket behind it")


def _has_default_certificate(distribution: Resource) -> bool:
    given = distribution.items("viewerCertificate")
    return not any(each.has(name) for each in given for name in ("acmCertificateArn", "iamCertificateId"))


def _plain(configuration: Item, protocols: str) -> str | None:
    policy = configuration.get("originProtocolPolicy", "")
    if policy != "https-only":
        return f"it is reached by {policy or 'a protocol that is not said'}"
    weak = [each for each in configuration.get(protocols, []) if each in WEAK_TO_ORIGIN]
    return f"{', '.join(weak)} is taken to reach it" if weak else None
