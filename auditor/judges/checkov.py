"""The second judge: Checkov, asked about the translation of a resource graph to Terraform.

What it finds is traced back to the resource of the program and the line that declares it. It is shown what a person
would deploy, with the account's number filled in where the recorder knows it: a check that looks for one would be blind
to a variable.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NoReturn

from auditor.checkov.answer import Answer
from auditor.checkov.environment import Checkov
from auditor.checkov.remembered import remembered
from auditor.checkov.shown import shown
from auditor.graph import ResourceGraph
from auditor.judges.rules import finding, sources_of
from auditor.results.report import CheckovVerdict, CheckSummary, ExceptionProblem
from auditor.terraform.conformance import DEFAULT_REGION
from auditor.terraform.translation import Translation, translate
from auditor.terraform.types import package_of
from controls.checkov import known
from policies.exceptions import RuleException, review
from policies.rule import Outcome, Rule, Severity, Status
from policies.view import Resource

FIX = "Mend the resource, or have the deviation accepted in exceptions.yaml."


def judge_by_checkov(
    graph: ResourceGraph, checkov: Checkov, exceptions: Sequence[RuleException], today: date
) -> tuple[CheckovVerdict, tuple[ExceptionProblem, ...]]:
    """Return what Checkov says of a stack, and what is wrong with the exceptions from its checks.

    Raises `InputError` where Checkov cannot be asked.
    """
    translation = translated(graph)
    (answer,) = remembered(checkov, shown(translation))
    outcomes = list(_outcomes(answer, _Subjects(graph, translation)))
    reviewed = review([each for each in exceptions if each.of_checkov], outcomes, graph.stack, today)
    accepted = {id(outcome): exception for outcome, exception in reviewed.accepted}
    sources = sources_of(graph)
    not_shown = {resource.type for each in translation.left_out if not each.path and (resource := graph.find(each.urn))}
    verdict = CheckovVerdict(
        version=answer.version,
        resources=len(set(answer.seen) & set(translation.addresses.values())),
        of_resources=translation.of_resources,
        not_shown=tuple(sorted(not_shown)),
        checks=tuple(_summaries(answer, outcomes, accepted)),
        findings=tuple(
            finding(outcome, accepted.get(id(outcome)), sources, {})
            for outcome in outcomes
            if outcome.status is not Status.PASS
        ),
        problems=tuple(_problems(answer, translation)),
    )
    faulty = (ExceptionProblem(exception=str(each), problem=problem) for each, problem in reviewed.problems)
    return verdict, tuple(faulty)


def translated(graph: ResourceGraph) -> Translation:
    """Return the translation that Checkov is shown: of all that the program has, with the account's number in it."""
    packages = {package_of(each) for each in graph if each.custom}
    return translate(graph, region=DEFAULT_REGION, providers={*packages, "archive"}, imports=False)


class _Subjects(dict[str, Resource]):
    """The resources by their addresses. What is no resource but has an address, as a provider, stands for itself."""

    def __init__(self, graph: ResourceGraph, translation: Translation) -> None:
        super().__init__()
        for urn, address in translation.addresses.items():
            if declared := graph.find(urn):
                self[address] = Resource(urn=urn, type=declared.type, name=declared.name, properties={})

    def __missing__(self, address: str) -> Resource:
        type_, _, name = address.partition(".")
        return Resource(urn=address, type=type_, name=name, properties={})


def _outcomes(answer: Answer, subjects: Mapping[str, Resource]) -> Iterator[Outcome]:
    rules = {id_: _rule(id_, name) for id_, name in {**known().checks, **answer.names}.items()}
    for check, address in answer.passed:
        yield Outcome(rules[check], subjects[address], Status.PASS)
    for check, address in answer.failed:
        yield Outcome(rules[check], subjects[address], Status.FAIL, f"Checkov: {rules[check].must}")
    for broken in answer.broken:
        if broken.address:
            reason = f"Checkov's check broke down, so that nobody knows ({broken.reason}): {rules[broken.check].must}"
            yield Outcome(rules[broken.check], subjects[broken.address], Status.FAIL, reason)


def _rule(id_: str, name: str) -> Rule:
    def never(resource: Resource) -> NoReturn:
        raise AssertionError(f"{id_} is Checkov's to judge {resource.name} by")

    return Rule(id=id_, must=name, fix=FIX, severity=Severity.MEDIUM, types=(), url="", check=never, joins=False)


def _summaries(
    answer: Answer, outcomes: Sequence[Outcome], accepted: Mapping[int, RuleException]
) -> Iterator[CheckSummary]:
    said: dict[str, Counter[str]] = defaultdict(Counter)
    passing = defaultdict[str, list[str]](list)
    for outcome in outcomes:
        passed = outcome.status is Status.PASS
        said[outcome.rule.id]["passed" if passed else "accepted" if id(outcome) in accepted else "failed"] += 1
        if passed:
            passing[outcome.rule.id].append(f"{outcome.resource.type}::{outcome.resource.name}")
    for check, _ in answer.silent:
        said[check]["silent"] += 1
    names = {**known().checks, **answer.names}
    for id_ in sorted(said):
        yield CheckSummary(id=id_, name=names[id_], passing=tuple(sorted(passing[id_])), **said[id_])


def _problems(answer: Answer, translation: Translation) -> Iterator[str]:
    yield from (f"{each}: could not be parsed, so nothing in it was judged" for each in answer.unparsed)
    yield from (f"{each}: not understood, so no check has looked inside" for each in answer.unread)
    yield from (f"{each.check} broke down ({each.reason})" for each in answer.broken if not each.address)
    yield from answer.errors
    unseen = sorted(set(translation.addresses.values()) - set(answer.seen))
    yield from (f"{each}: shown to Checkov, which did not see it" for each in unseen)
