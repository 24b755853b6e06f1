"""Rules for pipelines: what starts them, what they hand on, who approves, and who hears of a failure."""

from __future__ import annotations

from policies.alerts import missed, places
from policies.credentials import given_away
from policies.keys import not_own_key
from policies.pipelines import PIPELINE, Action, actions, before_people, first_told
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.service_events import pipeline_failed
from policies.view import Item, Resource, Stack

GUIDE = "https://docs.aws.amazon.com/codepipeline/latest/userguide"


@resource_rule(
    PIPELINE,
    severity=Severity.CRITICAL,
    fix="Put a manual approval (category `Approval`) before the deployment in the stage that deploys to production.",
    url=f"{GUIDE}/approvals.html",
)
def pipeline_approved_before_production(pipeline: Resource) -> Verdict:
    """A person approves what a pipeline deploys to production, after it was deployed anywhere else.

    Production is what is named so; where nothing that deploys is, all that is not named after another environment.
    """
    judged = before_people(pipeline)
    if not judged:
        return NotApplicable("it deploys nothing")
    ordered = actions(pipeline)

    def problem(action: Action) -> str | None:
        earlier = [each for each in ordered if (each.stage, each.turn) < (action.stage, action.turn)]
        since = [each for each in earlier if each.category == "Approval" or (each.deploys and each not in judged)]
        asked = since and since[-1].category == "Approval"
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
    severity=Severity.CRITICAL,
    fix="Set the variable's `type` to `SECRETS_MANAGER`, and its value to the name of the secret.",
    url=f"{GUIDE}/action-reference-CodeBuild.html",
)
def pipeline_tells_no_secret(pipeline: Resource) -> Verdict:
    """What a pipeline tells its actions, which everybody can read who may look at it, holds no secret."""
    return first_told(pipeline, given_away)


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
def pipeline_failures_reported(pipeline: Resource, stack: Stack) -> Verdict:
    """Somebody hears of it when a pipeline fails."""
    name = pipeline.get("name", "") or None
    return missed(stack, "failures of the pipeline", [pipeline_failed(place, name) for place in places(stack)])


def _unless_one(branches: list[str], whose: str) -> str | None:
    if not branches:
        return f"{whose} names no branch"
    open_ = [branch for branch in branches if any(wildcard in branch for wildcard in "*?[")]
    return f"{whose} follows every branch like {', '.join(open_)}" if open_ else None
