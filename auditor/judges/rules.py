"""The first judge: the policy pack's own rules, the same objects that `pulumi up` enforces."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from auditor.graph import ResourceGraph
from auditor.judges.memory import Memory
from auditor.judges.view import view
from auditor.results.finding import Acceptance, Evidence, Finding
from auditor.results.report import ExceptionProblem, StackVerdict
from policies.exceptions import RuleException, review
from policies.reads import Read
from policies.rule import Outcome, Rule
from policies.view import Hidden, Stack

_LONGEST_VALUE = 100_000
Told = dict[tuple[str, str, tuple[str, ...] | None], Evidence]
"""What was read of a stack: by URN, property, and the names of the resources that it refers to, if that was asked."""


class RuleError(Exception):
    """A rule of the pack raised, which is a mistake in the rule."""


def judge(
    graph: ResourceGraph,
    rules: Sequence[Rule],
    exceptions: Sequence[RuleException],
    today: date,
    *,
    evidence: bool = True,
    memory: Memory | None = None,
) -> StackVerdict:
    """Judge a stack by all rules, and its exceptions by what the rules said.

    Without `evidence`, findings tell what was looked at only where `check_provided` may look for names in it.
    """
    stack = view(graph, evidence=evidence)
    if memory is not None:
        memory.recall(stack, rules)
    outcomes = list(_outcomes(stack, rules))
    if memory is not None:
        memory.keep(stack)
    reviewed = review(exceptions, outcomes, graph.stack, today)
    accepted = {id(outcome): exception for outcome, exception in reviewed.accepted}
    told: Told = {}
    sources = sources_of(graph)
    return StackVerdict(
        stack=graph.stack,
        origin=graph.origin,
        resources=sum(resource.custom for resource in graph),
        findings=tuple(finding(outcome, accepted.get(id(outcome)), sources, told) for outcome in outcomes),
        exception_problems=tuple(
            ExceptionProblem(exception=str(exception), problem=problem) for exception, problem in reviewed.problems
        ),
    )


def check_provided(verdicts: Sequence[StackVerdict], along: Sequence[StackVerdict] = ()) -> list[StackVerdict]:
    """Hold every `provided by` against the findings of the stack that is said to provide.

    The claim stands if the same rule passes there, has met there the names that the claim gives, and nowhere there
    fails or is unknown. Otherwise it is a violation: nobody provides the safeguard. `along` are verdicts on further
    stacks, which may provide too and are not returned.
    """
    claims = [each for verdict in verdicts for each in verdict.findings if each.provided_by is not None]
    claimed = {(claim.provided_by, claim.rule) for claim in claims}
    met: dict[tuple[str, str], str] = defaultdict(str)
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    for verdict in (*verdicts, *along):
        for finding in verdict.findings:
            if (verdict.stack, finding.rule) in claimed:
                said[verdict.stack, finding.rule].add(finding.status)
                if finding.status == "pass":
                    met[verdict.stack, finding.rule] += "\n".join(each.value for each in finding.evidence)
    passing = {key for key, statuses in said.items() if "pass" in statuses and not statuses & {"fail", "unknown"}}
    failures = {verdict.stack: verdict.failure for verdict in (*verdicts, *along)}
    quietly = {verdict.stack for verdict in along}

    def checked(finding: Finding) -> Finding:
        provider = finding.provided_by
        if provider is None:
            return finding
        named = dict.fromkeys(finding.provided_for)
        missed = [name for name in named if name not in met[provider, finding.rule]]
        if (provider, finding.rule) in passing and not missed:
            shown = f"{finding.reason}, which was judged along, as the program declares it"
            return replace(finding, reason=shown) if provider in quietly else finding
        if provider not in failures or failures[provider]:
            why = failures.get(provider)
            reason = f"said to be provided by {provider}, which "
            reason += f"could not be rendered: {why}" if why else "was not judged along with this stack"
            return replace(finding, status="unknown", reason=reason)
        reason = f"said to be provided by {provider}, but {provider} does not hold it"
        reason += f" for {', '.join(missed)}" if missed else ""
        return replace(finding, status="fail", reason=reason)

    return [
        verdict.model_copy(update={"findings": tuple(checked(finding) for finding in verdict.findings)})
        for verdict in verdicts
    ]


def _outcomes(stack: Stack, rules: Iterable[Rule]) -> Iterable[Outcome]:
    for rule in rules:
        for resource in stack.of(*rule.types):
            try:
                yield rule.judge_one(resource, stack)
            except Exception as error:
                raise RuleError(
                    f"rule {rule.id} raised on {resource.type} {resource.name!r} of stack {stack.name}: "
                    f"{type(error).__name__}: {error}; this is a mistake in the rule, not in the stack"
                ) from error


def sources_of(graph: ResourceGraph) -> dict[str, str]:
    """Return, by URN, the file and line that declares a resource, as far as they are known."""
    return {resource.urn: str(resource.source) for resource in graph if resource.source}


def finding(outcome: Outcome, exception: RuleException | None, sources: Mapping[str, str], told: Told) -> Finding:
    """Return what a judge said of a resource, where that is declared, and the exception that accepts it, if any.

    Evidence that is in `told` is not made again: one property is read by many rules.
    """
    return Finding(
        rule=outcome.rule.id,
        severity=outcome.rule.severity.value,
        status=outcome.status.value,
        urn=outcome.resource.urn,
        type=outcome.resource.type,
        name=outcome.resource.name,
        source=sources.get(outcome.resource.urn),
        reason=outcome.reason,
        provided_by=outcome.provided_by,
        provided_for=outcome.provided_for,
        accepted=acceptance(exception) if exception else None,
        evidence=_evidence(outcome.evidence, told),
    )


def acceptance(exception: RuleException) -> Acceptance:
    """Return what a report says of an exception."""
    return Acceptance(
        reason=exception.reason,
        compensating_control=exception.compensating_control,
        owner=exception.owner,
        approved_by=exception.approved_by,
        approved_on=exception.approved_on,
        expires=exception.expires,
    )


def _evidence(reads: Sequence[Read], told: Told) -> tuple[Evidence, ...]:
    """Return what a rule looked at, each once; that a value is unknown is no news where one knows what it refers to."""
    referring = {(read.resource.urn, read.path) for read in reads if read.refers and read.value}
    found: dict[tuple[str, str, str, str], Evidence] = {}
    for read in reads:
        if read.refers or (read.resource.urn, read.path) not in referring:
            key = read.resource.urn, read.path, tuple(read.value) if read.refers else None
            if key not in told:
                value = f"refers to {', '.join(read.value)}" if read.refers and read.value else _shown(read.value)
                told[key] = Evidence(
                    resource=read.resource.name, type=read.resource.type, property=read.path, value=value
                )
            each = told[key]
            found.setdefault((each.resource, each.type, each.property, each.value), each)
    return tuple(found.values())


def _shown(value: Any) -> str:
    text = "not set" if value is None else _JSON.encode(value)
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + "…"


def _hidden(value: Any) -> str:
    return value.value if isinstance(value, Hidden) else str(value)


_JSON = json.JSONEncoder(default=_hidden, sort_keys=True, ensure_ascii=False)
