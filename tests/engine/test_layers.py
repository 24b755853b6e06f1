"""Layer 2 opens only above a sound layer 1: the rule that sees to it, run by the real engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from .conftest import StartEngine
from .engine import ROOT, Engine
from .events import Run

GATE = "layer-two-stands-on-sound-baseline"
RULE, RESOURCE = "topic-forces-tls", "aws:sns/topic:Topic::news"
REASON = f"layer 1 is not sound: {RULE} (news)."
LAYERS = """
import pulumi
import pulumi_aws as aws

def layer(name, **declared):
    component = pulumi.ComponentResource(f"footing:stacks:{{name.title()}}", name, declared)
    component.register_outputs(declared)
    return pulumi.ResourceOptions(parent=component, provider=provider)

tags = {{"Owner": "platform", "Contact": "platform@example.com", "Environment": "dev"}}
provider = aws.Provider("aws", region="us-east-1", default_tags={{"tags": tags}})
below = layer("baseline", accountOwner="prod", environment="dev")
key = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000"
topic = aws.sns.Topic("news", kms_master_key_id=key, opts=below)
aws.sns.TopicSubscription("news", topic=topic.arn, protocol="email", endpoint="us@example.com", opts=below)
statement = {{
    "Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": {resource},
    "Condition": {{"Bool": {{"aws:SecureTransport": "{denied}"}}}},
}}
document = pulumi.Output.json_dumps({{"Version": "2012-10-17", "Statement": [statement]}})
aws.sns.TopicPolicy("news", arn=topic.arn, policy=document, opts=below)
layer("delivery", pipelineOwner="prod")
"""
ANY, THIS = '"*"', "topic.arn"
"""The topics of which the policy speaks: all, which is known at preview, or this one, whose ARN is not."""
TODAY = datetime.now(UTC).date()
EXCEPTION = f"""
exceptions:
  - rule: {RULE}
    resource: {RESOURCE}
    stacks: [dev]
    reason: Nobody listens yet.
    compensating_control: Whoever publishes to it is named by the trail of the account.
    owner: platform@example.com
    approved_by: Security Officer
    approved_on: {TODAY}
    expires: {TODAY + timedelta(days=30)}
"""


def layered(engine_for: StartEngine, *, resource: str, denied: str, exceptions: str = "") -> Engine:
    """An engine for a stack of two layers, the lower with a topic whose policy denies messages with or without TLS."""
    return engine_for(
        ROOT,
        {
            "__main__.py": LAYERS.format(resource=resource, denied=denied),
            "stacks/Pulumi.dev.yaml": "config: {}\n",
            "stacks/exceptions.yaml": exceptions,
        },
    )


def said_by(run: Run) -> dict[str, str]:
    """Return what each rule said, by its id."""
    return {each.rule: each.message for each in run.violations}


def test_a_rule_that_fails_below_closes_layer_two_before_anything_is_made(engine_for: StartEngine) -> None:
    engine = layered(engine_for, resource=ANY, denied="true")
    run = engine.up()
    assert run.exit_code != 0
    assert said_by(run).keys() == {RULE, GATE}
    assert REASON in said_by(run)[GATE]
    assert engine.export().get("resources", []) == []


def test_an_accepted_exception_does_not_open_it(engine_for: StartEngine) -> None:
    run = layered(engine_for, resource=ANY, denied="true", exceptions=EXCEPTION).preview()
    assert run.exit_code != 0
    assert {each.rule: each.level for each in run.violations} == {"accepted-exceptions": "advisory", GATE: "mandatory"}
    assert REASON in said_by(run)[GATE]


def test_what_is_not_known_before_deployment_does_not_close_it(engine_for: StartEngine) -> None:
    """What it turns out to be is judged by the update, and here it closes the layer after all."""
    engine = layered(engine_for, resource=THIS, denied="true")
    preview = engine.preview()
    assert (preview.exit_code, preview.violations) == (0, ()), preview.text
    assert preview.verdict(GATE, of="stack").passed
    assert preview.verdict(RULE, of="stack").not_applicable
    update = engine.up("--skip-preview")
    assert update.exit_code != 0
    assert said_by(update).keys() == {RULE, GATE}
    assert REASON in said_by(update)[GATE]


def test_it_opens_above_what_is_sound(engine_for: StartEngine) -> None:
    run = layered(engine_for, resource=ANY, denied="false").preview()
    assert (run.exit_code, run.violations) == (0, ()), run.text
    assert run.verdict(GATE, of="stack").passed
