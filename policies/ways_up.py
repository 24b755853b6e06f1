"""Ways in which somebody who has a permission comes to what another role or user has: data.

They are those that are known in public: Rhino Security Labs, "AWS IAM Privilege Escalation"; NCC Group, "Principal
Mapper"; and what has been found since in services whose things run with a role. What each action takes for a resource,
and whether it asks for `iam:PassRole` itself, is the Service Authorization Reference's.
"""

from __future__ import annotations

Way = tuple[tuple[str, str], ...]
"""Actions that it takes, all of them, each with the end of the ARNs that it is allowed on; `*` stands for any name."""

_ALONE: dict[str, tuple[str, ...]] = {
    "deploymentgroup:*/1": ("codedeploy:CreateDeployment",),
    "devEndpoint/*": ("glue:UpdateDevEndpoint",),
    "environment/*": ("airflow:CreateCliToken",),
    "function:*": ("lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"),
    "group/*": (
        *("iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:PutGroupPolicy", "identitystore:CreateGroupMembership"),
    ),
    "cluster/*": ("elasticmapreduce:AddJobFlowSteps",),
    "instance/*": (
        *("ec2-instance-connect:SendSSHPublicKey", "ec2-instance-connect:SendSerialConsoleSSHPublicKey"),
        "ssm:StartSession",
    ),
    "notebook-instance-lifecycle-config/*": ("sagemaker:UpdateNotebookInstanceLifecycleConfig",),
    "notebook-instance/*": ("sagemaker:CreatePresignedNotebookInstanceUrl",),
    "oidc-provider/*": (*("iam:AddClientIDToOpenIDConnectProvider", "iam:UpdateOpenIDConnectProviderThumbprint"),),
    "permissionSet/*/1": (
        *("sso:AttachCustomerManagedPolicyReferenceToPermissionSet", "sso:AttachManagedPolicyToPermissionSet"),
        *("sso:CreateAccountAssignment", "sso:PutInlinePolicyToPermissionSet"),
    ),
    "policy/*": ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"),
    "project/*": ("codebuild:StartBuild", "codebuild:StartBuildBatch", "codebuild:UpdateProject"),
    "role/*": (
        *("iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRolePermissionsBoundary"),
        *("iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"),
        *("iam:UpdateAssumeRolePolicy", "sts:AssumeRole"),
    ),
    "root": ("sts:AssumeRoot",),
    "saml-provider/*": ("iam:UpdateSAMLProvider",),
    "service/*/1": ("apprunner:UpdateService",),
    "stack/*/1": ("cloudformation:UpdateStack",),
    "stackset/*:1": ("cloudformation:CreateStackInstances", "cloudformation:UpdateStackSet"),
    "task/*/1": ("ecs:ExecuteCommand",),
    "trust-anchor/*": ("rolesanywhere:UpdateTrustAnchor",),
    "user-profile/*/1": ("sagemaker:CreatePresignedDomainUrl",),
    "user/*": (
        *("iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:CreateLoginProfile"),
        *("iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary", "iam:PutUserPolicy"),
        *("iam:CreateServiceSpecificCredential", "iam:UpdateLoginProfile"),
    ),
}
"""Actions that are enough by themselves: they change an identity, or what runs with one, or open a shell there."""
_TOGETHER: tuple[Way, ...] = (
    (("batch:SubmitJob", "job-definition/*:1"), ("batch:SubmitJob", "job-queue/*")),
    (("cloudformation:CreateChangeSet", "stack/*/1"), ("cloudformation:ExecuteChangeSet", "stack/*/1")),
    tuple((f"ec2:{each}", "instance/*") for each in ("ModifyInstanceAttribute", "StopInstances", "StartInstances")),
    (("eks:CreateAccessEntry", "cluster/*"), ("eks:AssociateAccessPolicy", "access-entry/*/role/1/2/3")),
    (("ssm:CreateAssociation", "instance/*"), ("ssm:CreateAssociation", "document/AWS-RunShellScript")),
    (("ssm:SendCommand", "instance/*"), ("ssm:SendCommand", "document/AWS-RunShellScript")),
)
WAYS: tuple[Way, ...] = (*(((action, kind),) for kind, actions in _ALONE.items() for action in actions), *_TOGETHER)
OWN: dict[str, tuple[str, ...]] = {
    "role": tuple(each for each in _ALONE["role/*"] if each not in ("iam:CreateRole", "sts:AssumeRole")),
    "policy": _ALONE["policy/*"],
}
"""Actions that are a way up on nothing but one's own: the role itself, or a policy that it is given or held to."""
PASS = "iam:PassRole"  # noqa: S105 - an action
HANDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "bedrock-agentcore": (("bedrock-agentcore:CreateCodeInterpreter",),),
    "cloudformation": (
        *(("cloudformation:CreateStack",), ("cloudformation:UpdateStack",), ("cloudformation:CreateStackSet",)),
        ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
    ),
    "codebuild": (("codebuild:CreateProject",), ("codebuild:UpdateProject",)),
    "codepipeline": (("codepipeline:CreatePipeline",), ("codepipeline:UpdatePipeline",)),
    "datapipeline": (("datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"),),
    "ec2": (
        *(("ec2:RunInstances",), ("ec2:RequestSpotInstances",), ("ec2:AssociateIamInstanceProfile",)),
        *(("ec2:ReplaceIamInstanceProfileAssociation",), ("autoscaling:CreateLaunchConfiguration",)),
    ),
    "ecs-tasks": (
        ("batch:RegisterJobDefinition", "batch:SubmitJob"),
        *(("ecs:RegisterTaskDefinition", f"ecs:{run}") for run in ("RunTask", "StartTask", "CreateService")),
        ("ecs:RegisterTaskDefinition", "ecs:UpdateService"),
    ),
    "elasticmapreduce": (("elasticmapreduce:RunJobFlow",),),
    "emr-serverless": (("emr-serverless:StartJobRun",),),
    "glue": (("glue:CreateJob",), ("glue:UpdateJob",), ("glue:CreateSession",), ("glue:CreateDevEndpoint",)),
    "lambda": (("lambda:CreateFunction",), ("lambda:UpdateFunctionConfiguration",)),
    "sagemaker": (
        *(("sagemaker:CreateNotebookInstance",), ("sagemaker:CreateProcessingJob",)),
        ("sagemaker:CreateTrainingJob",),
    ),
    "scheduler": (("scheduler:CreateSchedule",), ("scheduler:UpdateSchedule",)),
    "ssm": (("ssm:StartAutomationExecution",),),
    "states": (("states:CreateStateMachine",), ("states:UpdateStateMachine",)),
    "tasks.apprunner": (("apprunner:CreateService",), ("apprunner:UpdateService",)),
}
"""By the service that a role is passed to, the actions that have the service do with it what one says."""
ACTIONS = frozenset(
    (
        PASS,
        *(action for way in WAYS for action, _ in way),
        *(action for ways in HANDED.values() for actions in ways for action in actions),
    )
)
"""All actions that belong to a way."""
