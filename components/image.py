"""The first image of an environment that has no pipeline yet: built where Pulumi runs, and pushed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pulumi
import pulumi_awsx as awsx

from components.image_content import content_tag

Architecture = Literal["arm64", "x86_64"]
PLATFORMS: dict[Architecture, str] = {"arm64": "linux/arm64", "x86_64": "linux/amd64"}


@dataclass(frozen=True, kw_only=True)
class ImageArgs:
    """What is built, for what, and where it goes."""

    repository_url: pulumi.Input[str]
    context: str
    """The folder with the Dockerfile, from where Pulumi runs."""
    architecture: Architecture


class Image(pulumi.ComponentResource):
    """An image that is built from a folder and pushed to a repository. It takes Docker where Pulumi runs.

    Creates an `awsx.ecr.Image`, a component of Pulumi's whose parts a plugin makes: with no engine they are not to be
    seen. `uri` names the image by its digest. The tag is given, because the one that awsx makes up is a digest of the
    folder's path: it would stay the same when the content changes, and a repository with immutable tags would refuse
    the second push. When the content changes, awsx builds the new image, and once all else is updated deletes the
    old; so this is for development, where nothing needs the image before.

    Raises `pulumi.RunError` if there is no Dockerfile.
    """

    uri: pulumi.Output[str]

    def __init__(self, name: str, args: ImageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Image", name, None, opts)
        platform = PLATFORMS[args.architecture]
        try:
            tag = content_tag(Path(args.context), platform)
        except FileNotFoundError as error:
            raise pulumi.RunError(str(error)) from None
        image = awsx.ecr.Image(
            name,
            repository_url=args.repository_url,
            context=args.context,
            platform=platform,
            image_tag=tag,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.uri = image.image_uri
        self.register_outputs({"uri": self.uri})
