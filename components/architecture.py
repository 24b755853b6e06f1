"""The CPU architectures of images, and their names in Docker, Amazon ECS and AWS CodeBuild."""

from __future__ import annotations

from typing import Literal

Architecture = Literal["arm64", "x86_64"]
DOCKER_PLATFORMS: dict[Architecture, str] = {"arm64": "linux/arm64", "x86_64": "linux/amd64"}
ECS_CPU_ARCHITECTURES: dict[Architecture, str] = {"arm64": "ARM64", "x86_64": "X86_64"}
CODEBUILD_MACHINES: dict[Architecture, dict[str, str]] = {
    "arm64": {"type": "ARM_CONTAINER", "image": "aws/codebuild/amazonlinux-aarch64-standard:3.0"},
    "x86_64": {"type": "LINUX_CONTAINER", "image": "aws/codebuild/amazonlinux-x86_64-standard:5.0"},
}
"""AWS's own build images, with Docker, the AWS CLI, jq and Python, patched by AWS (AWS CodeBuild User Guide, "Docker
images provided by CodeBuild"). An image is built on the architecture that it runs on."""
