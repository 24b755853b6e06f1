"""Rules for load balancers: that they take TLS only, stand behind a firewall, and record what they took."""

from __future__ import annotations

import re

from policies.joined import joined
from policies.load_balancers import (
    ALWAYS_ENCRYPTED,
    APPLICATION,
    BALANCERS,
    CLASSIC,
    GATEWAY,
    LISTENER_RULES,
    LISTENERS,
    NETWORK,
    TLS,
    kind,
    named_by,
    only_application,
    only_public,
)
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.some import some
from policies.view import Item, Resource, Stack, UnknownValue

ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
DEFAULT_POLICY = "ELBSecurityPolicy-2016-08"
"""What a listener has if nobody chooses: it takes TLS 1.0."""
CURRENT_POLICY = re.compile(r"ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)(-|$)")
"""Policies that begin with TLS 1.2 or 1.3, as their names say."""
POLICIES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html"
ATTRIBUTES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html"


@stack_rule(
    *BALANCERS,
    CLASSIC,
    severity=Severity.CRITICAL,
    fix='Add a `Listener` with `protocol="HTTPS"`, a certificate, and a current `ssl_policy`.',
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html",
)
def load_balancer_takes_tls(balancer: Resource, stack: Stack) -> Verdict:
    """A load balancer on the internet has a listener for TLS."""
    if elsewhere := only_public(balancer):
        return elsewhere
    if balancer.type == CLASSIC:
        taken = some(lambda each: each.get("lbProtocol", "").lower() in ("https", "ssl"), balancer.items("listeners"))
    else:
        found = named_by(stack, balancer, LISTENERS, "loadBalancerArn")
        taken = some(lambda each: each.get("protocol", "") in TLS, found)
    return None if taken else "no listener of it takes TLS"


@stack_rule(
    *LISTENERS,
    CLASSIC,
    severity=Severity.HIGH,
    fix='Make all of its actions redirects with `protocol="HTTPS"` and `status_code="HTTP_301"`, or remove it.',
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-http-listener.html",
)
def listener_without_tls_only_redirects(listener: Resource, stack: Stack) -> Verdict:
    """A listener for plain HTTP does nothing but send whoever asks to HTTPS."""
    if listener.type == CLASSIC:
        return first_problem(_plain, listener.items("listeners"))
    protocol = listener.get("protocol", "")
    if protocol in ALWAYS_ENCRYPTED:
        return NotApplicable(f"it takes {protocol}")
    if protocol in ("", "GENEVE"):
        return NotApplicable("it is a gateway load balancer's")
    if protocol != "HTTP":
        raise UnknownValue("protocol", f"is {protocol}: whether what comes by it is encrypted cannot be seen")
    rules = named_by(stack, listener, LISTENER_RULES, "listenerArn")
    return first_problem(
        _serves, [*listener.items("defaultActions"), *(action for rule in rules for action in rule.items("actions"))]
    )


def _plain(listener: Item) -> str | None:
    protocol = listener.get("lbProtocol", "").lower()
    if protocol in ("https", "ssl"):
        return None
    if protocol == "http":
        return f"it takes plain HTTP on {listener.get('lbPort', 0)}, and a classic load balancer cannot redirect"
    raise UnknownValue("listeners", f"take {protocol}: whether what comes by it is encrypted cannot be seen")


def _serves(action: Item) -> str | None:
    kind_of_action = action.get("type", "")
    if kind_of_action != "redirect":
        return f"an action of it is {kind_of_action}, not redirect"
    return None if action.get("redirect.protocol", "") == "HTTPS" else "it redirects to plain HTTP"


@resource_rule(
    *LISTENERS,
    severity=Severity.HIGH,
    fix='Set `ssl_policy="ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"`, which AWS recommends, or another from TLS 1.2.',
    url=POLICIES,
)
def listener_tls_current(listener: Resource) -> Verdict:
    """A listener for TLS takes version 1.2 and newer only."""
    protocol = listener.get("protocol", "")
    if protocol not in TLS:
        return NotApplicable(f"it takes {protocol or 'no protocol of its own'}")
    policy = listener.get("sslPolicy", DEFAULT_POLICY)
    return None if CURRENT_POLICY.match(policy) else f"{policy} takes older versions"


@stack_rule(
    *BALANCERS,
    CLASSIC,
    severity=Severity.HIGH,
    fix="Add an `aws.wafv2.WebAclAssociation`; put an Application Load Balancer in the place of another kind.",
    url="https://docs.aws.amazon.com/waf/latest/developerguide/waf-chapter.html",
)
def load_balancer_behind_firewall(balancer: Resource, stack: Stack) -> Verdict:
    """A load balancer on the internet stands behind a web application firewall, also while that does not answer."""
    if elsewhere := only_public(balancer):
        return elsewhere
    if kind(balancer) != APPLICATION:
        return f"AWS WAF does not protect a {kind(balancer)} load balancer"
    if not joined(stack, balancer, ASSOCIATION, "resourceArn"):
        return "no WebAclAssociation refers to it"
    if balancer.get("enableWafFailOpen", False):
        return "it lets everything through while AWS WAF does not answer"
    return None


@resource_rule(
    *BALANCERS,
    CLASSIC,
    severity=Severity.MEDIUM,
    fix="Set `access_logs` with `enabled=True` and the bucket for access logs.",
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
)
def load_balancer_accesses_logged(balancer: Resource) -> Verdict:
    """Who asked a load balancer for what is logged."""
    if kind(balancer) == GATEWAY:
        return NotApplicable("a gateway load balancer has no such log")
    if not balancer.has("accessLogs"):
        return "`accessLogs` is not set"
    unless_said = kind(balancer) == "classic"
    return None if balancer.get("accessLogs.enabled", unless_said) else "the access log is off"


@resource_rule(
    *BALANCERS,
    severity=Severity.LOW,
    fix="Set `connection_logs` with `enabled=True` and the bucket for access logs.",
    url="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-connection-logs.html",
)
def load_balancer_connections_logged(balancer: Resource) -> Verdict:
    """Who connected to a load balancer, with which version of TLS, and who failed to, is logged."""
    other = only_application(balancer)
    return other or (None if balancer.get("connectionLogs.enabled", False) else "the log of connections is off")


@resource_rule(
    *BALANCERS,
    severity=Severity.MEDIUM,
    fix="Set `enable_deletion_protection=True`.",
    url=ATTRIBUTES,
)
def load_balancer_deletion_protected(balancer: Resource) -> Verdict:
    """AWS refuses to delete a load balancer, whoever asks."""
    return None if balancer.get("enableDeletionProtection", False) else "deletion protection is off"


@resource_rule(
    *BALANCERS,
    severity=Severity.MEDIUM,
    fix="Set `drop_invalid_header_fields=True`.",
    url=ATTRIBUTES,
)
def load_balancer_drops_invalid_headers(balancer: Resource) -> Verdict:
    """A load balancer drops headers whose names are not valid, which targets read in ways of their own."""
    other = only_application(balancer)
    return other or (None if balancer.get("dropInvalidHeaderFields", False) else "it hands them on")


@resource_rule(
    *BALANCERS,
    CLASSIC,
    severity=Severity.MEDIUM,
    fix='Set `desync_mitigation_mode` to "strictest" or "defensive".',
    url=ATTRIBUTES,
)
def load_balancer_refuses_smuggled_requests(balancer: Resource) -> Verdict:
    """A load balancer turns away ambiguous requests, inside of which another one may be smuggled past it."""
    if kind(balancer) in (NETWORK, GATEWAY):
        return NotApplicable("it does not read requests")
    mode = balancer.get("desyncMitigationMode", "defensive")
    return None if mode in ("defensive", "strictest") else f"its mode is {mode}: it only counts them"
