from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest

from auditor.graph import Reference, Resource, ResourceGraph
from auditor.judges.view import view
from auditor.sources.configuration import load_project
from auditor.sources.program import render
from components import github_policies as policies
from components.github_access import GithubAccess, GithubAccessArgs
from components.github_change_policies import services_policy, stores_policy
from components.github_release_policies import releasing_policy
from components.identity import Identity, IdentityArgs
from components.identity_policies import DATA_READS, Scope
from policies.rule import Status
from policies.rules import RULES
from tests.components.evaluation import allows
from tests.components.released import ACCOUNT
from tests.conftest import ROOT, Record

KEY = "arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-1234567890ab"
STATE = policies.State(bucket="acme-state", key_arn=KEY)
SCOPE = Scope(account=ACCOUNT, project="footing", stack="test")
ROLE, PROVIDER = "aws:iam/role:Role", "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
BOUNDARY = "arn:aws:iam::111122223333:policy/footing-test-boundary"
LONGEST_MANAGED, LONGEST_INLINE = 6144, 10240
"""How long policies may be, white space aside (IAM User Guide, "IAM and AWS STS quotas")."""


def declare(**changes: Any) -> GithubAccess:
    given: dict[str, Any] = {
        "account": ACCOUNT,
        "repository": "acme/health",
        "subject": "repo:acme@12/health@345",
        "branch": "main",
        "environment": "prod",
        "owns_account": True,
        "state": STATE,
        "boundary_arn": Identity("identity", IdentityArgs(account=ACCOUNT)).boundary_arn,
    }
    return GithubAccess("github", GithubAccessArgs(**{**given, **changes}))


@pytest.fixture
def graph(recorded: Record) -> ResourceGraph:
    return recorded(declare)


def of(graph: ResourceGraph, type_: str) -> dict[str, Resource]:
    return {each.name: each for each in graph if each.type == type_}


def claims(graph: ResourceGraph, role: str) -> dict[str, str]:
    (statement,) = json.loads(of(graph, ROLE)[role].inputs["assumeRolePolicy"])["Statement"]
    assert list(statement["Condition"]) == ["StringEquals"]
    return {
        key.removeprefix(f"{policies.ISSUER}:"): value for key, value in statement["Condition"]["StringEquals"].items()
    }


def test_no_rule_fails_on_it_and_none_is_left_in_doubt(graph: ResourceGraph) -> None:
    outcomes = [outcome for rule in RULES for outcome in rule.judge(view(graph))]
    bad = [each for each in outcomes if each.status in (Status.FAIL, Status.UNKNOWN)]
    assert [(each.rule.id, each.reason) for each in bad if each.resource.name.startswith("github")] == []


def test_an_account_has_githubs_provider_once(graph: ResourceGraph, recorded: Record) -> None:
    (provider,) = of(graph, PROVIDER).values()
    assert provider.inputs == {
        "url": "https://token.actions.githubusercontent.com",
        "clientIdLists": ["sts.amazonaws.com"],
    }
    assert not of(recorded(partial(declare, owns_account=False)), PROVIDER)


def test_pull_requests_of_the_repository_preview(graph: ResourceGraph) -> None:
    assert claims(graph, "github-preview") == {
        "aud": "sts.amazonaws.com",
        "sub": "repo:acme@12/health@345:pull_request",
        "repository": "acme/health",
    }


def test_one_branch_in_one_environment_deploys(graph: ResourceGraph) -> None:
    assert claims(graph, "github-deploy") == {
        "aud": "sts.amazonaws.com",
        "sub": "repo:acme@12/health@345:environment:prod",
        "repository": "acme/health",
        "ref": "refs/heads/main",
        "environment": "prod",
    }


def test_who_deploys_stays_within_a_boundary_of_its_own(graph: ResourceGraph) -> None:
    boundary = of(graph, "aws:iam/policy:Policy")["github-boundary"]
    roles = of(graph, ROLE)
    assert roles["github-deploy"].inputs["permissionsBoundary"] == Reference(boundary.urn, "arn")
    assert roles["github-preview"].inputs["permissionsBoundary"] != Reference(boundary.urn, "arn")


@pytest.mark.parametrize(
    ("action", "resource", "may"),
    [
        ("s3:GetObject", "arn:aws:s3:::acme-state/.pulumi/stacks/footing/test.json", True),
        ("s3:GetObject", "arn:aws:s3:::records/patients.csv", False),
        ("kms:Decrypt", KEY, True),
        ("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/other", False),
        ("s3:PutObject", "arn:aws:s3:::acme-state/.pulumi/stacks/footing/test.json", False),
    ],
)
def test_a_preview_reads_the_state_and_no_data(action: str, resource: str, may: bool) -> None:
    assert allows(policies.preview_policy(SCOPE, STATE), action, resource) is may


@pytest.mark.parametrize("action", sorted(set(DATA_READS) - {"s3:GetObject", "kms:Decrypt"}))
def test_a_preview_is_denied_what_an_auditor_is_denied(action: str) -> None:
    widest = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    own = policies.preview_policy(SCOPE, STATE)
    assert not allows({"Statement": [widest, *own["Statement"]]}, action)


@pytest.mark.parametrize("role", ["any", "footing-test-github-deploy"])
def test_a_deployment_describes_every_role_but_its_own(role: str) -> None:
    arn = f"arn:aws:iam::111122223333:role/{role}"
    documents = (policies.identities_policy(SCOPE, BOUNDARY), policies.deployment_boundary(SCOPE))
    assert all(allows(each, "iam:UpdateRoleDescription", arn) for each in documents) is (role == "any")


def test_a_subject_of_another_repository_is_refused(recorded: Record) -> None:
    with pytest.raises(ValueError, match="is not one of the repository acme/health"):
        recorded(partial(declare, subject="repo:acme@12/another@345"))


@pytest.mark.parametrize(
    ("path", "may"),
    [
        (".pulumi/stacks/footing/test.json", True),
        (".pulumi/locks/organization/footing/test/1.json", True),
        (".pulumi/stacks/footing/prod.json", False),
        ("elsewhere", False),
    ],
)
def test_a_deployment_writes_the_state_of_its_own_stack(path: str, may: bool) -> None:
    assert allows(policies.state_policy(SCOPE, STATE), "s3:PutObject", f"arn:aws:s3:::acme-state/{path}") is may


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:CreateAccessKey", "*"),
        ("iam:CreateUser", "*"),
        ("cloudtrail:StopLogging", "*"),
        ("backup:DeleteRecoveryPoint", "*"),
        ("kms:ScheduleKeyDeletion", "*"),
        ("codepipeline:PutApprovalResult", "*"),
        ("ecs:ExecuteCommand", "*"),
        ("dynamodb:GetItem", "*"),
        ("iam:CreatePolicyVersion", BOUNDARY),
        ("iam:DeletePolicy", BOUNDARY),
        ("iam:UpdateAssumeRolePolicy", "arn:aws:iam::111122223333:role/footing-test-github-deploy"),
        ("iam:DeleteRolePermissionsBoundary", "arn:aws:iam::111122223333:role/any"),
    ],
)
def test_a_deployment_never_does(action: str, resource: str) -> None:
    assert not allows(policies.deployment_boundary(SCOPE), action, resource)


def test_a_role_is_made_within_the_stacks_boundary_only() -> None:
    (statement,) = [
        each for each in policies.identities_policy(SCOPE, BOUNDARY)["Statement"] if "iam:CreateRole" in each["Action"]
    ]
    assert statement["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": BOUNDARY}}


def test_a_deployment_passes_the_roles_of_the_stack_and_no_others() -> None:
    (graph,) = render(load_project(ROOT), ("prod",))
    assert isinstance(graph, ResourceGraph)
    allowed = policies.identities_policy(Scope(account=ACCOUNT, project="footing", stack="prod"), BOUNDARY)
    roles = of(graph, ROLE).items()
    names = [role.inputs.get("name") or f"{name}-0a1b2c3" for name, role in roles]
    passed = [allows(allowed, "iam:PassRole", f"arn:aws:iam::111122223333:role/{name}") for name in names]
    assert dict(zip(names, passed, strict=True)) == dict.fromkeys(names, True)
    assert not allows(allowed, "iam:PassRole", "arn:aws:iam::111122223333:role/administrator")


def test_no_policy_is_longer_than_iam_takes() -> None:
    long = Scope(account=ACCOUNT, project="p" * 20, stack="s" * 13)
    managed = [
        services_policy(long),
        stores_policy(long),
        releasing_policy(long),
        policies.identities_policy(long, BOUNDARY),
        policies.deployment_boundary(long),
    ]
    inline = [policies.preview_policy(long, STATE), policies.state_policy(long, STATE)]
    sizes = [len(json.dumps(each, separators=(",", ":"))) for each in (*managed, *inline)]
    assert [size for size in sizes[: len(managed)] if size > LONGEST_MANAGED] == []
    assert [size for size in sizes[len(managed) :] if size > LONGEST_INLINE] == []


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"repository": "acme/*"}, "organisation/name"),
        ({"repository": "health"}, "organisation/name"),
        ({"branch": "*"}, "branch"),
        ({"environment": "prod*"}, "environment"),
    ],
)
def test_what_would_let_others_in_is_refused(changes: dict[str, str], because: str, recorded: Record) -> None:
    with pytest.raises(Exception, match=because):
        recorded(partial(declare, **changes))
