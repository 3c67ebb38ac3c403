"""Functions, their versions and aliases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from apicompiler.noun import Noun
from apicompiler.plan.values import Value


class Dependencies(Noun):
    """What is installed beside the code of a function."""

    file: str
    """What lists it, in the folder of the code."""
    python: str
    """The version of Python, as `3.13`."""
    machine: Literal["x86_64", "aarch64"]


class Zip(Noun):
    """Code that runs on a runtime of Lambda."""

    path: str
    """The folder or zip file, below the folder of the blueprint."""
    digest: str
    """Of the code and of what it asks for: a function is changed when it changes, and at no other time."""
    dependencies: Dependencies | None
    handler: str
    runtime: str
    layers: tuple[Value, ...]


class Image(Noun):
    """A container image."""

    uri: str
    command: tuple[str, ...]


class Vpc(Noun):
    """A private network."""

    subnets: tuple[Value, ...]
    security_groups: tuple[Value, ...]


class Function(Noun):
    """A Lambda function."""

    id: str
    name: str
    description: str
    package: Zip | Image
    architecture: Literal["x86_64", "arm64"]
    memory: int
    storage: int
    timeout: int
    """Seconds."""
    environment: Mapping[str, Value]
    reserved: int | None
    """How many calls may go on at the same time."""
    vpc: Vpc | None
    dead_letter: str | None
    tracing: bool
    role: Value
    log_group: str
    after: tuple[str, ...]


class Version(Noun):
    """A snapshot of a function; its id changes with the code and with every setting."""

    id: str
    function: str


class Alias(Noun):
    """A name of a version."""

    id: str
    name: str
    function: str
    version: str
    provisioned: int | None
    """How many calls are kept ready."""
