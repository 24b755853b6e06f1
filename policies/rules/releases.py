"""Rules for how software gets to where it runs: through a pipeline, and past a person who approves."""

from __future__ import annotations

from collections.abc import Iterable

from policies.documents import Statement, statements
from policies.given import Given, first_given
from policies.grants import HOLDERS, ROLE, WILDCARDS, covers, judge_grants, reaches_all
from policies.pipelines import PIPELINE, Action, actions, before_people, released_services
from policies.provided import pipeline_elsewhere
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.some import some
from policies.types import BUILD_PROJECT
from policies.view import Resource, Stack
from policies.wildcards import like

SERVICE = "aws:ecs/service:Service"
APPROVE = "codepipeline:PutApprovalResult"
AROUND = (
    *("codepipeline:CreatePipeline", "codepipeline:OverrideStageCondition", "codepipeline:PutJobSuccessResult"),
    *("codepipeline:PutThirdPartyJobSuccessResult", "codepipeline:RollbackStage", "codepipeline:UpdatePipeline"),
)
"""Ways to get past an approval, or to do away with it (Service Authorization Reference, AWS CodePipeline)."""
CHANGES_BUILD = ("codebuild:UpdateProject",)
STARTS_BUILD = (
    *("codebuild:RetryBuild", "codebuild:RetryBuildBatch", "codebuild:StartBuild", "codebuild:StartBuildBatch"),
)
ITSELF = "codepipeline.amazonaws.com"
CAUSE = ("codebuild:StartBuild", "codepipeline:RetryStageExecution", "codepipeline:StartPipelineExecution")
GUIDE = "https://docs.aws.amazon.com/codepipeline/latest/userguide"


@stack_rule(
    SERVICE,
    severity=Severity.HIGH,
    fix="Add the service to the targets of the pipeline, in this stack or in the one that settings name as its owner.",
    url=f"{GUIDE}/ecs-cd-pipeline.html",
    by_name=True,
)
def service_released_by_pipeline(service: Resource, stack: Stack) -> Verdict:
    """A service gets its software from a pipeline, its own stack's or the owner's, and not by hand."""
    name = service.get("name", "") or service.name
    clusters = {_name_of(cluster) for cluster in service.refers_to("cluster")} or {service.get("cluster", "default")}
    if elsewhere := pipeline_elsewhere(stack, name, *sorted(clusters)):
        return elsewhere

    def releases(pipeline: Resource) -> bool:
        return any((cluster, name) in set(released_services(pipeline)) for cluster in clusters)

    pipelines = stack.of(PIPELINE)
    if not pipelines:
        return "there is no pipeline: it is deployed by hand"
    return None if some(releases, pipelines) else f"no pipeline deploys to {name} in {', '.join(sorted(clusters))}"


@stack_rule(
    ROLE,
    severity=Severity.CRITICAL,
    fix="Take the actions on approvals and on the pipeline itself out of the policies of roles that services take.",
    url=f"{GUIDE}/approvals-iam-permissions.html",
)
def approval_left_to_people(role: Resource, stack: Stack) -> Verdict:
    """No service's role, such as a build's, can approve a release, or get around the approval.

    The pipeline starts the builds that deploy; nobody else does, and what a build of the pipeline does, none changes.
    """
    trusted = [each for each in statements(role.document("assumeRolePolicy")) if not each.is_deny]
    if not any(each.services for each in trusted):
        return NotApplicable("no service may take it")

    pipelines = stack.of(PIPELINE)
    own = all(service == ITSELF for each in trusted for service in each.services)

    def ways(statement: Statement) -> list[str]:
        found = [action for action in (APPROVE, *AROUND) if covers(statement, action)]
        if changed := [action for action in CHANGES_BUILD if covers(statement, action)]:
            ran = (action for pipeline in pipelines for action in actions(pipeline))
            found += changed if _reaches(statement, ran, stack) else []
        if not own and (started := [action for action in STARTS_BUILD if covers(statement, action)]):
            deploying = (action for pipeline in pipelines for action in before_people(pipeline))
            found += started if _reaches(statement, deploying, stack) else []
        return found

    def problem(given: Given) -> str | None:
        found = [way for statement in given.allows() for way in ways(statement)]
        return f"{given.name} allows {', '.join(found[:3])}" if found else None

    return first_given(role, stack, problem)


@stack_rule(
    *HOLDERS,
    severity=Severity.HIGH,
    fix="Name the approval action (`<pipeline>/<stage>/<action>`), and give starting and changing to others.",
    url=f"{GUIDE}/approvals-iam-permissions.html",
)
def approval_kept_apart(holder: Resource, stack: Stack) -> Verdict:
    """Whoever may approve a release may neither start one nor change the pipeline, and approves in named places."""
    seen: list[Statement] = []
    had: list[Given] = []

    def judged(statement: Statement) -> str | None:
        seen.append(statement)
        return _mixed(seen)

    def judged_whole(given: Given) -> str | None:
        had.append(given)
        return first_problem(judged, given.allows())

    if holder.type != ROLE:
        return judge_grants(holder, stack, judged)
    problem = first_given(holder, stack, judged_whole)
    return problem if had else NotApplicable("it is given nothing")


def _mixed(allowed: list[Statement]) -> str | None:
    approving = [each for each in allowed if covers(each, APPROVE)]
    if not approving:
        return None
    others = [action for each in allowed for action in (*CAUSE, *AROUND, *CHANGES_BUILD) if covers(each, action)]
    if others:
        return f"it approves, and allows {', '.join(others[:3])} too"
    open_ = [resource for each in approving for resource in each.resources if set(resource) & set(WILDCARDS)]
    return f"it approves in every place like {', '.join(open_)}" if open_ else None


def _reaches(statement: Statement, run: Iterable[Action], stack: Stack) -> bool:
    """Tell whether a statement speaks of a project that one of the actions runs, or of all there are."""
    if reaches_all(statement, ("project",)):
        return True
    names = {action.item.get("configuration.ProjectName", "") for action in run if _is_build(action)}
    own = {f"${{{each.name}.arn}}" for each in stack.of(BUILD_PROJECT) if each.properties.get("name") in names}
    return any(
        resource in own or any(like(f"project/{name}", resource.split(":", 5)[-1]) for name in names)
        for resource in statement.resources
    )


def _is_build(action: Action) -> bool:
    return bool(action.item.get("provider", "") == "CodeBuild")


def _name_of(cluster: Resource) -> str:
    return str(cluster.get("name", "") or cluster.name)
