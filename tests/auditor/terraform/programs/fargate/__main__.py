import json

import pulumi
from pulumi_aws import cloudwatch, ec2, ecs, get_region, iam, lb

vpc = ec2.get_vpc(default=True)
subnets = ec2.get_subnets(filters=[{"name": "vpc-id", "values": [vpc.id]}])

cluster = ecs.Cluster("cluster")
group = ec2.SecurityGroup(
    "web-secgrp",
    vpc_id=vpc.id,
    ingress=[ec2.SecurityGroupIngressArgs(protocol="tcp", from_port=80, to_port=80, cidr_blocks=["0.0.0.0/0"])],
    egress=[ec2.SecurityGroupEgressArgs(protocol="-1", from_port=0, to_port=0, cidr_blocks=["0.0.0.0/0"])],
)
balancer = lb.LoadBalancer("app-lb", security_groups=[group.id], subnets=subnets.ids)
target = lb.TargetGroup("app-tg", port=80, protocol="HTTP", target_type="ip", vpc_id=vpc.id)
listener = lb.Listener(
    "web",
    load_balancer_arn=balancer.arn,
    port=80,
    default_actions=[lb.ListenerDefaultActionArgs(type="forward", target_group_arn=target.arn)],
)

role = iam.Role(
    "task-exec-role",
    assume_role_policy=json.dumps(
        {
            "Version": "2008-10-17",
            "Statement": [
                {
                    "Sid": "",
                    "Effect": "Allow",
                    "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
    ),
)
iam.RolePolicyAttachment(
    "task-exec-policy",
    role=role.name,
    policy_arn=iam.ManagedPolicy.AMAZON_ECS_TASK_EXECUTION_ROLE_POLICY,
)
logs = cloudwatch.LogGroup("app", retention_in_days=7)

task = ecs.TaskDefinition(
    "app-task",
    family="fargate-task-definition",
    cpu="256",
    memory="512",
    network_mode="awsvpc",
    requires_compatibilities=["FARGATE"],
    execution_role_arn=role.arn,
    container_definitions=pulumi.Output.all(logs.name, get_region().region).apply(
        lambda known: json.dumps(
            [
                {
                    "name": "my-app",
                    "image": "nginx",
                    "portMappings": [{"containerPort": 80, "hostPort": 80, "protocol": "tcp"}],
                    "logConfiguration": {
                        "logDriver": "awslogs",
                        "options": {
                            "awslogs-group": known[0],
                            "awslogs-region": known[1],
                            "awslogs-stream-prefix": "app",
                        },
                    },
                }
            ]
        )
    ),
)
ecs.Service(
    "app-svc",
    cluster=cluster.arn,
    desired_count=3,
    launch_type="FARGATE",
    task_definition=task.arn,
    network_configuration=ecs.ServiceNetworkConfigurationArgs(
        assign_public_ip=True, subnets=subnets.ids, security_groups=[group.id]
    ),
    load_balancers=[
        ecs.ServiceLoadBalancerArgs(target_group_arn=target.arn, container_name="my-app", container_port=80)
    ],
    opts=pulumi.ResourceOptions(depends_on=[listener]),
)

pulumi.export("url", balancer.dns_name)
