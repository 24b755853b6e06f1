"""Values that AWS would have made up, made up here: the same for the same resource, and shaped like AWS's.

They are shaped because programs and rules take them apart: an ARN has six parts, a subnet's id starts
with ``subnet-``, and whoever compares two ids must not find them equal by accident.

What the program could have set and did not comes back *empty*. Inventing it would invent safeguards: a key
that nobody chose, a logging bucket that nobody named.
"""

from __future__ import annotations

import hashlib
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.sources.answers import Place, partition
from auditor.sources.schema import Property, answer_properties, value_properties


@dataclass(frozen=True)
class Shape:
    """How AWS writes the id and the ARN of one type of resource."""

    id: str = "{kind}-{hash}"
    arn: str = "arn:{partition}:{service}:{region}:{account}:{kind}/{id}"


_BY_TYPE = {
    "aws:cloudwatch/logGroup:LogGroup": Shape("{name}", "arn:{partition}:logs:{region}:{account}:log-group:{id}"),
    "aws:ec2/internetGateway:InternetGateway": Shape("igw-{hash}"),
    "aws:ec2/natGateway:NatGateway": Shape("nat-{hash}"),
    "aws:ec2/networkAcl:NetworkAcl": Shape("acl-{hash}"),
    "aws:ec2/routeTable:RouteTable": Shape("rtb-{hash}"),
    "aws:ec2/securityGroup:SecurityGroup": Shape("sg-{hash}"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Shape("vpce-{hash}"),
    "aws:iam/policy:Policy": Shape("arn:{partition}:iam::{account}:policy/{name}", "{id}"),
    "aws:iam/role:Role": Shape("{name}", "arn:{partition}:iam::{account}:role/{id}"),
    "aws:kms/alias:Alias": Shape("{name}", "arn:{partition}:kms:{region}:{account}:{id}"),
    "aws:kms/key:Key": Shape("{uuid}", "arn:{partition}:kms:{region}:{account}:key/{id}"),
    "aws:lb/loadBalancer:LoadBalancer": Shape(
        "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{hash}", "{id}"
    ),
    "aws:rds/instance:Instance": Shape("{name}", "arn:{partition}:rds:{region}:{account}:db:{id}"),
    "aws:s3/bucket:Bucket": Shape("{name}", "arn:{partition}:s3:::{id}"),
    "aws:secretsmanager/secret:Secret": Shape(
        "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{hash}", "{id}"
    ),
    "aws:sns/topic:Topic": Shape("arn:{partition}:sns:{region}:{account}:{name}", "{id}"),
}

_NAMES = ("name", "bucket", "identifier")
"""The inputs that carry a resource's own name, where it has one."""
_PEM = {"certPem": "CERTIFICATE", "privateKeyPem": "PRIVATE KEY", "publicKeyPem": "PUBLIC KEY"}
"""The outputs that are such text, of no real key, and how it is headed."""


@dataclass(frozen=True)
class Inventor:
    """Makes up what one new resource gets from AWS."""

    token: str
    name: str
    inputs: Mapping[str, Any]
    place: Place

    def id(self) -> str:
        """The id that a create call returns."""
        return self._written(self._shape().id, "id")

    def value(self, key: str, spec: Property) -> Any:
        """A value for the output `key`, which the inputs did not give."""
        if key == "arn":
            return self._written(self._shape().arn, "id", id=self.id())
        if key in _NAMES:
            return self._written("{name}", "id")
        return self._of(spec.type, key, empty=spec.settable)

    def _shape(self) -> Shape:
        return _BY_TYPE.get(self.token, Shape())

    def _of(self, declared: Any, key: str, *, empty: bool = False) -> Any:
        origin = typing.get_origin(declared) or declared
        if origin in (bool, int, float):
            return origin()
        if origin is str:
            return "" if empty else self._text(key)
        if origin is Sequence:
            return [] if empty else [self._of(typing.get_args(declared)[0], key)]
        if isinstance(origin, type) and origin is not dict and issubclass(origin, dict) and not empty:
            return {name: self._of(field.type, name) for name, field in value_properties(origin).items()}
        return {}

    def _text(self, key: str) -> str:
        lowered = key.lower()
        if lowered == "digest":
            return self._written("sha256:{digest}", key)
        if key in _PEM:
            return self._written(f"-----BEGIN {_PEM[key]}-----\n{{digest}}\n-----END {_PEM[key]}-----\n", key)
        if lowered in ("ownerid", "accountid"):
            return self.place.account
        if lowered.endswith("arn"):
            return self._written("arn:{partition}:{service}:{region}:{account}:{key}/{hash}", key)
        if lowered.endswith("endpoint"):
            return self._written("{name}.{hash}.{region}.{service}.{suffix}:5432", key)
        if lowered.endswith(("address", "dnsname", "domainname")):
            return self._written("{name}.{hash}.{region}.{service}.{suffix}", key)
        if key == "repositoryUrl":
            return self._written("{account}.dkr.ecr.{region}.{suffix}/{name}", key)
        if lowered.endswith("url"):
            return self._written("https://{service}.{region}.{suffix}/{account}/{name}", key)
        return self._written("{key}-{hash}", key)

    def _written(self, form: str, salt: str, **more: str) -> str:
        """`form` with its words filled in; the same `salt` gives the same hash."""
        digest = hashlib.sha256(f"{self.token} {self.name} {salt}".encode()).hexdigest()
        named = [self.inputs[key] for key in _NAMES if isinstance(self.inputs.get(key), str)]
        kind = self.token.split(":")[-1].lower()
        partition_name, suffix = partition(self.place.region)
        words = {
            "account": self.place.account,
            "digest": digest,
            "hash": digest[:17],
            "key": salt.lower(),
            "kind": kind,
            "name": named[0] if named else f"{self.name}-{digest[:7]}",
            "partition": partition_name,
            "region": self.place.region,
            "service": self.token.split(":")[1].split("/")[0],
            "suffix": suffix,
            "uuid": "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32])),
        }
        return form.format(**{**words, **more})


def invented_answer(token: str, asked: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """What a function answers that the offline source has no answer for: its arguments, and the rest made up."""
    inventor = Inventor(token, token, asked, place)
    rest = {key: spec for key, spec in answer_properties(token).items() if spec.required and key not in asked}
    return {**asked, **{key: inventor.value(key, spec) for key, spec in rest.items()}}
