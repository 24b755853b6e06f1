"""What is there after a deployment, by what the emulator answers: the safeguards that a plan only intends."""

from __future__ import annotations

import json
from typing import Any

from .conftest import Rehearsed

ANYWHERE = ("0.0.0.0/0", "::/0")
WEB = {80, 443}
BLOCKED = {
    "BlockPublicAcls": True,
    "BlockPublicPolicy": True,
    "IgnorePublicAcls": True,
    "RestrictPublicBuckets": True,
}


def the(rehearsed: Rehearsed, type_: str) -> list[dict[str, Any]]:
    """Return the attributes of all resources of a type, of which there has to be one."""
    found = [state for address, state in rehearsed.rehearsal.state.items() if address.startswith(f"{type_}.")]
    assert found
    return found


def test_the_trail_logs_in_every_region_and_can_be_checked(rehearsed: Rehearsed) -> None:
    (trail,) = rehearsed.emulator.ask("cloudtrail", "describe_trails")["trailList"]
    status = rehearsed.emulator.ask("cloudtrail", "get_trail_status", Name=trail["TrailARN"])
    assert (trail["IsMultiRegionTrail"], trail["LogFileValidationEnabled"], status["IsLogging"]) == (True, True, True)
    assert trail["KmsKeyId"].startswith("arn:aws:kms:")


def test_config_records(rehearsed: Rehearsed) -> None:
    said = rehearsed.emulator.ask("config", "describe_configuration_recorder_status")
    assert [each["recording"] for each in said["ConfigurationRecordersStatus"]] == [True]


def test_threats_are_looked_for_with_every_feature(rehearsed: Rehearsed) -> None:
    (detector,) = rehearsed.emulator.ask("guardduty", "list_detectors")["DetectorIds"]
    said = rehearsed.emulator.ask("guardduty", "get_detector", DetectorId=detector)
    assert said["Status"] == "ENABLED"
    features = {each["name"]: each["status"] for each in the(rehearsed, "aws_guardduty_detector_feature")}
    assert {each["Name"]: each["Status"] for each in said["Features"]} == features


def test_no_bucket_is_public_or_can_be_reached_without_tls(rehearsed: Rehearsed) -> None:
    ask = rehearsed.emulator.ask
    names = [each["Name"] for each in ask("s3", "list_buckets")["Buckets"]]
    assert len(names) == len(the(rehearsed, "aws_s3_bucket"))
    for name in names:
        assert ask("s3", "get_public_access_block", Bucket=name)["PublicAccessBlockConfiguration"] == BLOCKED
        policy = json.loads(ask("s3", "get_bucket_policy", Bucket=name)["Policy"])
        (denied,) = [
            each
            for each in policy["Statement"]
            if each.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport") == "false"
        ]
        assert (denied["Effect"], denied["Principal"], denied["Action"]) == ("Deny", "*", "s3:*")
        assert set(denied["Resource"]) == {f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"}
        assert ask("s3", "get_bucket_versioning", Bucket=name)["Status"] == "Enabled"


def test_the_account_keeps_every_bucket_from_the_public(rehearsed: Rehearsed) -> None:
    account = rehearsed.emulator.ask("sts", "get_caller_identity")["Account"]
    said = rehearsed.emulator.ask("s3control", "get_public_access_block", AccountId=account)
    assert said["PublicAccessBlockConfiguration"] == BLOCKED


def test_accesses_to_every_bucket_are_logged_but_for_those_to_the_logs(rehearsed: Rehearsed) -> None:
    ask = rehearsed.emulator.ask
    names = {each["Name"] for each in ask("s3", "list_buckets")["Buckets"]}
    targets = {
        name: said["LoggingEnabled"]["TargetBucket"]
        for name in names
        if "LoggingEnabled" in (said := ask("s3", "get_bucket_logging", Bucket=name))
    }
    (logs,) = set(targets.values())
    assert set(targets) == names - {logs}


def test_every_key_rotates(rehearsed: Rehearsed) -> None:
    keys = [each["key_id"] for each in the(rehearsed, "aws_kms_key") if each["key_usage"] == "ENCRYPT_DECRYPT"]
    assert keys
    assert [
        key
        for key in keys
        if not rehearsed.emulator.ask("kms", "get_key_rotation_status", KeyId=key)["KeyRotationEnabled"]
    ] == []


def test_the_load_balancer_answers_by_tls_or_redirects_to_it(rehearsed: Rehearsed) -> None:
    ask = rehearsed.emulator.ask
    (balancer,) = ask("elbv2", "describe_load_balancers")["LoadBalancers"]
    listeners = ask("elbv2", "describe_listeners", LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    assert len(listeners) == len(the(rehearsed, "aws_lb_listener"))
    for each in listeners:
        if each["Protocol"] == "HTTPS":
            assert "TLS13" in each["SslPolicy"]
        else:
            assert [action["RedirectConfig"]["Protocol"] for action in each["DefaultActions"]] == ["HTTPS"]


def test_nobody_from_anywhere_reaches_more_than_the_load_balancers_web_ports(rehearsed: Rehearsed) -> None:
    ask = rehearsed.emulator.ask
    (balancer,) = ask("elbv2", "describe_load_balancers")["LoadBalancers"]
    own = {each["vpc_id"] for each in the(rehearsed, "aws_security_group")}
    groups = ask("ec2", "describe_security_groups")["SecurityGroups"]
    assert own <= {group["VpcId"] for group in groups}
    for group in groups:
        for rule in group["IpPermissions"] if group["VpcId"] in own else ():
            sources = [each.get("CidrIp") or each["CidrIpv6"] for each in (*rule["IpRanges"], *rule["Ipv6Ranges"])]
            if set(sources) & set(ANYWHERE):
                assert group["GroupId"] in balancer["SecurityGroups"]
                assert {rule["FromPort"], rule["ToPort"]} <= WEB


def test_the_default_group_of_the_network_lets_nothing_pass(rehearsed: Rehearsed) -> None:
    (network,) = {each["vpc_id"] for each in the(rehearsed, "aws_security_group")}
    groups = rehearsed.emulator.ask("ec2", "describe_security_groups")["SecurityGroups"]
    (default,) = [each for each in groups if (each["VpcId"], each["GroupName"]) == (network, "default")]
    assert (default["IpPermissions"], default["IpPermissionsEgress"]) == ([], [])


def test_the_service_runs_the_task_that_is_declared_in_private_subnets(rehearsed: Rehearsed) -> None:
    (declared,) = the(rehearsed, "aws_ecs_service")
    (task,) = the(rehearsed, "aws_ecs_task_definition")
    said = rehearsed.emulator.ask("ecs", "describe_services", cluster=declared["cluster"], services=[declared["name"]])
    (service,) = said["services"]
    network = service["networkConfiguration"]["awsvpcConfiguration"]
    assert service["taskDefinition"] == task["arn"]
    assert network["assignPublicIp"] == "DISABLED"
    public = {each["id"] for each in the(rehearsed, "aws_subnet") if each["map_public_ip_on_launch"]}
    (balancer,) = the(rehearsed, "aws_lb")
    assert not set(network["subnets"]) & (public | set(balancer["subnets"]))


def test_every_log_is_encrypted_and_ends(rehearsed: Rehearsed) -> None:
    groups = rehearsed.emulator.ask("logs", "describe_log_groups")["logGroups"]
    assert len(groups) >= len(the(rehearsed, "aws_cloudwatch_log_group"))
    assert [
        each["logGroupName"] for each in groups if not each.get("kmsKeyId") or not each.get("retentionInDays")
    ] == []


def test_the_traffic_of_the_network_is_logged(rehearsed: Rehearsed) -> None:
    (network,) = {each["vpc_id"] for each in the(rehearsed, "aws_security_group")}
    logs = rehearsed.emulator.ask("ec2", "describe_flow_logs")["FlowLogs"]
    assert [(each["ResourceId"], each["TrafficType"], each["FlowLogStatus"]) for each in logs] == [
        (network, "ALL", "ACTIVE")
    ]


def test_volumes_and_topics_are_encrypted(rehearsed: Rehearsed) -> None:
    ask = rehearsed.emulator.ask
    assert ask("ec2", "get_ebs_encryption_by_default")["EbsEncryptionByDefault"] is True
    topics = ask("sns", "list_topics")["Topics"]
    assert topics
    for topic in topics:
        assert ask("sns", "get_topic_attributes", TopicArn=topic["TopicArn"])["Attributes"]["KmsMasterKeyId"]


def test_the_database_is_encrypted_and_private(rehearsed: Rehearsed) -> None:
    said = rehearsed.emulator.ask("rds", "describe_db_instances")["DBInstances"]
    assert {(each["StorageEncrypted"], each["PubliclyAccessible"]) for each in said} == {(True, False)}
