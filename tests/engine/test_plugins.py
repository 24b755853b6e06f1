"""What other plugins than AWS's make of the program: an image, a certificate of our own; and AWS's for the edge."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from auditor.graph import Resource, Secret

from .conftest import Deploy
from .deployment import Deployment
from .remote import BUILD, IMAGE

TASK = "aws:ecs/taskDefinition:TaskDefinition"
CERTIFICATE = "aws:acm/certificate:Certificate"
BY_DIGEST = re.compile(r"111122223333\.dkr\.ecr\.us-east-1\.amazonaws\.com/[\w-]+@sha256:[0-9a-f]{64}")


@pytest.fixture
def dev(deploy: Deploy) -> Deployment:
    """Where the image is built by Pulumi, and no domain has a certificate."""
    return deploy("dev")


@pytest.fixture
def prod(deploy: Deploy) -> Deployment:
    """Where there is an edge."""
    return deploy("prod")


def the(resources: Any, type_: str, name: str = "") -> Resource:
    (found,) = [each for each in resources if each.type == type_ and name in ("", each.name)]
    assert isinstance(found, Resource)
    return found


def test_an_image_is_named_by_its_digest_once_it_is_built(dev: Deployment) -> None:
    assert UNKNOWN in dev.preview.state_of(TASK, "app")["inputs"]["containerDefinitions"]
    uri = the(dev.state, IMAGE).outputs["imageUri"]
    assert BY_DIGEST.fullmatch(uri), uri
    containers = json.loads(the(dev.state, TASK).inputs["containerDefinitions"])
    assert uri in {container["image"] for container in containers}


def test_the_password_for_pushing_an_image_is_a_secret_of_the_state(dev: Deployment) -> None:
    """That there is one shows that the plugin asked the provider of the program for it."""
    assert isinstance(the(dev.state, BUILD).inputs["registries"], Secret)


def test_a_certificate_of_our_own_is_known_once_it_is_signed_and_its_key_never_shown(dev: Deployment) -> None:
    made = the(dev.previewed, CERTIFICATE).inputs
    assert not isinstance(made["certificateBody"], str)
    imported = the(dev.state, CERTIFICATE).inputs
    assert imported["certificateBody"].startswith("-----BEGIN CERTIFICATE-----")
    assert isinstance(imported["privateKey"], Secret)
    everything = (dev.preview.text, dev.update.text, json.dumps(dev.engine.export()))
    assert not [text for text in everything if "PRIVATE KEY-----" in text]


def test_what_the_edge_needs_is_made_in_the_region_of_cloudfront(prod: Deployment) -> None:
    regions = {
        name: the(prod.state, CERTIFICATE, name).outputs["region"] for name in ("certificate", "edge-certificate")
    }
    assert regions == {"certificate": "eu-west-1", "edge-certificate": "us-east-1"}
