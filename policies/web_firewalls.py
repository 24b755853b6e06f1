"""Web ACLs of AWS WAF, and their rules, read from every form in which pulumi-aws 7 writes them."""

from __future__ import annotations

from typing import Any

from policies.view import Item, Resource, Stack, UnknownValue

WEB_ACL = "aws:wafv2/webAcl:WebAcl"
RULE = "aws:wafv2/webAclRule:WebAclRule"
GROUP_ASSOCIATION = "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation"
LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"

MANAGED = "statement.managedRuleGroupStatement"
ASSOCIATED = "managedRuleGroup"
RATE = "statement.rateBasedStatement"

WINDOW_SECONDS = 300
"""Over which a rule of rates counts unless it says otherwise."""
MOST_REQUESTS = 100_000
"""How many requests of one address within five minutes a limit may let pass. AWS gives 500 as an example (AWS Best
Practices for DDoS Resiliency, "AWS WAF - Rate-based rules"), and takes two billion: this is what a thousand busy people
behind one address may need, and beyond it whatever one address can send gets through."""
TURNING_AWAY = ("block", "captcha", "challenge")

FirewallRule = Item | Resource
"""A rule inside a web ACL, one that is a resource of its own, or a group of rules associated with a web ACL."""


def rules_of(acl: Resource, stack: Stack) -> list[FirewallRule]:
    """Return the rules of a web ACL; raise `UnknownValue` if they are given as JSON text, which is not read."""
    if acl.has("ruleJson"):
        raise UnknownValue("ruleJson", "is not read: write `rules`")
    apart = [rule for type_ in (RULE, GROUP_ASSOCIATION) for rule in stack.referring(acl, type_, "webAclArn")]
    return [*acl.items("rules"), *apart]


def managed_group(rule: FirewallRule) -> str | None:
    """Return which of AWS's managed groups a rule applies, or None if it applies none."""
    for path in (MANAGED, ASSOCIATED):
        if rule.has(f"{path}.name") and rule.get(f"{path}.vendorName", "") == "AWS":
            return str(rule.get(f"{path}.name"))
    return None


def applies_group(rule: FirewallRule, name: str) -> bool:
    """Tell whether a rule applies one of AWS's managed groups to all requests, and not to count them only."""
    return (
        managed_group(rule) == name
        and not any(rule.has(f"{path}.scopeDownStatement") for path in (MANAGED, ASSOCIATED))
        and rule.get("overrideAction") != "count"
        and not acts(rule, "overrideAction", "count")
    )


def switched_off(rule: FirewallRule) -> list[str]:
    """Return which rules of a managed group turn nobody away, since a rule has them count or allow instead."""
    resource, inside = (rule.resource, f"{rule.path}.") if isinstance(rule, Item) else (rule, "")
    overrides = [
        each for path in (MANAGED, ASSOCIATED) for each in resource.items(f"{inside}{path}.ruleActionOverrides")
    ]
    return [each.get("name", "") for each in overrides if not any(acts(each, "actionToUse", on) for on in TURNING_AWAY)]


def limits_rate(rule: FirewallRule) -> bool:
    """Tell whether a rule turns away, of all requests, those of whoever sends too many."""
    if not rule.has(f"{RATE}.limit") or rule.has(f"{RATE}.scopeDownStatement") or not acts(rule, "action", "block"):
        return False
    window = rule.get(f"{RATE}.evaluationWindowSec", WINDOW_SECONDS)
    return bool(rule.get(f"{RATE}.limit", 0) * WINDOW_SECONDS <= MOST_REQUESTS * window)


def acts(rule: FirewallRule, name: str, action: str) -> bool:
    """Tell whether the property `name` of a rule holds an action, which may be an empty object."""
    chosen: Any = rule.get(name)
    return isinstance(chosen, dict) and chosen.get(action) is not None
