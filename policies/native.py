"""The rules as Pulumi's own policies, and Pulumi's arguments as the view that a rule sees.

A rule judges what a program gives a resource. A stack policy is shown what became of it, in which what the program
said and what AWS filled in look alike (at preview, as unknown), so the pack notes the former when it comes by.

Pulumi has no word for unknown. A value that is not known at preview makes a rule `not applicable`, with the reason;
the update that follows, with all values known, judges it. Nor can a mandatory rule let one violation pass, so an
accepted one is left out by its rule and printed by the advisory rule `accepted-exceptions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pulumi_policy
from pulumi_policy.proxy import UnknownValueError

from policies.exceptions import Review, RuleException, accepts, review
from policies.rule import Outcome, Rule, Status
from policies.view import UNKNOWN, Resource, Stack


class Given:
    """What the program gave each resource, by URN."""

    def __init__(self) -> None:
        self._inputs: dict[str, Mapping[str, Any]] = {}
        self._stack: Stack | None = None

    def note(self, args: pulumi_policy.ResourceValidationArgs) -> None:
        """Note the inputs of a resource. The engine asks of every resource before it asks of the stack."""
        self._inputs[args.urn] = _known_parts(args.props)
        self._stack = None

    def stack(self, args: pulumi_policy.StackValidationArgs) -> Stack:
        """Return the stack as it was declared: for resources the inputs, for components their outputs too.

        The engine shows every stack policy the same stack, one after the other; it is read once.
        """
        if self._stack is None:
            resources = [
                replace(_resource(each), properties=self._properties(each), references=_references(each))
                for each in args.resources
            ]
            self._stack = Stack(_stack_name(resources[0].urn) if resources else "", resources)
        return self._stack

    def _properties(self, resource: pulumi_policy.PolicyResource) -> Mapping[str, Any]:
        inputs = self._inputs.get(resource.urn)
        if inputs is not None and resource.provider is not None:
            return inputs
        return {**(inputs or {}), **_known_parts(resource.props)}


def native_policies(
    rules: Sequence[Rule], exceptions: Sequence[RuleException], today: date
) -> list[pulumi_policy.Policy]:
    """Return each rule as a mandatory policy, with one before them and two that speak of the exceptions after."""
    given = Given()
    return [
        _noting(given),
        *(_native(rule, exceptions, today, given) for rule in rules),
        _accepted_exceptions(rules, exceptions, today, given),
        _exceptions_current(rules, exceptions, today, given),
    ]


def _noting(given: Given) -> pulumi_policy.Policy:
    def validate(args: pulumi_policy.ResourceValidationArgs, _report: pulumi_policy.ReportViolation) -> None:
        given.note(args)
        args.not_applicable("has nothing to say of a resource by itself")

    return pulumi_policy.ResourceValidationPolicy(
        name="given-values",
        description="Notes what each resource is given, for the rules that look at resources together.",
        enforcement_level=pulumi_policy.EnforcementLevel.ADVISORY,
        validate=validate,
    )


def _native(rule: Rule, exceptions: Sequence[RuleException], today: date, given: Given) -> pulumi_policy.Policy:
    metadata: dict[str, Any] = {
        "name": rule.id,
        "description": rule.must,
        "enforcement_level": pulumi_policy.EnforcementLevel.MANDATORY,
        "severity": pulumi_policy.Severity(rule.severity.value),
        "remediation_steps": rule.fix,
        "url": rule.url or None,
    }

    def judge_resource(args: pulumi_policy.ResourceValidationArgs, report: pulumi_policy.ReportViolation) -> None:
        if args.resource_type not in rule.types:
            args.not_applicable(f"judges {', '.join(rule.types)}")
        with _blamed_on(rule, args.name):
            outcome = rule.judge_one(_resource(args))
        _tell([outcome], args.not_applicable, report)

    def judge_stack(args: pulumi_policy.StackValidationArgs, report: pulumi_policy.ReportViolation) -> None:
        with _blamed_on(rule, "the stack"):
            outcomes = list(rule.judge(given.stack(args)))
        _tell(outcomes, args.not_applicable, report)

    def _tell(
        outcomes: list[Outcome], not_applicable: Callable[[str], None], report: pulumi_policy.ReportViolation
    ) -> None:
        """Report the violations; if there is none, say what kept the rule from a verdict."""
        failed = [outcome for outcome in outcomes if outcome.status is Status.FAIL]
        unknown = [outcome for outcome in outcomes if outcome.status is Status.UNKNOWN]
        passed = any(outcome.status is Status.PASS for outcome in outcomes)
        for outcome in failed:
            if not accepts(exceptions, outcome, _stack_name(outcome.resource.urn), today):
                report(f"{outcome.reason}. {rule.fix}", outcome.resource.urn)  # the CLI shows no remediation steps
        if not failed and (unknown or not passed):
            reasons = [f"{each.resource.name}: {each.reason}" for each in unknown or outcomes]
            not_applicable("; ".join(reasons) or f"there is no {' or '.join(rule.types)}")

    if rule.joins:
        return pulumi_policy.StackValidationPolicy(validate=judge_stack, **metadata)
    return pulumi_policy.ResourceValidationPolicy(validate=judge_resource, **metadata)


def _accepted_exceptions(
    rules: Sequence[Rule], exceptions: Sequence[RuleException], today: date, given: Given
) -> pulumi_policy.Policy:
    def validate(args: pulumi_policy.StackValidationArgs, report: pulumi_policy.ReportViolation) -> None:
        for outcome, exception in _review(rules, exceptions, today, given.stack(args)).accepted:
            report(_accepted(outcome, exception), outcome.resource.urn)

    return pulumi_policy.StackValidationPolicy(
        name="accepted-exceptions",
        description="Violations that were accepted for a time, each with its reason, what compensates, and its owner.",
        enforcement_level=pulumi_policy.EnforcementLevel.ADVISORY,
        severity=pulumi_policy.Severity.LOW,
        remediation_steps="Mend the resource before its exception expires, and remove the exception.",
        validate=validate,
    )


def _accepted(outcome: Outcome, exception: RuleException) -> str:
    return "\n".join(
        [
            f"{outcome.rule.id}: {outcome.reason}. Accepted until {exception.expires}: {exception.reason}",
            f"Compensating control: {exception.compensating_control}",
            f"Owner: {exception.owner}; accepted in the name of {exception.approved_by} on {exception.approved_on}",
        ]
    )


def _exceptions_current(
    rules: Sequence[Rule], exceptions: Sequence[RuleException], today: date, given: Given
) -> pulumi_policy.Policy:
    def validate(args: pulumi_policy.StackValidationArgs, report: pulumi_policy.ReportViolation) -> None:
        for exception, problem in _review(rules, exceptions, today, given.stack(args)).problems:
            report(f"{exception} {problem}", None)

    return pulumi_policy.StackValidationPolicy(
        name="exceptions-current",
        description="Every exception is in force, is needed, and covers no more than what violates its rule.",
        enforcement_level=pulumi_policy.EnforcementLevel.MANDATORY,
        severity=pulumi_policy.Severity.HIGH,
        remediation_steps="Renew, narrow or remove the exception in stacks/exceptions.yaml.",
        validate=validate,
    )


def _review(rules: Sequence[Rule], exceptions: Sequence[RuleException], today: date, stack: Stack) -> Review:
    if not exceptions:
        return Review((), ())
    return review(exceptions, [outcome for rule in rules for outcome in rule.judge(stack)], stack.name, today)


@contextmanager
def _blamed_on(rule: Rule, subject: str) -> Iterator[None]:
    """Name the rule that raises: the engine stops, as it must, but shows the message of the exception alone."""
    try:
        yield
    except Exception as error:
        raise RuntimeError(f"rule {rule.id} raised on {subject}: {type(error).__name__}: {error}") from error


def _resource(args: pulumi_policy.ResourceValidationArgs | pulumi_policy.PolicyResource) -> Resource:
    return Resource(
        urn=args.urn,
        type=args.resource_type,
        name=args.name,
        properties=_known_parts(args.props),
        parent=args.opts.parent,
        protected=args.opts.protect,
        provider=args.provider.urn if args.provider else None,
    )


def _references(resource: pulumi_policy.PolicyResource) -> dict[str, list[str]]:
    return {key: [each.urn for each in on] for key, on in resource.property_dependencies.items()}


def _known_parts(value: Any) -> Any:
    """Return plain values, with `UNKNOWN` where Pulumi would raise on access."""
    if isinstance(value, Mapping):
        return {key: _part(value, key) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_part(value, index) for index in range(len(value))]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _part(container: Any, key: Any) -> Any:
    try:
        return _known_parts(container[key])
    except UnknownValueError:
        return UNKNOWN


def _stack_name(urn: str) -> str:
    return urn.split(":")[2]
