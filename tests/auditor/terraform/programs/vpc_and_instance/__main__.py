import pulumi
import pulumi_aws as aws
from network import Network

config = pulumi.Config()
network = Network("main")

image = aws.ec2.get_ami(
    most_recent=True,
    owners=["amazon"],
    filters=[{"name": "name", "values": ["al2023-ami-*-x86_64"]}],
)
group = aws.ec2.SecurityGroup(
    "web",
    description="Web and ssh",
    vpc_id=network.vpc.id,
    ingress=[
        {"protocol": "tcp", "from_port": port, "to_port": port, "cidr_blocks": ["0.0.0.0/0"]} for port in (22, 80)
    ],
    egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
)
key = aws.ec2.KeyPair("me", public_key=config.require("key"))
server = aws.ec2.Instance(
    "web",
    ami=image.id,
    instance_type=config.get("size"),
    key_name=key.key_name,
    subnet_id=network.subnets[0].id,
    vpc_security_group_ids=[group.id],
    user_data="""#!/bin/bash
echo "Hello from $(hostname)" > index.html
nohup python3 -m http.server 80 &
""",
    tags={"Name": "web"},
)
address = aws.ec2.Eip("web", instance=server.id, domain="vpc")

pulumi.export("ip", address.public_ip)
pulumi.export("dns", server.public_dns)
