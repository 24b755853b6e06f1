"""Plays `awsx:ecr:Image`, a component whose parts are made by its plugin and not by the program.

The engine hands the whole component over (`Construct`), and the plugin registers it and its parts as a program would.
As the real one does, this asks for a password through the provider of AWS that the program gave the component, builds
only once all that it is given is known, and names the image by its digest. What it was given it registers as one
property, `args`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import grpc  # type: ignore[import-untyped]
from pulumi.runtime.proto import provider_pb2, resource_pb2
from pulumi.runtime.proto.resource_pb2_grpc import ResourceMonitorStub
from pulumi.runtime.rpc import UNKNOWN

from auditor.sources.wire import secret

from .messages import Properties, read, struct

IMAGE, BUILD = "awsx:ecr:Image", "docker-build:index:Image"
PASSWORD = "aws:ecr/getAuthorizationToken:getAuthorizationToken"


def construct_image(request: Any) -> Any:
    """Register the component and, where it is known what to build, the build; answer with the image's name."""
    with grpc.insecure_channel(request.monitorEndpoint) as channel:
        engine = ResourceMonitorStub(channel)
        inputs = read(request.inputs)
        sources = {each for given in request.inputDependencies.values() for each in given.urns}
        urn = engine.RegisterResource(
            resource_pb2.RegisterResourceRequest(
                type=request.type,
                name=request.name,
                parent=request.parent,
                object=struct({"name": request.name, "args": inputs}),
                propertyDependencies={"args": _urns(resource_pb2.RegisterResourceRequest, sources)},
            )
        ).urn
        image_uri = UNKNOWN
        if UNKNOWN not in inputs.values():
            built = _build(engine, request, inputs, urn)
            sources.add(built.urn)
            digest = read(built.object).get("digest", UNKNOWN)
            image_uri = UNKNOWN if digest == UNKNOWN else f"{inputs['repositoryUrl']}@{digest}"
        outputs = struct({"imageUri": image_uri})
        engine.RegisterResourceOutputs(resource_pb2.RegisterResourceOutputsRequest(urn=urn, outputs=outputs))
    return provider_pb2.ConstructResponse(
        urn=urn, state=outputs, stateDependencies={"imageUri": _urns(provider_pb2.ConstructResponse, sources)}
    )


def _build(engine: ResourceMonitorStub, request: Any, inputs: Properties, parent: str) -> Any:
    """Register the build, under the name of its tag."""
    url = inputs["repositoryUrl"]
    answered = engine.Invoke(
        resource_pb2.ResourceInvokeRequest(
            tok=PASSWORD, args=struct({"registryId": url.split(".")[0]}), provider=request.providers["aws"]
        )
    )
    allowed = read(getattr(answered, "return"))
    login = {"address": allowed["proxyEndpoint"], "username": allowed["userName"]}
    given = {
        "tags": [f"{url}:{inputs['imageTag']}"],
        "context": {"location": inputs["context"]},
        "platforms": [inputs["platform"]],
        "push": True,
        "registries": [{**login, "password": secret(allowed["password"])}],
    }
    depends = _urns(resource_pb2.RegisterResourceRequest, request.inputDependencies["repositoryUrl"].urns)
    return engine.RegisterResource(
        resource_pb2.RegisterResourceRequest(
            type=BUILD,
            name=inputs["imageTag"],
            parent=parent,
            custom=True,
            object=struct(given),
            dependencies=depends.urns,
            propertyDependencies={"tags": depends, "registries": depends},
            acceptSecrets=True,
        )
    )


def _urns(message: Any, urns: Iterable[str]) -> Any:
    return message.PropertyDependencies(urns=sorted(urns))
