"""Types of text that AWS, GitHub and Pulumi accept, each with a description for users."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Annotated

import pulumi_aws as aws
from pydantic import AfterValidator

from components.edge_policies import static_path


def shaped(pattern: str, words: str) -> AfterValidator:
    """Return a validator that requires text to match a pattern, described in `words`.

    Its message does not repeat the value: it may be a secret in place of its ARN.
    """

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII):
            raise ValueError(f"must be {words}")
        return text

    check.__doc__ = words  # for docs/settings.md
    return AfterValidator(check)


def listed(names: Collection[str], words: str) -> AfterValidator:
    """Return a validator that requires one of the names, described in `words`; its message suggests a near one."""

    def check(text: str) -> str:
        if text not in names:
            near = get_close_matches(text, names, n=1)
            raise ValueError(f"must be {words}" + (f"; was {near[0]} meant?" if near else ""))
        return text

    check.__doc__ = words
    return AfterValidator(check)


REGISTRY = r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([a-z0-9][a-z0-9._/-]*)"
DIGEST = "@sha256:[0-9a-f]{64}"
_BY_DIGEST = "by digest: it ends with @sha256: and 64 hexadecimal digits"
_NAME = r"[a-z][a-z0-9-]{0,15}"
_NAMED = "1 to 16 small letters, digits and hyphens, beginning with a letter"

AccountId = Annotated[str, shaped(r"\d{12}", "the id of an AWS account: twelve digits, between quotes")]
# The provider does not check: unlike Terraform's, its `skip_region_validation` is true by default.
Region = Annotated[str, listed([each.value for each in aws.Region], "an AWS region, such as us-east-1")]
Environment = Annotated[str, shaped(_NAME, _NAMED)]
StackName = Annotated[str, shaped(_NAME, f"the name of a stack: {_NAMED}")]
Neighbour = Annotated[str, shaped(r"[a-z0-9-]{1,34}", "the name of a stack: small letters, digits and hyphens")]
Team = Annotated[
    str,
    shaped(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}", "1 to 63 letters, digits, blanks, dots, hyphens and underscores"),
]
Email = Annotated[
    str,
    shaped(
        r"(?!.{255})[\w.+=/-]+@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+",  # also valid as the value of a tag
        "an e-mail address, such as platform@example.com",
    ),
]
InstanceClass = Annotated[str, shaped(r"db\.[a-z0-9]+\.[a-z0-9]+", "a class of RDS, such as db.t4g.medium")]
NodeType = Annotated[str, shaped(r"cache\.[a-z0-9]+\.[a-z0-9]+", "a node type of ElastiCache, such as cache.t4g.micro")]
Repository = Annotated[
    str,
    shaped(
        r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/(?!\.\.?$)[A-Za-z0-9._-]{1,100}",
        "a repository on GitHub as organisation/name, without an address before it",
    ),
]
Branch = Annotated[
    str,
    shaped(
        r"(?!.*(\.\.|//))[A-Za-z0-9_][A-Za-z0-9._/-]{0,98}(?<![./])",
        "a branch: letters, digits, dots, slashes, hyphens and underscores",
    ),
]
Subject = Annotated[
    str,
    shaped(
        r"repo:[A-Za-z0-9-]+(@[0-9]+)?/[A-Za-z0-9._-]+(@[0-9]+)?",
        "repo:<organisation>/<name>, or repo:<organisation>@<id>/<name>@<id>",
    ),
]
OurImage = Annotated[str, shaped(REGISTRY + DIGEST, f"an image in a registry of ours (Amazon ECR), {_BY_DIGEST}")]
AnyImage = Annotated[str, shaped(f"[a-z0-9][a-z0-9./:_-]*{DIGEST}", f"an image {_BY_DIGEST}")]
VariableName = Annotated[
    str, shaped("[A-Za-z_][A-Za-z0-9_]*", "the name of an environment variable: letters, digits and _, no digit first")
]
SecretArn = Annotated[
    str,
    shaped(
        r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+",
        "the ARN of a secret in Secrets Manager, and never the secret itself",
    ),
]
KeyArn = Annotated[
    str, shaped(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[\w-]+", "the ARN of a KMS key, not of an alias")
]
ConnectionArn = Annotated[
    str,
    shaped(
        r"arn:aws[a-z-]*:code(star-)?connections:[a-z0-9-]+:\d{12}:connection/[\w-]+",
        "the ARN of a connection, as the AWS console shows it under Developer Tools, Settings, Connections",
    ),
]
BucketName = Annotated[
    str, shaped(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of an S3 bucket, without s3:// before it")
]
HostName = Annotated[
    str,
    shaped(
        r"(?!.{65})([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}",  # the longest name of a certificate in ACM
        "a domain name in small letters, such as app.example.com, at most 64 of them, with no address around it",
    ),
]
ZoneId = Annotated[str, shaped(r"Z[A-Z0-9]{1,31}", "the id of a hosted zone of Route 53, such as Z0123456789ABC")]
FirewallRule = Annotated[str, shaped(r"[\w-]{1,128}", "the name of a rule, such as SizeRestrictions_BODY")]
HeaderValue = Annotated[str, shaped(r"[!-~]([ -~]*[!-~])?", "the value of a header: ASCII, in one line")]
Country = Annotated[str, shaped(r"[A-Z]{2}", "a country's two capital letters (ISO 3166-1), between quotes")]
StaticPath = Annotated[
    str,
    shaped(r"/[A-Za-z0-9._*/-]+", "a path that begins with /, such as /static/*"),
    AfterValidator(static_path),
]
