"""Rules for Lambda functions: what they know, who may call them, and where they run."""

from __future__ import annotations

from collections.abc import Mapping

from policies.confinement import stranger_let_in
from policies.credentials import given_away
from policies.documents import names_somebody, statements
from policies.keys import not_own_key
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.types import FUNCTION
from policies.view import Resource, Stack, UnknownValue

URL = "aws:lambda/functionUrl:FunctionUrl"
PERMISSION = "aws:lambda/permission:Permission"
POLICY = "aws:lambda/resourcePolicy:ResourcePolicy"
LAYER_PERMISSION = "aws:lambda/layerVersionPermission:LayerVersionPermission"

UNSUPPORTED = {
    "dotnet": ("5.0", "6", "7", "core1.0", "core2.0", "core2.1", "core3.1"),
    "go": ("1.x",),
    "java": ("8",),
    "nodejs": ("", "4.3", "4.3-edge", "6.10", "8.10", "10.x", "12.x", "14.x", "16.x", "18.x", "20.x"),
    "provided": ("",),
    "python": ("2.7", "3.6", "3.7", "3.8", "3.9"),
    "ruby": ("2.5", "2.7", "3.2"),
}
"""Runtimes that AWS no longer patches (AWS Lambda Developer Guide, "Lambda runtimes", deprecated runtimes)."""
CONFINING = ("sourceAccount", "sourceArn", "principalOrgId")


@stack_rule(
    FUNCTION,
    severity=Severity.MEDIUM,
    fix="Set `kms_key_arn` to the data key.",
    url="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
)
def function_environment_encrypted_with_own_key(function: Resource, _stack: Stack) -> Verdict:
    """A function's environment variables are encrypted with a key of our own."""
    if not function.has("environment.variables"):
        return NotApplicable("it has no environment variables")
    problem = not_own_key(function, "kmsKeyArn")
    if problem:
        function.items("environment.variables")  # there may be none: then it does not matter
    return problem


@resource_rule(
    FUNCTION,
    severity=Severity.CRITICAL,
    fix="Give the function the ARN of a secret, and let it fetch the value with its role.",
    url="https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html",
)
def function_environment_holds_no_secret(function: Resource) -> Verdict:
    """A function's environment, which everybody can read who may look at the function, holds no secret."""
    if not function.has("environment.variables"):
        return NotApplicable("it has no environment variables")
    function.items("environment.variables")  # which are known, though some of their values may not be
    variables = function.properties["environment"]["variables"]
    if not isinstance(variables, Mapping):
        raise UnknownValue("environment.variables", "is not an object")
    return first_problem(lambda name: given_away(name, variables[name]), variables)


@resource_rule(
    FUNCTION,
    severity=Severity.MEDIUM,
    fix="Set `vpc_config` to the private subnets and a security group of its own; except what needs no network at all.",
    url="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html",
)
def function_runs_in_network(function: Resource) -> Verdict:
    """A function runs in the VPC, where security groups bound and flow logs record whom it talks to."""
    placed = function.items("vpcConfig") and function.items("vpcConfig.subnetIds")
    return None if placed else "it may talk to anybody on the internet, from outside of the VPC"


@resource_rule(
    FUNCTION,
    severity=Severity.MEDIUM,
    fix="Move to a runtime that AWS still patches.",
    url="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
)
def function_runtime_supported(function: Resource) -> Verdict:
    """A function's runtime still gets security patches."""
    if function.get("packageType", "Zip") == "Image":
        return NotApplicable("it brings its own runtime in an image, which Inspector scans")
    runtime = function.get("runtime", "")
    if not runtime:
        return NotApplicable("no runtime is named")
    unsupported = {language + version for language, versions in UNSUPPORTED.items() for version in versions}
    return f"{runtime} gets no patches any more" if runtime in unsupported else None


@resource_rule(
    URL,
    severity=Severity.CRITICAL,
    fix='Set `authorization_type="AWS_IAM"`, or put an API Gateway with an authorizer before the function.',
    url="https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
)
def function_url_asks_who_calls(url: Resource) -> Verdict:
    """A function's own address answers nobody without asking who it is."""
    return None if url.get("authorizationType", "NONE") == "AWS_IAM" else "it answers everybody on the internet"


@stack_rule(
    PERMISSION,
    POLICY,
    LAYER_PERMISSION,
    severity=Severity.CRITICAL,
    fix="Name the principal; of a service, name the resource (`source_arn`) or account (`source_account`) it acts for.",
    url="https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
)
def function_permission_confined(permission: Resource, _stack: Stack) -> Verdict:
    """A function may be called only by whom we name, and by a service only on behalf of an account that we name."""
    if permission.type == POLICY:
        return stranger_let_in(statements(permission.document("policy")))
    principal = permission.get("principal", "")
    if permission.type == LAYER_PERMISSION:
        return "everybody may use the layer" if principal == "*" and not permission.has("organizationId") else None
    if "*" not in principal and ".amazonaws.com" not in principal:
        return None
    given = [name for name in CONFINING if permission.has(name)]
    if principal.startswith("s3.") and "sourceAccount" not in given:
        return "the ARN of a bucket names no account: whoever gets the bucket's name next may call"
    if not given:
        return f"{principal} may call it for any account"
    return first_problem(lambda name: _names_nobody(permission, name), given)


def _names_nobody(permission: Resource, name: str) -> str | None:
    if permission.refers_to(name):
        return None
    return None if names_somebody(permission.get(name, "")) else f"{name} names no account"
