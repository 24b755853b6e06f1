"""Events as CloudTrail records them, by which rules try the alarms on a trail.

The calls are those of the CIS AWS Foundations Benchmark v3.0.0, section 4; the form of an event is that of the AWS
CloudTrail User Guide, "CloudTrail record contents for management, data, and network activity events".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Event = dict[str, Any]

OPERATOR = {"type": "AssumedRole", "arn": "arn:aws:sts::000000000000:assumed-role/operator/ann"}
USER = {"type": "IAMUser", "userName": "ann", "arn": "arn:aws:iam::000000000000:user/ann"}
ROOT = {"type": "Root", "arn": "arn:aws:iam::000000000000:root"}
PARTITIONS = ("aws", "aws-us-gov", "aws-cn")


def call(service: str, name: str, **more: Any) -> Event:
    """Return the event of somebody calling an API: who may, and to whom nothing was refused, unless told otherwise."""
    return {
        "eventVersion": "1.11",
        "eventType": "AwsApiCall",
        "eventCategory": "Management",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "sourceIPAddress": "198.51.100.7",
        "userAgent": "aws-cli/2.15.0",
        "managementEvent": True,
        "userIdentity": OPERATOR,
        "requestParameters": None,
        "responseElements": None,
        **more,
    }


def _calls(service: str, names: str) -> tuple[Event, ...]:
    return tuple(call(service, name) for name in names.split())


def _sign_in(outcome: str, mfa: str, **more: Any) -> Event:
    return call(
        "signin",
        "ConsoleLogin",
        eventType="AwsConsoleSignIn",
        userIdentity=USER,
        responseElements={"ConsoleLogin": outcome},
        additionalEventData={"MFAUsed": mfa, "MobileVersion": "No"},
        **more,
    )


CIS_EVENTS: dict[str, tuple[Event, ...]] = {
    "4.1 unauthorised calls": tuple(
        call("ec2", "StopInstances", errorCode=code, errorMessage="You are not authorized to perform this operation.")
        for code in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Client.UnauthorizedOperation")
    ),
    "4.2 sign-in without MFA": (_sign_in("Success", "No"),),
    "4.3 use of root": (call("s3", "ListBuckets", userIdentity=ROOT),),
    "4.4 changes of IAM policies": _calls(
        "iam",
        "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy "
        "DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy "
        "DetachUserPolicy AttachGroupPolicy DetachGroupPolicy",
    ),
    "4.5 changes of the trail": _calls("cloudtrail", "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging"),
    "4.6 failed sign-ins": (
        _sign_in("Failure", "No", errorMessage="Failed authentication"),
        _sign_in("Failure", "Yes", errorMessage="Failed authentication"),
    ),
    "4.7 keys disabled or deleted": _calls("kms", "DisableKey ScheduleKeyDeletion"),
    "4.8 changes of bucket policies": _calls(
        "s3",
        "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy "
        "DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication",
    ),
    "4.9 changes of AWS Config": _calls(
        "config", "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder"
    ),
    "4.10 changes of security groups": _calls(
        "ec2",
        "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress "
        "RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup",
    ),
    "4.11 changes of network ACLs": _calls(
        "ec2",
        "CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ReplaceNetworkAclEntry "
        "ReplaceNetworkAclAssociation",
    ),
    "4.12 changes of gateways": _calls(
        "ec2",
        "CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway "
        "DeleteInternetGateway DetachInternetGateway",
    ),
    "4.13 changes of routes": _calls(
        "ec2",
        "CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable DeleteRoute "
        "DisassociateRouteTable",
    ),
    "4.14 changes of VPCs": _calls(
        "ec2",
        "CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection "
        "DeleteVpcPeeringConnection RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc "
        "DisableVpcClassicLink EnableVpcClassicLink",
    ),
    "4.15 changes of the organization": _calls(
        "organizations",
        "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake "
        "DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType "
        "InviteAccountToOrganization LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy "
        "UpdateOrganizationalUnit",
    ),
}
EVERYDAY: tuple[Event, ...] = (
    *(call(service, name) for service, name in (("ec2", "DescribeInstances"), ("kms", "Decrypt"), ("s3", "GetObject"))),
    call("sts", "AssumeRole", requestParameters={"roleArn": "arn:aws:iam::000000000000:role/app-task"}),
    call("kms", "GenerateDataKey", userIdentity={"type": "AWSService", "invokedBy": "cloudtrail.amazonaws.com"}),
    _sign_in("Success", "Yes"),
)
"""What happens all day. An alarm on all of it tells nothing."""


def role_taken(account: str, role: str) -> Iterator[Event]:
    """Yield the event of somebody taking a role, given by path and name, in each partition in which it may be."""
    for partition in PARTITIONS:
        arn = f"arn:{partition}:iam::{account}:role{role}"
        yield call("sts", "AssumeRole", userIdentity=USER, requestParameters={"roleArn": arn, "roleSessionName": "ann"})
