import json

import pulumi
import pulumi_aws as aws

usw2 = aws.Provider("usw2", region="us-west-2")
here = pulumi.ResourceOptions(provider=usw2)


def role_for(service: str) -> aws.iam.Role:
    return aws.iam.Role(
        service,
        assume_role_policy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Action": "sts:AssumeRole",
                        "Principal": {"Service": f"{service}.amazonaws.com"},
                        "Effect": "Allow",
                    }
                ],
            }
        ),
        opts=here,
    )


functions = {
    step: aws.lambda_.Function(
        step,
        role=role_for("lambda").arn if step == "first" else aws.iam.Role.get("shared", "shared-lambda", opts=here).arn,
        runtime="nodejs20.x",
        handler="index.handler",
        code=pulumi.AssetArchive({"index.js": pulumi.StringAsset(f"exports.handler = async () => '{step}';")}),
        opts=here,
    )
    for step in ("first", "second")
}
machine_role = role_for("states")
aws.iam.RolePolicy(
    "invoke",
    role=machine_role.id,
    policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": ["lambda:InvokeFunction"], "Resource": "*"}],
        }
    ),
    opts=here,
)


def definition(arns: list[str]) -> str:
    return json.dumps(
        {
            "Comment": "One after the other",
            "StartAt": "First",
            "States": {
                "First": {"Type": "Task", "Resource": arns[0], "Next": "Choose"},
                "Choose": {
                    "Type": "Choice",
                    "Choices": [{"Variable": "$.ok", "BooleanEquals": True, "Next": "Second"}],
                    "Default": "Wait",
                },
                "Wait": {"Type": "Wait", "Seconds": 5, "Next": "First"},
                "Second": {"Type": "Task", "Resource": arns[1], "End": True},
            },
        }
    )


machine = aws.sfn.StateMachine(
    "machine",
    role_arn=machine_role.arn,
    definition=pulumi.Output.all(*[each.arn for each in functions.values()]).apply(definition),
    opts=here,
)
rule = aws.cloudwatch.EventRule("hourly", schedule_expression="rate(1 hour)", opts=here)
aws.cloudwatch.EventTarget(
    "hourly",
    rule=rule.name,
    arn=machine.arn,
    role_arn=role_for("events").arn,
    input=json.dumps({"ok": True}),
    opts=here,
)

pulumi.export("machine", machine.id)
