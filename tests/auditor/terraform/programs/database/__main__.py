import ipaddress

import pulumi
import pulumi_aws as aws
import pulumi_random as random

config = pulumi.Config()
blocks = ipaddress.ip_network(config.require("network")).subnets(new_prefix=24)

vpc = aws.ec2.Vpc("db", cidr_block=config.require("network"))
subnets = [
    aws.ec2.Subnet(f"db-{letter}", vpc_id=vpc.id, cidr_block=str(next(blocks)), availability_zone=f"us-east-1{letter}")
    for letter in "abc"
]
clients = aws.ec2.SecurityGroup("clients", vpc_id=vpc.id)
servers = aws.ec2.SecurityGroup("servers", vpc_id=vpc.id)
aws.ec2.SecurityGroupRule(
    "postgres",
    type="ingress",
    security_group_id=servers.id,
    source_security_group_id=clients.id,
    protocol="tcp",
    from_port=5432,
    to_port=5432,
)
group = aws.rds.SubnetGroup("db", subnet_ids=[each.id for each in subnets])
suffix = random.RandomId("final", byte_length=4)

instance = aws.rds.Instance(
    "orders",
    engine="postgres",
    engine_version="16.4",
    instance_class="db.t3.micro",
    allocated_storage=20,
    db_name="orders",
    username="postgres",
    password=config.require_secret("password"),
    db_subnet_group_name=group.name,
    vpc_security_group_ids=[servers.id],
    final_snapshot_identifier=pulumi.Output.concat("orders-", suffix.hex),
    opts=pulumi.ResourceOptions(protect=True, ignore_changes=["password"]),
)

generated = random.RandomPassword("reports", length=24, special=False)
cluster = aws.rds.Cluster(
    "reports",
    engine=aws.rds.EngineType.AURORA_POSTGRESQL,
    database_name="reports",
    master_username="postgres",
    master_password=generated.result,
    db_subnet_group_name=group.name,
    vpc_security_group_ids=[servers.id],
    skip_final_snapshot=True,
)
for number in range(2):
    aws.rds.ClusterInstance(
        f"reports-{number}",
        cluster_identifier=cluster.id,
        instance_class="db.t3.medium",
        engine=cluster.engine,
    )
secret = aws.secretsmanager.Secret("orders")
aws.secretsmanager.SecretVersion(
    "orders",
    secret_id=secret.id,
    secret_string=pulumi.Output.json_dumps(
        {"host": instance.address, "port": instance.port, "password": config.require_secret("password")}
    ),
)

pulumi.export("endpoint", instance.endpoint)
pulumi.export("connection", pulumi.Output.format("postgres://postgres@{0}/orders", instance.endpoint))
