"""`apicompiler export`."""

from typing import Annotated, Literal

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.connecting import PROFILE


def export(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    gateway: Annotated[bool, Option("The document that API Gateway is given; so without any of the three.")] = False,
    public: Annotated[bool, Option("The contract for callers: clean, whole, with its real addresses.")] = False,
    deployed: Annotated[
        bool, Option("What a stage serves, as API Gateway itself tells it; it needs an account.")
    ] = False,
    openapi: Annotated[
        Literal["2.0", "3.0", "3.1", ""],
        Option(
            "The version: of the contract 3.0 or 3.1, that of the documents where none is named; "
            "of what is deployed 3.0, or 2.0 for REST APIs.",
            metavar="2.0|3.0|3.1",
        ),
    ] = "",
    extensions: Annotated[
        Literal["none", "integrations", "authorizers", "apigateway", ""],
        Option(
            "The extensions that are told of what is deployed; all of them where nothing is said.",
            metavar="none|integrations|authorizers|apigateway",
        ),
    ] = "",
    env: Annotated[str, Option("The environment; the first one where none is named.", "-e")] = "",
    api: Annotated[str, Option("The API; the first one where none is named.")] = "",
    stage: Annotated[str, Option("The stage that is deployed; the first one where none is named.", "-s")] = "",
    profile: Annotated[str, Option(PROFILE, env="AWS_PROFILE")] = "",
    format: Annotated[Literal["yaml", "json"], Option("How it is written.")] = "yaml",
    output: Annotated[str, Option("Write it to a file instead.", "-o", file=True)] = "",
) -> int:
    """Print what becomes of an API's documents: what API Gateway imports, what it serves, or the contract for callers.

    Whatever deploys APIs can deploy the first: what the blueprint says of stages, domains and keys is not in it. The
    second is what the snapshot of a stage says. The third says nothing of AWS: prose, addresses, and who may call,
    in one document of OpenAPI 3.0 or 3.1.
    """
    from apicompiler.cli.exporting import Asked, export_as

    kinds = {"gateway": gateway, "public": public, "deployed": deployed}
    kind = tuple(name for name, wanted in kinds.items() if wanted)
    return export_as(Asked(path, kind, openapi, extensions, env, api, stage, profile), format, output)
