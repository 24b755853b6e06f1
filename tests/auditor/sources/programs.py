"""Pieces of program that the SDK made eager and the SDK as it is are to understand alike."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Any

import pulumi
import pulumi_aws as aws
from pulumi_aws import ec2, iam, kms, s3, sns, sqs, wafv2


def outputs_of_every_kind() -> None:
    vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16", tags={"a": pulumi.Output.secret("b")})
    bucket = s3.Bucket("bucket", opts=pulumi.ResourceOptions(depends_on=[vpc]))
    both = pulumi.Output.all(vpc=vpc.id, bucket=bucket.arn)
    s3.BucketPolicy(
        "policy", bucket=bucket.id, policy=pulumi.Output.json_dumps({"Resource": [bucket.arn, both["vpc"]]})
    )
    pulumi.export("both", both)
    pulumi.export("text", pulumi.Output.format("{0}/{1}", vpc.arn, bucket.id))
    pulumi.export("later", bucket.id.apply(after_a_while))
    pulumi.export("nested", vpc.id.apply(lambda id_: kms.Key("inside", description=f"of {id_}").arn))


def after_a_while(value: str) -> Awaitable[str]:
    async def later() -> str:
        await asyncio.sleep(0.01)
        return f"{value}, later"

    return later()


def a_resource_that_waits() -> None:
    delayed: pulumi.Output[str] = ec2.Vpc("vpc", cidr_block="10.0.0.0/16").id.apply(after_a_while)
    ec2.Subnet("subnet", vpc_id=delayed, cidr_block="10.0.0.0/24")
    ec2.Subnet("other", vpc_id=pulumi.Output.all(delayed, "x").apply(lambda both: both[0]))


def transforms() -> None:
    def tag(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
        return pulumi.ResourceTransformResult(props={**args.props, "tags": {"by": "transform"}}, opts=args.opts)

    pulumi.runtime.register_resource_transform(tag)
    ec2.Vpc("vpc", cidr_block="10.0.0.0/16")


def inputs_of_every_kind() -> None:
    tags: Any = {"ключ": "värde", "b": pulumi.Output.secret("hidden"), "a": None}
    bucket = s3.Bucket("bucket", tags=tags)
    itself: Any = bucket  # for its id, as the engine allows
    unfit: Any = {"days": 1.5, "storage_class": "GLACIER"}
    s3.BucketLifecycleConfiguration(
        "lifecycle",
        bucket=itself,
        rules=[
            {
                "id": "a",
                "status": "Enabled",
                "noncurrent_version_expiration": {"noncurrent_days": 9_007_199_254_740_993},
            },
            s3.BucketLifecycleConfigurationRuleArgs(
                id=bucket.id,
                status=pulumi.Output.from_input("Enabled"),
                transitions=[unfit],
            ),
        ],
    )
    ec2.Instance(
        "instance",
        instance_type=ec2.InstanceType.T3_MICRO,
        ebs_block_devices=pulumi.Output.from_input([{"device_name": "a", "volume_size": 1, "encrypted": True}]),
        vpc_security_group_ids=[bucket.id, "sg", bucket.arn.apply(lambda arn: f"of {arn}")],
        user_data=bucket.tags.apply(lambda tags: ",".join(tags or {})),
    )
    s3.BucketObjectv2("object", bucket=bucket.id, source=pulumi.StringAsset("text"))
    pulumi.CustomResource("a:b/c:C", "untyped", {"some_key": [{"other_key": bucket.id}], "none": None})


def options_of_every_kind() -> None:
    provider = aws.Provider("provider", region="eu-west-1")
    group = pulumi.ComponentResource("a:b:Group", "group", {"given": provider.id}, pulumi.ResourceOptions(protect=True))
    inside = ec2.Vpc("inside", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(parent=group, provider=provider))
    pulumi.ComponentResource("a:b:Group", "deeper", {}, pulumi.ResourceOptions(parent=group, depends_on=inside))
    s3.Bucket(
        "bucket",
        opts=pulumi.ResourceOptions(
            depends_on=[group, provider],
            ignore_changes=["force_destroy", "tags"],
            additional_secret_outputs=["bucket_domain_name"],
            custom_timeouts=pulumi.CustomTimeouts(create="5m"),
            aliases=["urn:pulumi:a::b::c::d", pulumi.Alias(name="old"), pulumi.Alias(parent=group)],
            import_="existing",
            retain_on_delete=True,
            protect=False,
        ),
    )
    waiting: pulumi.Output[Any] = inside.id.apply(after_a_while)
    ec2.Subnet("after", vpc_id=inside.id, opts=pulumi.ResourceOptions(depends_on=[waiting.apply(lambda _: inside)]))
    ec2.Subnet("behind", vpc_id=ec2.Subnet("waits", vpc_id=waiting).vpc_id)
    found = ec2.Vpc.get("found", "vpc-1", opts=pulumi.ResourceOptions(provider=provider))
    ec2.Subnet("in-it", vpc_id=found.id, availability_zone=provider.region)
    pulumi.export("object", s3.Bucket("secret", opts=pulumi.ResourceOptions(additional_secret_outputs=["arn"])).arn)


def outputs_handed_on() -> None:
    """An output comes to depend on what is found inside of it."""
    bucket, other = s3.Bucket("bucket", tags={"b": "1", "a": "2"}), s3.Bucket("other")
    within: pulumi.Output[Any] = bucket.id.apply(lambda _: {"x": other.arn, "y": [bucket.tags]})
    s3.Bucket("a", tags=within.apply(lambda each: {"x": each["x"]}))
    pulumi.export("within", within)
    pulumi.export("tags", bucket.tags.apply(lambda tags: list(tags or {})))
    s3.Bucket("b", tags=pulumi.Output.all(within, bucket.region).apply(lambda each: {"region": each[1]}))


def values_put_together() -> None:
    """Some with nothing to wait for, and some with what the SDK has to deal with somewhere inside."""
    bucket, queue = s3.Bucket("bucket"), sqs.Queue("queue")
    both: Any = pulumi.Output.all
    by_name: Any = {bucket.bucket: "a", "b": queue.arn}
    pieces: Any = {
        "plain": [{"a": [1, 1.5, True, None]}, {}, [], ()],
        "pair": (bucket.id, [queue.url, {"deep": bucket.arn}]),
        "secret": pulumi.Output.secret(["hidden"]),
        "object": s3.BucketVersioningVersioningConfigurationArgs(status=bucket.id.apply(lambda _: "Enabled")),
        "inside": bucket.id.apply(lambda id_: {"id": id_, "queue": queue.id}),
        "nothing": pulumi.Output.all(),
    }
    for name, piece in {**pieces, "names": by_name, "waits": [after_a_while("x"), queue.arn], "all": pieces}.items():
        pulumi.export(name, pulumi.Output.from_input(piece))
    pulumi.export("kind", pulumi.Output.from_input((bucket.id, 1)).apply(lambda pair: type(pair).__name__))
    pulumi.export("keywords", pulumi.Output.all(**pieces))
    with contextlib.suppress(ValueError):  # as it may not be given both
        pulumi.export("mixed", both("a", b="c"))
    text = pulumi.Output.json_dumps({key: pieces[key] for key in ("plain", "pair", "secret", "inside")})
    sqs.QueuePolicy("policy", queue_url=queue.url, policy=text)
    iam.Policy("numbers", policy=pulumi.Output.json_dumps({"Resource": [bucket.arn, (queue.arn, 2)]}))


def outputs_of_components() -> None:
    class Group(pulumi.ComponentResource):
        def __init__(self, name: str, outputs: Any) -> None:
            super().__init__("a:b:Group", name, {"size": 1, "name": name})
            self.register_outputs(outputs)

    bucket = s3.Bucket("bucket", tags={"a": "b"})
    Group(
        "plain", {"id": bucket.id, "parts": [bucket.arn, 1, 1.0, 2.5, None], "none": None, "some": {"Key": bucket.tags}}
    )
    Group("nothing", None)
    Group("secret", {"ключ": pulumi.Output.secret({"a": bucket.arn})})
    Group("waiting", {"later": bucket.id.apply(after_a_while)})
    Group("unusual", {"asset": pulumi.StringAsset("text"), "itself": bucket})
    pulumi.export("size", Group("last", {}).size)  # type: ignore[attr-defined]


def objects_by_their_fields() -> None:
    """Given as maps, of which only what is declared tells the names in the engine."""
    bucket = s3.Bucket("bucket")
    rule: Any = {
        "id": "a",
        "status": "Enabled",
        "filter": {"and_": {"prefix": "logs/", "object_size_greater_than": 1}},
        "transitions": [{"days": 1, "storage_class": bucket.id.apply(lambda _: "GLACIER")}],
    }
    s3.BucketLifecycleConfiguration("lifecycle", bucket=bucket.id, rules=[rule])
    statement: Any = {"managed_rule_group_statement": {"name": "a", "vendor_name": "AWS", "rule_action_overrides": []}}
    visible: Any = {"cloudwatch_metrics_enabled": True, "metric_name": "a", "sampled_requests_enabled": False}
    firewall: Any = {"name": "a", "priority": 1, "statement": statement, "visibility_config": visible}
    wafv2.WebAcl("acl", scope="REGIONAL", default_action={"allow": {}}, rules=[firewall], visibility_config=visible)
    sns.TopicSubscription("all", topic="a", protocol="sqs", endpoint="b", filter_policy=bucket.id)


PROGRAMS = [
    values_put_together,
    outputs_of_components,
    objects_by_their_fields,
    outputs_of_every_kind,
    a_resource_that_waits,
    transforms,
    inputs_of_every_kind,
    options_of_every_kind,
    outputs_handed_on,
]


WRONG: Any = ["10.0.0.0/16"]
UNKNOWN_KIND: Any = object()
NOT_A_NUMBER: Any = float("nan")


def wrong_kind() -> None:
    ec2.Vpc("vpc", cidr_block=WRONG)


def no_kind_at_all() -> None:
    ec2.Vpc("vpc", cidr_block=UNKNOWN_KIND)


def not_a_number() -> None:
    ec2.Subnet("subnet", vpc_id="a", ipv4_netmask_length=NOT_A_NUMBER)


def two_of_a_name() -> None:
    for _ in range(2):
        try:
            ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        except Exception:  # a program must not be able to hide it
            pulumi.export("hidden", "yes")


def a_circle() -> None:
    group = pulumi.ComponentResource("a:b:Group", "group")
    ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(parent=group, depends_on=[group]))


def a_piece_of_an_id() -> None:
    ec2.Subnet("subnet", vpc_id=ec2.Vpc("vpc", cidr_block="10.0.0.0/16").id.apply(lambda id_: id_[:-3]))


def a_piece_of_an_id_exported() -> None:
    pulumi.export("piece", ec2.Vpc("vpc", cidr_block="10.0.0.0/16").id.apply(lambda id_: id_[:-3]))


def elements_of_no_list() -> None:
    s3.BucketPolicy("policy", bucket=WRONG, policy="a")


ERRORS = [
    a_piece_of_an_id_exported,
    elements_of_no_list,
    wrong_kind,
    no_kind_at_all,
    not_a_number,
    two_of_a_name,
    a_circle,
    a_piece_of_an_id,
]
