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
        and not rule.has(f"{MANAGED}.scopeDownStatement")
        and not rule.has(f"{ASSOCIATED}.scopeDownStatement")
        and rule.get("overrideAction") != "count"
        and not acts(rule, "overrideAction", "count")
    )


def limits_rate(rule: FirewallRule) -> bool:
    """Tell whether a rule turns away, of all requests, those of whoever sends too many."""
    return rule.has(f"{RATE}.limit") and not rule.has(f"{RATE}.scopeDownStatement") and acts(rule, "action", "block")


def acts(rule: FirewallRule, name: str, action: str) -> bool:
    """Tell whether the property `name` of a rule holds an action, which may be an empty object."""
    chosen: Any = rule.get(name)
    return isinstance(chosen, dict) and chosen.get(action) is not None
