"""Which calls of AWS somebody must hear of at once: the list, and how to recognise them, as plain data.

The numbers are those of the CIS AWS Foundations Benchmark v3.0.0, section 4, and the patterns match the events that
it lists, in the language of CloudWatch Logs (User Guide, "Filter pattern syntax for metric filters"). One event is
Footing's own: other calls by which a safeguard is undone, which the benchmark passes over.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AuditEvent:
    """A kind of event in the trail, and why somebody is told of it."""

    name: str
    why: str
    pattern: str
    cis: str | None = None
    """Its number in the benchmark, if it is of the benchmark's list."""


def break_glass_use(role_arn: str) -> AuditEvent:
    """Return the event of somebody taking on the role for emergencies.

    `*` stands for any text, such as the name of another stack, at the beginning or the end of its ARN. Raises
    `ValueError` for one that stands within it, where CloudWatch Logs takes it for itself: nothing would be found.
    """
    if "*" in role_arn[1:-1]:
        raise ValueError(f"{role_arn}: `*` stands for any text only at the beginning or the end of an ARN")
    return AuditEvent(
        name="break-glass",
        why="Somebody used the role for emergencies (45 CFR 164.312(a)(2)(ii))",
        pattern=f'{{ ($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "{role_arn}") }}',
    )


def _any_of(*names: str) -> str:
    return " || ".join(f"($.eventName = {name})" for name in names)


def _calls(*names: str, of: str | None = None) -> str:
    any_of = _any_of(*names)
    return f"{{ ($.eventSource = {of}.amazonaws.com) && ({any_of}) }}" if of else f"{{ {any_of} }}"


CIS_EVENTS: tuple[AuditEvent, ...] = (
    AuditEvent(
        cis="4.1",
        name="unauthorised-calls",
        why="Calls are refused: somebody tries doors, or something lacks a permission",
        pattern='{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
    ),
    AuditEvent(
        cis="4.2",
        name="sign-in-without-mfa",
        why="A user signed in to the console with a password alone",
        pattern='{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && '
        '($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    ),
    AuditEvent(
        cis="4.3",
        name="root-use",
        why="The root user was used, which no policy of the account can limit",
        pattern='{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && '
        '$.eventType != "AwsServiceEvent" }',
    ),
    AuditEvent(
        cis="4.4",
        name="iam-changes",
        why="Who may do what was changed",
        pattern=_calls(
            *("DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy"),
            *("PutGroupPolicy", "PutRolePolicy", "PutUserPolicy"),
            *("CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion"),
            *("AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy"),
            *("AttachGroupPolicy", "DetachGroupPolicy"),
            of="iam",
        ),
    ),
    AuditEvent(
        cis="4.5",
        name="trail-changes",
        why="What is recorded was changed, which is how somebody covers their tracks",
        pattern=_calls("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
    ),
    AuditEvent(
        cis="4.6",
        name="sign-in-failures",
        why="Somebody failed to sign in to the console: a slip, or guessing",
        pattern='{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
    ),
    AuditEvent(
        cis="4.7",
        name="key-deletion",
        why="A key is disabled or about to be deleted, and with it all that it encrypts",
        pattern=_calls("DisableKey", "ScheduleKeyDeletion", of="kms"),
    ),
    AuditEvent(
        cis="4.8",
        name="bucket-policy-changes",
        why="Who may reach a bucket, or how long it keeps what it holds, was changed",
        pattern=_calls(
            *("PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle", "PutBucketReplication"),
            *("DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle", "DeleteBucketReplication"),
            of="s3",
        ),
    ),
    AuditEvent(
        cis="4.9",
        name="config-changes",
        why="The history of configuration was stopped or sent elsewhere",
        pattern=_calls(
            *("StopConfigurationRecorder", "DeleteDeliveryChannel"),
            *("PutDeliveryChannel", "PutConfigurationRecorder"),
            of="config",
        ),
    ),
    AuditEvent(
        cis="4.10",
        name="security-group-changes",
        why="Who may connect to what was changed",
        pattern=_calls(
            *("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"),
            *("RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress"),
            *("CreateSecurityGroup", "DeleteSecurityGroup"),
        ),
    ),
    AuditEvent(
        cis="4.11",
        name="network-acl-changes",
        why="Who may connect to a whole subnet was changed",
        pattern=_calls(
            *("CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl", "DeleteNetworkAclEntry"),
            *("ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation"),
        ),
    ),
    AuditEvent(
        cis="4.12",
        name="gateway-changes",
        why="A way out of a network, or into it, was opened or closed",
        pattern=_calls(
            *("CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway"),
            *("CreateInternetGateway", "DeleteInternetGateway", "DetachInternetGateway"),
        ),
    ),
    AuditEvent(
        cis="4.13",
        name="route-changes",
        why="Where traffic goes was changed",
        pattern=_calls(
            *("CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation"),
            *("DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable"),
            of="ec2",
        ),
    ),
    AuditEvent(
        cis="4.14",
        name="vpc-changes",
        why="A network was made, removed, or joined with another",
        pattern=_calls(
            *("CreateVpc", "DeleteVpc", "ModifyVpcAttribute"),
            *("AcceptVpcPeeringConnection", "CreateVpcPeeringConnection"),
            *("DeleteVpcPeeringConnection", "RejectVpcPeeringConnection"),
            *("AttachClassicLinkVpc", "DetachClassicLinkVpc", "DisableVpcClassicLink", "EnableVpcClassicLink"),
        ),
    ),
    AuditEvent(
        cis="4.15",
        name="organization-changes",
        why="Accounts, or the policies above them, were changed",
        pattern=_calls(
            *("AcceptHandshake", "DeclineHandshake", "InviteAccountToOrganization", "LeaveOrganization"),
            *("CreateAccount", "MoveAccount", "RemoveAccountFromOrganization", "DeleteOrganization"),
            *("CreateOrganizationalUnit", "UpdateOrganizationalUnit", "DeleteOrganizationalUnit"),
            *("CreatePolicy", "UpdatePolicy", "DeletePolicy", "AttachPolicy", "DetachPolicy"),
            *("EnablePolicyType", "DisablePolicyType"),
            of="organizations",
        ),
    ),
)
SAFEGUARD_CHANGES = AuditEvent(
    name="safeguard-changes",
    why="A safeguard was changed by a call that is on no list of the benchmark",
    # Blocks of public access are put and deleted under several names: of a bucket, of the account, of access points.
    pattern='{ (($.eventName = "*PublicAccessBlock") && ($.eventName != "Get*")) || '
    + _any_of(
        *("PutEventSelectors", "ModifySecurityGroupRules", "PutKeyPolicy"),
        *("CreateAccessKey", "UpdateAssumeRolePolicy", '"*PermissionsBoundary"'),
        *("PutAlarmMuteRule", "DisableAlarmActions", "DeleteAlarms"),
    )
    + " }",
)
EVENTS = (*CIS_EVENTS, SAFEGUARD_CHANGES)
"""What somebody hears of in every account, whoever may break the glass in it."""
