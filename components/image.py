"""The first image of an environment that has no pipeline yet, built where Pulumi runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pulumi
import pulumi_awsx as awsx

from components.architecture import DOCKER_PLATFORMS, Architecture
from components.image_content import content_tag


@dataclass(frozen=True, kw_only=True)
class ImageArgs:
    """What is built, for which architecture, and where it is pushed."""

    repository_url: pulumi.Input[str]
    context: str
    """The folder with the Dockerfile, relative to where Pulumi runs."""
    architecture: Architecture


class Image(pulumi.ComponentResource):
    """An image built from a folder and pushed to a repository. Needs Docker where Pulumi runs.

    Creates an `awsx.ecr.Image`, a remote component of Pulumi: its children are created by a plugin and are not visible
    without an engine. `uri` names the image by its digest. The tag is set here, because awsx derives its own from the
    folder's path: that tag would stay the same when the content changes, and a repository with immutable tags would
    reject the second push. When the content changes, awsx builds the new image and deletes the old one after all other
    updates, so this is for development, where nothing needs the previous image.

    Raises `pulumi.RunError` if there is no Dockerfile.
    """

    uri: pulumi.Output[str]

    def __init__(self, name: str, args: ImageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("footing:components:Image", name, None, opts)
        platform = DOCKER_PLATFORMS[args.architecture]
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
