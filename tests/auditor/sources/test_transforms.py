from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import ec2, kms

from tests.auditor.sources.test_recorder import find
from tests.conftest import Record


def test_transforms_run_from_the_inside_out(recorded: Record) -> None:
    def adding(tag: str) -> Any:
        def transform(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
            before: Any = args.props.get("tags", {})
            tags = {**before, tag: str(len(before))}
            return pulumi.ResourceTransformResult(props={**args.props, "tags": tags}, opts=args.opts)

        return transform

    class Component(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("t:t:Component", "component", None, pulumi.ResourceOptions(transforms=[adding("parent")]))
            kms.Key("key", opts=pulumi.ResourceOptions(parent=self, transforms=[adding("own")]))

    def program() -> None:
        pulumi.runtime.register_resource_transform(adding("stack"))
        Component()

    assert find(recorded(program), "key").inputs["tags"] == {"own": "0", "parent": "1", "stack": "2"}


def test_a_transform_can_change_an_option(recorded: Record) -> None:
    def protect(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
        options = pulumi.ResourceOptions.merge(args.opts, pulumi.ResourceOptions(protect=True))
        return pulumi.ResourceTransformResult(props=args.props, opts=options)

    graph = recorded(lambda: kms.Key("key", opts=pulumi.ResourceOptions(transforms=[protect])))
    assert find(graph, "key").options.protect


def test_children_of_any_resource_inherit_its_transforms(recorded: Record) -> None:
    def tag(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
        return pulumi.ResourceTransformResult(props={**args.props, "tags": {"by": "transform"}}, opts=args.opts)

    def program() -> None:
        vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(transforms=[tag]))
        ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/24", opts=pulumi.ResourceOptions(parent=vpc))

    assert find(recorded(program), "subnet").inputs["tags"] == {"by": "transform"}


def test_a_property_that_a_transform_changed_refers_to_what_is_in_it_now(recorded: Record) -> None:
    def program() -> None:
        before, after = kms.Key("before"), kms.Key("after")

        def change(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
            return pulumi.ResourceTransformResult(props={**args.props, "targetKeyId": after.id}, opts=args.opts)

        kms.Alias("alias", target_key_id=before.id, opts=pulumi.ResourceOptions(transforms=[change]))

    graph = recorded(program)
    assert find(graph, "alias").property_dependencies["targetKeyId"] == (find(graph, "after").urn,)
