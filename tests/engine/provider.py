"""A process that plays a provider's plugin (`pulumi-resource-aws`, `-tls` and others) to the real Pulumi engine.

It deploys nothing: inputs come back as outputs. What matters is that it answers as the bridged provider does
in the places that decide what a rule sees: in a preview a new resource has no id and what the cloud will
decide is unknown; after a create it is known. Like the bridge it takes neither secrets nor output values from
the engine, which then strips them from calls and puts the secret marks back on what returns.

Not played: defaults that the real provider's schema gives to inputs, validation, and replacement (every
change is an update in place). The engine starts it as ``python -m tests.engine.provider <package> <address>``.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any

import grpc  # type: ignore[import-untyped]
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2
from pulumi.runtime.proto.provider_pb2_grpc import (
    ResourceProviderServicer,
    add_ResourceProviderServicer_to_server,
)
from pulumi.runtime.rpc import UNKNOWN

from auditor.sources.answers import Place, account_of, answer
from auditor.sources.fast_imports.generated_packages import import_lazily
from auditor.sources.schema import resource_properties

from .messages import Properties, read, struct
from .remote import IMAGE, construct_image
from .values import Inventor, invented_answer

_NO_LIMIT = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]


class StandIn(ResourceProviderServicer):
    """Answers the provider protocol for one package; names of methods and fields are the protocol's."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._place = Place("")
        self._default_tags: Properties = {}

    def GetPluginInfo(self, request: object, context: object) -> Any:  # noqa: N802
        """The version of the SDK, because the engine refuses a provider older than the SDK asks for."""
        return plugin_pb2.PluginInfo(version=version(f"pulumi_{self._package}"))

    def CheckConfig(self, request: Any, context: object) -> Any:  # noqa: N802
        """Accepts any configuration."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: object, context: object) -> Any:  # noqa: N802
        """No configuration change replaces resources."""
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request: Any, context: object) -> Any:  # noqa: N802
        """Remembers region and account, which zones and ARNs speak of, and the tags that every resource gets."""
        args = read(request.args)
        self._place = Place(args.get("region", ""), account_of(args.get("allowedAccountIds")))
        tags = args.get("defaultTags", {})
        self._default_tags = (json.loads(tags) if isinstance(tags, str) else tags).get("tags", {})
        makes_components = self._package == "awsx"  # of whom the engine demands that they take secrets
        return provider_pb2.ConfigureResponse(supportsPreview=True, acceptSecrets=makes_components)

    def Check(self, request: Any, context: object) -> Any:  # noqa: N802
        """Accepts any inputs, adds the default tags, and lists, as the bridge does, what it defaulted: nothing."""
        inputs = {"__defaults": [], **read(request.news)}
        if self._default_tags and "tagsAll" in resource_properties(request.type):
            inputs["tags"] = self._merged_tags(inputs)
        return provider_pb2.CheckResponse(inputs=struct(inputs))

    def Diff(self, request: Any, context: object) -> Any:  # noqa: N802
        """Names the inputs that changed."""
        old, new = read(request.old_inputs), read(request.news)
        changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some if changed else none, diffs=changed)

    def Create(self, request: Any, context: object) -> Any:  # noqa: N802
        """In a preview what the cloud decides is unknown and there is no id; otherwise both are made up."""
        inputs = read(request.properties)
        inventor = Inventor(request.type, request.name, inputs, self._place)
        computed = {key: spec for key, spec in resource_properties(request.type).items() if spec.required}
        foreseen = {"region": self._place.region, "tagsAll": self._merged_tags(inputs)}
        outputs = {**{key: value for key, value in foreseen.items() if key in computed}, **_echo(inputs)}
        for key, spec in computed.items():
            if key not in outputs:
                outputs[key] = UNKNOWN if request.preview else inventor.value(key, spec)
        new_id = "" if request.preview else inventor.id()
        return provider_pb2.CreateResponse(id=new_id, properties=struct(outputs))

    def Update(self, request: Any, context: object) -> Any:  # noqa: N802
        """Takes the new inputs and keeps what the cloud had decided before."""
        new, old_inputs = read(request.news), read(request.old_inputs)
        decided = {key: value for key, value in read(request.olds).items() if key not in old_inputs}
        return provider_pb2.UpdateResponse(properties=struct({**decided, **_echo(new)}))

    def _merged_tags(self, inputs: Properties) -> Properties:
        tags = inputs.get("tags", {})
        return {**self._default_tags, **tags} if isinstance(tags, dict) else {}

    def Read(self, request: Any, context: object) -> Any:  # noqa: N802
        """Nothing drifts here: a refresh finds what the state says."""
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def Delete(self, request: object, context: object) -> Any:  # noqa: N802
        """Forgets nothing, having kept nothing."""
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: object) -> Any:  # noqa: N802
        """Answers a function call as the offline source does, so that both speak of the same account."""
        asked = read(request.args)
        result = answer(request.tok, asked, self._place) or invented_answer(request.tok, asked, self._place)
        return provider_pb2.InvokeResponse(**{"return": struct(result)})

    def Construct(self, request: Any, context: object) -> Any:  # noqa: N802
        """Makes a component with its parts."""
        if request.type != IMAGE:
            raise NotImplementedError(f"{request.type}: the only component played here is {IMAGE}")
        return construct_image(request)

    def Cancel(self, request: object, context: object) -> Any:  # noqa: N802
        """Nothing runs that would have to stop."""
        return empty_pb2.Empty()


def _echo(inputs: Properties) -> Properties:
    """Inputs as they return: without the bridge's bookkeeping and without write-only values (``...Wo``)."""
    return {key: value for key, value in inputs.items() if not key.startswith("__") and not key.endswith("Wo")}


def main() -> None:
    """Serves until the engine ends the process; the engine reads the port from the first line of output."""
    import_lazily()  # a service's package holds hundreds of types, of which a program uses a few
    server = grpc.server(ThreadPoolExecutor(max_workers=8), options=_NO_LIMIT)
    add_ResourceProviderServicer_to_server(StandIn(sys.argv[1]), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
