"""Rules for images that a stack builds, by awsx or by Docker's own build of Pulumi.

awsx's component makes the latter inside of its plugin. Offline only the component is to be seen; an engine shows both,
and may show nothing of what the component was given. Whichever says something is judged.
"""

from __future__ import annotations

from policies.environment import DEVELOPMENT, environment
from policies.rule import NotApplicable, Severity, Verdict, first_problem, resource_rule, stack_rule
from policies.view import Resource, Stack

COMPONENT = "awsx:ecr:Image"
BUILD = "docker-build:index:Image"
MOVING = "latest"
OF_ITS_PARTS = NotApplicable("what it was given is not to be seen here: the build inside of it is judged")


@stack_rule(
    COMPONENT,
    BUILD,
    severity=Severity.HIGH,
    fix="Let the pipeline build, scan and release the image, and take it from there by its digest.",
    url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_appsec_deploy_software_programmatically.html",
)
def image_built_for_development_only(_image: Resource, stack: Stack) -> Verdict:
    """Outside of development no image is built past the pipeline, which tests, scans and releases it."""
    named = environment(stack)
    if named == DEVELOPMENT:
        return None
    return f"it is built by whoever deploys {named or 'a stack that names no environment'}"


@resource_rule(
    COMPONENT,
    BUILD,
    severity=Severity.MEDIUM,
    fix="Set `image_tag` (`tags` of a `docker_build.Image`) to a digest of what the image is built from.",
    url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
)
def image_tag_says_what_is_in_it(image: Resource) -> Verdict:
    """A tag is chosen by the content of an image, so that one that was scanned is never replaced under its name."""
    if image.type == COMPONENT:
        if not image.has("repositoryUrl"):
            return OF_ITS_PARTS
        if not image.has("imageTag") and not image.has("imageName"):
            return "awsx tags it by the path of its folder: the next one has the same tag"
        return _moving(image.get("imageName" if image.has("imageName") else "imageTag", ""))
    if not image.has("tags"):
        return NotApplicable("it is not pushed anywhere") if not image.get("push", False) else _moving("")
    tags = image.get("tags", [])
    return first_problem(lambda reference: _moving(_tag(str(reference))), tags)


def _moving(tag: str) -> str | None:
    if not tag:
        return f"it has no tag, and so the tag {MOVING}"
    return f"it has the tag {MOVING}, as the next one has" if tag == MOVING else None


def _tag(reference: str) -> str:
    """Return the tag of a reference; a colon before the last slash belongs to a port."""
    return reference.rpartition("/")[2].partition(":")[2].partition("@")[0]
