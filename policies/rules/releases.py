"""Rules for how software gets to where it runs: through a pipeline, and past a person who approves."""

from __future__ import annotations

from policies.documents import Statement, statements
from policies.grants import HOLDERS, ROLE, ROLE_POLICY, covers, judge_grants
from policies.pipelines import PIPELINE, released_services
from policies.provided import pipeline_elsewhere
from policies.rule import NotApplicable, Severity, Verdict, first_problem, stack_rule
from policies.some import some
from policies.view import Resource, Stack

SERVICE = "aws:ecs/service:Service"
APPROVE = "codepipeline:PutApprovalResult"
AROUND = (
    *("codepipeline:CreatePipeline", "codepipeline:OverrideStageCondition", "codepipeline:PutJobSuccessResult"),
    *("codepipeline:PutThirdPartyJobSuccessResult", "codepipeline:RollbackStage", "codepipeline:UpdatePipeline"),
)
"""Ways to get past an approval, or to do away with it (Service Authorization Reference, AWS CodePipeline)."""
CAUSE = ("codebuild:StartBuild", "codepipeline:RetryStageExecution", "codepipeline:StartPipelineExecution")
GUIDE = "https://docs.aws.amazon.com/codepipeline/latest/userguide"


@stack_rule(
    SERVICE,
    severity=Severity.HIGH,
    fix="Add the service to the targets of the pipeline, in this stack or in the one that settings name as its owner.",
    url=f"{GUIDE}/ecs-cd-pipeline.html",
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
    """No service's role, such as a build's, can approve a release, or get around the approval."""
    trusted = [each for each in statements(role.document("assumeRolePolicy")) if not each.is_deny]
    if not any(each.services for each in trusted):
        return NotApplicable("no service may take it")

    def problem(holder: Resource) -> str | None:
        allowed = [each for each in statements(holder.document("policy")) if not each.is_deny]
        found = [action for each in allowed for action in (APPROVE, *AROUND) if covers(each, action)]
        return f"{holder.name} allows {', '.join(found[:3])}" if found else None

    return first_problem(problem, stack.referring(role, ROLE_POLICY, "role"))


@stack_rule(
    *HOLDERS,
    severity=Severity.HIGH,
    fix="Name the approval action (`<pipeline>/<stage>/<action>`), and give starting and changing to others.",
    url=f"{GUIDE}/approvals-iam-permissions.html",
)
def approval_kept_apart(holder: Resource, stack: Stack) -> Verdict:
    """Whoever may approve a release may neither start one nor change the pipeline, and approves in named places."""
    seen: list[Statement] = []
    verdict = judge_grants(holder, stack, lambda each: seen.append(each))
    approving = [each for each in seen if covers(each, APPROVE)]
    if isinstance(verdict, NotApplicable) or not approving:
        return verdict
    others = [action for each in seen for action in (*CAUSE, *AROUND) if covers(each, action)]
    if others:
        return f"it approves, and allows {', '.join(others[:3])} too"
    open_ = [resource for each in approving for resource in each.resources if resource.endswith("*")]
    return f"it approves in every place like {', '.join(open_)}" if open_ else None


def _name_of(cluster: Resource) -> str:
    return str(cluster.get("name", "") or cluster.name)
