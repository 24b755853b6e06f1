from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
from pulumi_aws import ec2, iam, kms, rds, s3
from pulumi_random import RandomPassword

from auditor.graph import Reference, Resource, ResourceGraph, Secret, Source, Text, Unknown
from auditor.sources.recorder import ProgramError
from tests.conftest import ROOT, Record


def find(graph: ResourceGraph, name: str) -> Resource:
    (found,) = [resource for resource in graph if resource.name == name]
    return found


def test_an_id_that_flows_into_another_resource_is_a_reference(recorded: Record) -> None:
    graph = recorded(lambda: ec2.Subnet("subnet", vpc_id=ec2.Vpc("vpc", cidr_block="10.0.0.0/16").id))
    vpc, subnet = find(graph, "vpc"), find(graph, "subnet")
    assert subnet.inputs["vpcId"] == Reference(vpc.urn, "id")
    assert subnet.property_dependencies["vpcId"] == (vpc.urn,)
    assert subnet.computed == {}


def test_a_reference_inside_formatted_text_stays_alive(recorded: Record) -> None:
    def program() -> None:
        bucket = s3.Bucket("bucket")
        policy = bucket.arn.apply(lambda arn: json.dumps({"Resource": [arn, f"{arn}/*"]}))
        s3.BucketPolicy("policy", bucket=bucket.id, policy=policy)

    graph = recorded(program)
    arn = Reference(find(graph, "bucket").urn, "arn")
    assert find(graph, "policy").inputs["policy"] == Text(('{"Resource": ["', arn, '", "', arn, '/*"]}'))


def test_a_reference_inside_a_list_stays_alive(recorded: Record) -> None:
    def program() -> None:
        subnets = [ec2.Subnet(f"subnet-{zone}", vpc_id="vpc-1", cidr_block="10.0.0.0/24") for zone in "ab"]
        rds.SubnetGroup("group", subnet_ids=[subnet.id for subnet in subnets])

    graph = recorded(program)
    expected = [Reference(find(graph, f"subnet-{zone}").urn, "id") for zone in "ab"]
    assert find(graph, "group").inputs["subnetIds"] == expected


def test_an_element_of_a_computed_list_is_a_reference(recorded: Record) -> None:
    def program() -> None:
        database = rds.Instance("database", instance_class="db.t4g.micro", manage_master_user_password=True)
        pulumi.export("secret", database.master_user_secrets[0].secret_arn)

    graph = recorded(program)
    root = find(graph, "footing-test")
    assert root.outputs["secret"] == Reference(find(graph, "database").urn, "masterUserSecrets.0.secretArn")


SHAPES = [
    ("an ARN has six parts", lambda db: db.arn.apply(lambda arn: arn.split(":")[2]), "rds"),
    ("an endpoint has a port", lambda db: db.endpoint.apply(lambda endpoint: endpoint.split(":")[1]), "443"),
]


@pytest.mark.parametrize(("shape", "taken", "expected"), SHAPES, ids=[shape for shape, *_ in SHAPES])
def test_a_token_has_the_shape_of_what_it_stands_for(recorded: Record, shape: str, taken: Any, expected: str) -> None:
    def program() -> None:
        pulumi.export("part", taken(rds.Instance("database", instance_class="db.t4g.micro")))

    assert find(recorded(program), "footing-test").outputs["part"] == expected


def test_the_host_of_an_endpoint_is_a_part_of_it(recorded: Record) -> None:
    def program() -> None:
        database = rds.Instance("database", instance_class="db.t4g.micro")
        pulumi.export("host", database.endpoint.apply(lambda endpoint: endpoint.split(":")[0]))

    graph = recorded(program)
    host = Reference(find(graph, "database").urn, "endpoint", part=True)
    assert find(graph, "footing-test").outputs["host"] == Text((host, ".amazonaws.com"))


def group_opening(port: Callable[[int], int]) -> None:
    database = rds.Instance("database", instance_class="db.t4g.micro")
    opened = ec2.SecurityGroupIngressArgs(protocol="tcp", from_port=database.port.apply(port), to_port=1)
    ec2.SecurityGroup("group", ingress=[opened])


def test_a_computed_number_is_a_reference(recorded: Record) -> None:
    graph = recorded(lambda: group_opening(lambda port: port))
    port = find(graph, "group").inputs["ingress"][0]["fromPort"]
    assert port == Reference(find(graph, "database").urn, "port")


def test_arithmetic_on_a_computed_number_is_noticed(recorded: Record) -> None:
    graph = recorded(lambda: group_opening(lambda port: port + 1))
    group = find(graph, "group")
    assert isinstance(group.inputs["ingress"][0]["fromPort"], Unknown)
    assert group.computed == {"ingress": (find(graph, "database").urn,)}


def test_a_value_computed_from_a_reference_says_from_what(recorded: Record) -> None:
    def program() -> None:
        vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block=vpc.id.apply(lambda id_: f"10.0.{len(id_)}.0/24"))

    graph = recorded(program)
    assert find(graph, "subnet").computed == {"cidrBlock": (find(graph, "vpc").urn,)}


def test_an_echoed_input_is_not_taken_for_a_computed_value(recorded: Record) -> None:
    def program() -> None:
        group = rds.ParameterGroup("parameters", family="postgres17")
        rds.Instance("database", instance_class="db.t4g.micro", engine_version=group.family)

    database = find(recorded(program), "database")
    assert database.inputs["engineVersion"] == "postgres17"
    assert database.computed == {}


def test_a_resources_own_name_is_a_reference_even_where_the_program_chose_it(recorded: Record) -> None:
    def program() -> None:
        role = iam.Role("role", name="reader", assume_role_policy="{}")
        iam.RolePolicy("policy", role=role.name, policy="{}")

    graph = recorded(program)
    assert find(graph, "policy").inputs["role"] == Reference(find(graph, "role").urn, "name")


MANGLINGS = [
    ("cut", lambda text: text[:20]),
    ("in capitals", lambda text: text.upper()),
    ("with another inside", lambda text: text.replace("ref", "ref0")),
]


@pytest.mark.parametrize(("how", "mangle"), MANGLINGS, ids=[how for how, _ in MANGLINGS])
def test_a_mangled_token_is_an_error_that_names_the_property(recorded: Record, how: str, mangle: Any) -> None:
    def program() -> None:
        vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16")
        ec2.Subnet("subnet", vpc_id=vpc.id.apply(mangle))

    with pytest.raises(ProgramError, match=r"'subnet'.*property vpcId"):
        recorded(program)


def test_a_secret_stays_marked_and_its_value_is_never_written(recorded: Record) -> None:
    def program() -> None:
        rds.Instance("database", instance_class="db.t4g.micro", password=pulumi.Output.secret("canary"))

    graph = recorded(program)
    assert find(graph, "database").inputs["password"] == Secret("canary")
    assert "canary" not in graph.to_json()
    assert "canary" not in repr(graph)


def test_an_output_that_its_provider_marks_as_secret_stays_secret(recorded: Record) -> None:
    def program() -> None:
        password = RandomPassword("password", length=32)
        rds.Instance("database", instance_class="db.t4g.micro", password=password.result)

    graph = recorded(program)
    assert find(graph, "database").inputs["password"] == Secret(Reference(find(graph, "password").urn, "result"))


def test_options_parents_and_dependencies_are_recorded(recorded: Record) -> None:
    class Component(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("footing:test:Component", "component")
            provider = aws.Provider("provider", region="eu-west-1")
            first = kms.Key("first", opts=pulumi.ResourceOptions(parent=self))
            kms.Key(
                "second",
                opts=pulumi.ResourceOptions(
                    parent=self,
                    protect=True,
                    retain_on_delete=True,
                    ignore_changes=["description"],
                    depends_on=[first],
                    provider=provider,
                    import_="key-1",
                    custom_timeouts=pulumi.CustomTimeouts(create="30m"),
                ),
            )

    graph = recorded(Component)
    second = find(graph, "second")
    assert second.parent == find(graph, "component").urn
    assert second.dependencies == (find(graph, "first").urn,)
    assert second.options.protect
    assert second.options.retain_on_delete
    assert second.options.ignore_changes == ("description",)
    assert second.options.provider == find(graph, "provider").urn
    assert second.options.import_id == "key-1"
    assert second.options.timeouts == {"create": "30m"}
    assert second.urn == "urn:pulumi:test::footing::footing:test:Component$aws:kms/key:Key::second"


def test_a_resource_names_the_line_that_made_it(recorded: Record) -> None:
    graph = recorded(lambda: kms.Key("key"))
    source = find(graph, "key").source
    assert isinstance(source, Source)
    line = (ROOT / source.file).read_text().splitlines()[source.line - 1]
    assert 'recorded(lambda: kms.Key("key"))' in line


def test_functions_are_answered_for_the_region_of_their_provider(recorded: Record) -> None:
    def program() -> None:
        provider = aws.Provider("provider", region="us-gov-west-1")
        opts = pulumi.InvokeOptions(provider=provider)
        pulumi.export("zones", aws.get_availability_zones(opts=opts).names)
        pulumi.export("partition", aws.get_partition(opts=opts).partition)
        pulumi.export("default", aws.get_region().region)

    outputs = find(recorded(program), "footing-test").outputs
    assert outputs["zones"] == [f"us-gov-west-1{letter}" for letter in "abcd"]
    assert outputs["partition"] == "aws-us-gov"
    assert outputs["default"] == "us-east-1"


def test_recording_twice_gives_the_same_bytes(recorded: Record) -> None:
    def program() -> None:
        vpc = ec2.Vpc("vpc", cidr_block="10.0.0.0/16", tags={"b": "1", "a": "2"})
        for index in range(30):
            ec2.Subnet(f"subnet-{index}", vpc_id=vpc.id, cidr_block=f"10.0.{index}.0/24")

    assert recorded(program).to_json() == recorded(program).to_json()


def test_two_resources_of_one_name_are_refused(recorded: Record) -> None:
    with pytest.raises(ProgramError, match="two resources of this name"):
        recorded(lambda: [kms.Key("key"), kms.Key("key")])
