"""What a program declares, as Terraform."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_random as random
import pytest

from auditor.graph import ResourceGraph
from auditor.terraform.folder import texts
from auditor.terraform.translation import Translation, translate
from tests.conftest import Record


def text(graph: ResourceGraph, **options: Any) -> str:
    """Return the whole configuration of a graph as HCL, in words a single space apart."""
    return " ".join(" ".join(texts(translate(graph, **options), "hcl").values()).split())


def left_out(translation: Translation) -> dict[str, str]:
    return {f"{each.urn.rpartition('::')[2]} {each.path}".strip(): each.reason for each in translation.left_out}


def references() -> None:
    topic = aws.sns.Topic("alarms")
    bucket = aws.s3.Bucket("logs-2024", bucket="logs")
    document = pulumi.Output.json_dumps({"Resource": bucket.arn.apply(lambda arn: f"{arn}/*"), "to": topic.arn})
    aws.s3.BucketPolicy("logs", bucket=bucket.id, policy=document)
    aws.sns.TopicSubscription("mail", topic=topic.arn, protocol="email", endpoint="a@example.com")
    cluster = aws.ecs.Cluster("main")
    aws.ecs.Service(
        "app", cluster=cluster.arn, network_configuration={"subnets": ["subnet-1"], "assign_public_ip": False}
    )


def escapes() -> None:
    aws.ssm.Parameter("greeting", type="String", insecure_value='${USER} %{if} "quoted" \\ \n', name="/a/$${b}")


def documents() -> None:
    aws.iam.Policy("p", policy='{"Statement": [], "Version": "2012-10-17"}')
    aws.ssm.Parameter("spaced", type="String", insecure_value='{"a": 1}')
    aws.ssm.Parameter("compact", type="String", insecure_value='{"a":1,"b":"<"}')


def names() -> None:
    first = pulumi.ComponentResource("x:y:Left", "left")
    second = pulumi.ComponentResource("x:y:Right", "right")
    aws.sqs.Queue("jobs", opts=pulumi.ResourceOptions(parent=first))
    aws.sqs.Queue("jobs", opts=pulumi.ResourceOptions(parent=second))
    aws.sqs.Queue("1st-queue")
    aws.cloudwatch.MetricAlarm(
        "late", comparison_operator="GreaterThanThreshold", evaluation_periods=1, metric_name="x", namespace="y"
    )


def options() -> None:
    here = aws.Provider("here", region="us-east-1", default_tags={"tags": {"Team": "a"}})
    there = aws.Provider("there", region="eu-west-1", secret_key="shh-this-is-a-key")
    vpc = aws.ec2.Vpc("main", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=here, protect=True))
    aws.ec2.Vpc("spare", cidr_block="10.0.0.0/16", opts=pulumi.ResourceOptions(provider=here, retain_on_delete=True))
    aws.sqs.Queue(
        "far",
        opts=pulumi.ResourceOptions(
            provider=there,
            depends_on=[vpc],
            ignore_changes=["tags", "nothing"],
            custom_timeouts=pulumi.CustomTimeouts(create="30m"),
        ),
    )


def foreign() -> None:
    password = random.RandomPassword("master", length=20)
    aws.rds.Instance("db", instance_class="db.t4g.micro", engine="postgres", username="me", password=password.result)
    aws.ec2.Vpc.get("shared", "vpc-123")
    looked_up = aws.ec2.Subnet.get("lent", "subnet-7")
    aws.ec2.Instance(
        "vm", instance_type="t3.micro", ami="ami-1", subnet_id=looked_up.id, private_ip=looked_up.cidr_block
    )


def answers() -> None:
    me = aws.get_caller_identity()
    aws.s3.Bucket("mine", bucket=f"mine-{me.account_id}")
    found = aws.ec2.get_ami(owners=["amazon"])
    aws.ec2.Instance("vm", instance_type="t3.micro", ami=found.id, source_dest_check=True)


CASES: list[tuple[Any, str]] = [
    (
        references,
        'resource "aws_s3_bucket_policy" "logs" { bucket = aws_s3_bucket.logs_2024.id policy = jsonencode({ '
        'Resource = "${aws_s3_bucket.logs_2024.arn}/*" to = aws_sns_topic.alarms.arn }) }',
    ),
    (references, "topic_arn = aws_sns_topic.alarms.arn"),
    (references, "cluster = aws_ecs_cluster.main.arn"),
    (references, "network_configuration { assign_public_ip = false subnets"),
    (escapes, r'insecure_value = "$${USER} %%{if} \"quoted\" \\ \n"'),
    (escapes, 'name = "/a/${"$"}$${b}"'),
    (documents, 'policy = jsonencode({ Statement = [] Version = "2012-10-17" })'),
    (documents, r'insecure_value = "{\"a\": 1}"'),
    (names, 'resource "aws_sqs_queue" "left_jobs"'),
    (names, 'resource "aws_sqs_queue" "right_jobs"'),
    (names, 'resource "aws_sqs_queue" "_1st_queue"'),
    (names, 'alarm_name = "late-'),
    (
        options,
        'provider "aws" { region = "us-east-1" skip_credentials_validation = false skip_region_validation = true',
    ),
    (options, 'provider "aws" { alias = "there" region = "eu-west-1" secret_key = var.there_secret_key'),
    (
        options,
        'depends_on = [aws_vpc.main] timeouts { create = "30m" } lifecycle { ignore_changes = [tags] }',
    ),
    (options, 'resource "aws_sqs_queue" "far" { provider = aws.there '),
    (options, "lifecycle { prevent_destroy = true }"),
    (foreign, "password = random_password.master.result"),
    (foreign, 'subnet_id = "subnet-7"'),
    (foreign, "private_ip = var.lent_cidr_block"),
    (foreign, 'random = { source = "hashicorp/random" }'),
    (answers, 'bucket = "mine-${var.account_id}"'),
    (answers, "ami = var.getAmi_"),
]


@pytest.mark.parametrize(("program", "wanted"), CASES)
def test_it_says_what_the_program_says(recorded: Record, program: Any, wanted: str) -> None:
    assert wanted in text(recorded(program))


def test_a_resource_is_traced_back_to_its_line(recorded: Record) -> None:
    translation = translate(recorded(names))
    comments = {block.labels[1]: block.comment[0] for block in translation.files["left"] if block.comment}
    assert comments["left_jobs"].startswith("left / jobs, tests/auditor/terraform/test_translation.py:")
    assert set(translation.files) >= {"left", "right", "main", "providers"}


def test_everything_is_counted_and_what_is_left_out_is_named(recorded: Record) -> None:
    translation = translate(recorded(foreign))
    assert (translation.resources, translation.of_resources) == (3, 5)
    assert left_out(translation) == dict.fromkeys(
        ("shared", "lent"), "only looked up, so not this configuration's to make"
    )
    assert left_out(translate(recorded(options))) == {
        "spare option retainOnDelete": "Terraform destroys what leaves the configuration; a `removed` block keeps it",
        "far option ignoreChanges nothing": "the provider has no such property",
    }


def test_for_the_oracle_it_leaves_out_what_the_provider_at_hand_does_not_know(recorded: Record) -> None:
    def program() -> None:
        aws.sqs.Queue("q", region="eu-west-1", fifo_queue=True)
        random.RandomPassword("p", length=3)

    translation = translate(recorded(program), providers={"aws"}, newer=False)
    assert left_out(translation) == {
        "p": "the provider random is not at hand",
        "q region": "known to a newer provider only",
    }
    assert (translation.properties, translation.of_properties) == (1, 2)
    assert ">= 6.0.0" in text(recorded(program))


def test_the_same_graph_gives_the_same_text(recorded: Record) -> None:
    assert text(recorded(options)) == text(recorded(options))


def test_json_holds_the_same_resources(recorded: Record) -> None:
    files = texts(translate(recorded(references)), "json")
    main = json.loads(files["main.tf.json"])["resource"]
    assert main["aws_sns_topic_subscription"]["mail"]["topic_arn"] == "${aws_sns_topic.alarms.arn}"
    assert main["aws_s3_bucket_policy"]["logs"]["policy"].startswith("${jsonencode({")
    assert main["aws_ecs_service"]["app"]["network_configuration"] == [
        {"assign_public_ip": False, "subnets": ["subnet-1"]}
    ]
