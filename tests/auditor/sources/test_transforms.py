from __future__ import annotations

from typing import Any

import pulumi
from pulumi_aws import kms

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
