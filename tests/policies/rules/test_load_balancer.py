from __future__ import annotations

from typing import Any

import pytest

from policies.load_balancers import BALANCERS, CLASSIC, LISTENER_RULES, LISTENERS
from policies.rules import load_balancer as rules
from policies.view import UNKNOWN, Resource
from tests.policies.cases import Case, case, resource

PUBLIC = resource(BALANCERS[0])
INTERNAL = resource(BALANCERS[0], internal=True)
NETWORK = resource(BALANCERS[0], loadBalancerType="network")
GATEWAY = resource(BALANCERS[0], loadBalancerType="gateway")
PERHAPS = resource(BALANCERS[0], internal=UNKNOWN)
REDIRECT = {"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}
FORWARD = {"type": "forward"}


def balancer(**properties: Any) -> Resource:
    return resource(BALANCERS[0], **properties)


def classic(*protocols: Any, **properties: Any) -> Resource:
    return resource(CLASSIC, listeners=[{"lbPort": 80, "lbProtocol": each} for each in protocols], **properties)


def listener(protocol: Any, *actions: dict[str, Any], name: str = "subject", type_: str = LISTENERS[0]) -> Resource:
    return resource(
        type_,
        name,
        refers={"loadBalancerArn": ["subject"]},
        loadBalancerArn=UNKNOWN,
        protocol=protocol,
        defaultActions=list(actions),
    )


def of_listener(*actions: dict[str, Any]) -> Resource:
    refers = {"listenerArn": ["subject"]}
    return resource(LISTENER_RULES[0], "rule", refers=refers, listenerArn=UNKNOWN, actions=list(actions))


def policy(name: Any) -> Resource:
    return resource(LISTENERS[0], protocol="HTTPS", sslPolicy=name)


FIREWALL = resource(
    rules.ASSOCIATION, "association", refers={"resourceArn": ["subject"]}, resourceArn=UNKNOWN, webAclArn=UNKNOWN
)
LOGS = {"bucket": UNKNOWN, "enabled": True}

CASES = [
    case(rules.load_balancer_takes_tls, "pass", "HTTPS", PUBLIC, listener("HTTPS", name="https")),
    case(rules.load_balancer_takes_tls, "pass", "TLS", NETWORK, listener("TLS", name="tls")),
    case(
        rules.load_balancer_takes_tls,
        "pass",
        "under its other name",
        resource(BALANCERS[1]),
        listener("HTTPS", name="https", type_=LISTENERS[1]),
    ),
    case(rules.load_balancer_takes_tls, "pass", "classic", classic("HTTP", "HTTPS")),
    case(rules.load_balancer_takes_tls, "fail", "HTTP only", PUBLIC, listener("HTTP", name="http")),
    case(rules.load_balancer_takes_tls, "fail", "no listener", PUBLIC),
    case(rules.load_balancer_takes_tls, "fail", "classic, HTTP only", classic("HTTP")),
    case(rules.load_balancer_takes_tls, "not applicable", "internal", INTERNAL),
    case(rules.load_balancer_takes_tls, "not applicable", "it takes no requests", GATEWAY),
    case(rules.load_balancer_takes_tls, "unknown", "which protocol", PUBLIC, listener(UNKNOWN, name="perhaps")),
    case(rules.load_balancer_takes_tls, "unknown", "whether it is public", PERHAPS),
    case(rules.listener_without_tls_only_redirects, "pass", "it redirects", listener("HTTP", REDIRECT)),
    case(
        rules.listener_without_tls_only_redirects,
        "pass",
        "so does its rule",
        listener("HTTP", REDIRECT),
        of_listener(REDIRECT),
    ),
    case(rules.listener_without_tls_only_redirects, "pass", "classic, with TLS", classic("https", "ssl")),
    case(rules.listener_without_tls_only_redirects, "fail", "it serves", listener("HTTP", FORWARD)),
    case(
        rules.listener_without_tls_only_redirects,
        "fail",
        "a rule of it serves",
        listener("HTTP", REDIRECT),
        of_listener(FORWARD),
    ),
    case(
        rules.listener_without_tls_only_redirects,
        "fail",
        "to where it came from",
        listener("HTTP", {"type": "redirect", "redirect": {"statusCode": "HTTP_301", "port": "8080"}}),
    ),
    case(rules.listener_without_tls_only_redirects, "fail", "classic, which cannot", classic("https", "http")),
    case(rules.listener_without_tls_only_redirects, "not applicable", "with TLS", listener("HTTPS", FORWARD)),
    case(rules.listener_without_tls_only_redirects, "not applicable", "a gateway's", listener("GENEVE", FORWARD)),
    case(rules.listener_without_tls_only_redirects, "unknown", "what is in it", listener("TCP", FORWARD)),
    case(rules.listener_without_tls_only_redirects, "unknown", "what is in it, classic", classic("tcp")),
    case(rules.listener_without_tls_only_redirects, "unknown", "what it does", listener("HTTP", {"type": UNKNOWN})),
    case(rules.listener_tls_current, "pass", "post-quantum", policy("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09")),
    case(rules.listener_tls_current, "pass", "TLS 1.3 only", policy("ELBSecurityPolicy-TLS13-1-3-2021-06")),
    case(rules.listener_tls_current, "pass", "TLS 1.2 only", policy("ELBSecurityPolicy-TLS-1-2-2017-01")),
    case(rules.listener_tls_current, "pass", "forward secrecy", policy("ELBSecurityPolicy-FS-1-2-Res-2020-10")),
    case(rules.listener_tls_current, "fail", "TLS 1.0 and 1.3", policy("ELBSecurityPolicy-TLS13-1-0-2021-06")),
    case(rules.listener_tls_current, "fail", "TLS 1.1", policy("ELBSecurityPolicy-FS-1-1-2019-08")),
    case(rules.listener_tls_current, "fail", "not chosen", resource(LISTENERS[0], protocol="TLS")),
    case(rules.listener_tls_current, "not applicable", "no TLS", listener("HTTP", REDIRECT)),
    case(rules.listener_tls_current, "unknown", "which", policy(UNKNOWN)),
    case(rules.load_balancer_behind_firewall, "pass", "it is", PUBLIC, FIREWALL),
    case(rules.load_balancer_behind_firewall, "fail", "it is not", PUBLIC),
    case(rules.load_balancer_behind_firewall, "fail", "not always", balancer(enableWafFailOpen=True), FIREWALL),
    case(rules.load_balancer_behind_firewall, "fail", "it cannot be", NETWORK, FIREWALL),
    case(rules.load_balancer_behind_firewall, "fail", "it cannot be, classic", classic("https")),
    case(rules.load_balancer_behind_firewall, "not applicable", "internal", INTERNAL),
    case(
        rules.load_balancer_behind_firewall,
        "unknown",
        "whose association it is",
        PUBLIC,
        resource(rules.ASSOCIATION, "association", resourceArn=UNKNOWN),
    ),
    case(rules.load_balancer_accesses_logged, "pass", "they are", balancer(accessLogs=LOGS)),
    case(rules.load_balancer_accesses_logged, "pass", "classic: on with a bucket", classic(accessLogs={"bucket": "b"})),
    case(rules.load_balancer_accesses_logged, "fail", "off", balancer(accessLogs={"bucket": "b"})),
    case(rules.load_balancer_accesses_logged, "fail", "not asked for", PUBLIC),
    case(
        rules.load_balancer_accesses_logged,
        "fail",
        "classic, off",
        classic(accessLogs={"bucket": "b", "enabled": False}),
    ),
    case(rules.load_balancer_accesses_logged, "not applicable", "it has none", GATEWAY),
    case(rules.load_balancer_accesses_logged, "unknown", "whether", balancer(accessLogs={"enabled": UNKNOWN})),
    case(rules.load_balancer_connections_logged, "pass", "they are", balancer(connectionLogs=LOGS)),
    case(rules.load_balancer_connections_logged, "fail", "not asked for", PUBLIC),
    case(rules.load_balancer_connections_logged, "not applicable", "it has none", NETWORK),
    case(rules.load_balancer_connections_logged, "unknown", "whether", balancer(connectionLogs={"enabled": UNKNOWN})),
    case(rules.load_balancer_deletion_protected, "pass", "it is", balancer(enableDeletionProtection=True)),
    case(rules.load_balancer_deletion_protected, "fail", "off unless asked for", NETWORK),
    case(rules.load_balancer_deletion_protected, "unknown", "whether", balancer(enableDeletionProtection=UNKNOWN)),
    case(rules.load_balancer_drops_invalid_headers, "pass", "it does", balancer(dropInvalidHeaderFields=True)),
    case(rules.load_balancer_drops_invalid_headers, "fail", "not unless asked", PUBLIC),
    case(rules.load_balancer_drops_invalid_headers, "not applicable", "it reads none", NETWORK),
    case(rules.load_balancer_drops_invalid_headers, "unknown", "whether", balancer(dropInvalidHeaderFields=UNKNOWN)),
    case(rules.load_balancer_refuses_smuggled_requests, "pass", "AWS's choice", PUBLIC),
    case(
        rules.load_balancer_refuses_smuggled_requests, "pass", "strictest", balancer(desyncMitigationMode="strictest")
    ),
    case(rules.load_balancer_refuses_smuggled_requests, "fail", "monitor", balancer(desyncMitigationMode="monitor")),
    case(
        rules.load_balancer_refuses_smuggled_requests,
        "fail",
        "classic",
        classic("https", desyncMitigationMode="monitor"),
    ),
    case(rules.load_balancer_refuses_smuggled_requests, "not applicable", "it reads none", NETWORK),
    case(rules.load_balancer_refuses_smuggled_requests, "unknown", "how", balancer(desyncMitigationMode=UNKNOWN)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_gives_the_verdict(case: Case) -> None:
    assert case.judged() == case.verdict
