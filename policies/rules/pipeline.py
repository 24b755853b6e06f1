"""Rules for pipelines: what starts them, what they hand on, who approves, and who hears of a failure."""

from __future__ import annotations

import re

from policies.alerts import unheard
from policies.keys import not_own_key
from policies.pipelines import PIPELINE, Action, actions
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.view import Item, Resource, Stack

PRODUCTION = re.compile(r"(?<![a-z])(prod|production|live)(?![a-z])", re.IGNORECASE)
DEPLOYING = re.compile(r"deploy|release|rollout", re.IGNORECASE)
GUIDE = "https://docs.aws.amazon.com/codepipeline/latest/userguide"


@resource_rule(
    PIPELINE,
    severity=Severity.CRITICAL,
    fix="Put a manual approval (category `Approval`) before the deployment in the stage that deploys to production.",
    url=f"{GUIDE}/approvals.html",
)
def pipeline_approved_before_production(pipeline: Resource) -> Verdict:
    """A person approves what a pipeline deploys to production, right before it does.

    Production is the stage that is named so; where none is, the last stage that deploys.
    """
    ordered = actions(pipeline)
    working = [action for action in ordered if action.category not in ("Approval", "Source")]
    named = [action for action in working if _says(PRODUCTION, action)]
    deploying = [action for action in working if action.category == "Deploy" or _says(DEPLOYING, action)]
    if not named and not deploying:
        return NotApplicable("it deploys nothing")
    judged = named or [action for action in deploying if action.stage == deploying[-1].stage]
    approvals = [action for action in ordered if action.category == "Approval"]

    def problem(action: Action) -> str | None:
        asked = any(
            (approval.stage == action.stage and approval.turn < action.turn) or approval.stage == action.stage - 1
            for approval in approvals
        )
        return None if asked else f"nobody approves before {action.name} in the stage {action.stage_name}"

    return first_problem(problem, judged)


@stack_rule(
    PIPELINE,
    severity=Severity.HIGH,
    fix="Give each of the `artifact_stores` an `encryption_key` with the ARN of a key of your own.",
    url=f"{GUIDE}/S3-artifact-encryption.html",
)
def pipeline_artifacts_encrypted_with_own_key(pipeline: Resource, _stack: Stack) -> Verdict:
    """What a pipeline hands from action to action is encrypted with a key of our own."""
    stores = pipeline.items("artifactStores")
    if not stores:
        return "no artifactStores are declared"
    return first_problem(lambda store: not_own_key(pipeline, f"{store.path}.encryptionKey.id"), stores)


@resource_rule(
    PIPELINE,
    severity=Severity.LOW,
    fix='Set `pipeline_type="V2"`.',
    url=f"{GUIDE}/pipeline-types.html",
)
def pipeline_of_second_type(pipeline: Resource) -> Verdict:
    """A pipeline is of the type that knows triggers, variables and queued executions."""
    kind = pipeline.get("pipelineType", "V1")
    return None if kind == "V2" else f"it is of type {kind}, whose executions overtake one another"


@resource_rule(
    PIPELINE,
    severity=Severity.HIGH,
    fix="Use a CodeConnections source with one `BranchName`, and let `triggers` include that branch only.",
    url=f"{GUIDE}/pipelines-filter.html",
)
def pipeline_follows_one_branch(pipeline: Resource) -> Verdict:
    """A pipeline is started by one branch, which can be protected, and not by whatever is pushed or proposed."""
    sources = [action for action in actions(pipeline) if action.category == "Source"]

    def of_source(source: Action) -> str | None:
        if source.item.get("owner", "AWS") == "ThirdParty":
            return f"{source.name} keeps a token in its configuration: use CodeConnections"
        if source.item.get("provider", "") not in ("CodeStarSourceConnection", "CodeCommit"):
            return None
        branch = source.item.get("configuration.BranchName", "")
        return _unless_one(branch and [branch], source.name)

    def of_trigger(trigger: Item) -> str | None:
        if trigger.has("gitConfiguration.pullRequests"):
            return "a pull request starts it, which nobody has approved yet"
        pushes = pipeline.items(f"{trigger.path}.gitConfiguration.pushes")
        return first_problem(lambda push: _unless_one(push.get("branches.includes", []), "a trigger"), pushes)

    return first_problem(of_source, sources) or first_problem(of_trigger, pipeline.items("triggers"))


@stack_rule(
    PIPELINE,
    severity=Severity.MEDIUM,
    fix="Add an EventRule for failed executions of `aws.codepipeline`, with a topic as its target.",
    url=f"{GUIDE}/detect-state-changes-cloudwatch-events.html",
)
def pipeline_failures_reported(_pipeline: Resource, stack: Stack) -> Verdict:
    """Somebody hears of it when a pipeline fails."""
    return unheard("aws.codepipeline", stack)


def _says(words: re.Pattern[str], action: Action) -> bool:
    return bool(words.search(action.stage_name) or words.search(action.name))


def _unless_one(branches: list[str], whose: str) -> str | None:
    if not branches:
        return f"{whose} names no branch"
    open_ = [branch for branch in branches if any(wildcard in branch for wildcard in "*?[")]
    return f"{whose} follows every branch like {', '.join(open_)}" if open_ else None
