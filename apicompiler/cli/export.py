"""`apicompiler export`."""

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from apicompiler.cli.command import Argument, Option


def export(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    gateway: Annotated[bool, Option("The document that API Gateway is given; so without `--public`.")] = False,
    public: Annotated[bool, Option("The contract for callers: clean, whole, with its real addresses.")] = False,
    openapi: Annotated[
        Literal["3.0", "3.1", ""],
        Option("The version of the contract; that of the documents where none is named.", metavar="3.0|3.1"),
    ] = "",
    env: Annotated[str, Option("The environment; the first one where none is named.", "-e")] = "",
    api: Annotated[str, Option("The API; the first one where none is named.")] = "",
    format: Annotated[Literal["yaml", "json"], Option("How it is written.")] = "yaml",
    output: Annotated[str, Option("Write it to a file instead.", "-o", file=True)] = "",
) -> int:
    """Print what becomes of an API's documents: what API Gateway imports, or the contract for callers.

    Whatever deploys APIs can deploy the first: what the blueprint says of stages, domains and keys is not in it. The
    second says nothing of AWS: prose, addresses, and who may call, in one document of OpenAPI 3.0 or 3.1.
    """
    from apicompiler.cli.places import blueprint_at, missing
    from apicompiler.cli.settings import checked
    from apicompiler.cli.synthesis import NO_INPUT, USAGE, refuse, unknown_names
    from apicompiler.cli.terminal import say
    from apicompiler.compiler import Compilation, contract, plans
    from apicompiler.read.files import DiskFolder
    from apicompiler.report.text import address

    if (public and gateway) or (openapi and not public):
        say(
            f"apicompiler: `{'--public' if gateway else '--openapi'}` is for the contract for callers: `--public` alone"
        )
        return USAGE
    place = blueprint_at(path)
    if place is None:
        say(f"apicompiler: {missing(path)}")
        return NO_INPUT
    compilation = checked(place)
    if not compilation.is_sound:
        return refuse(place, compilation, "auto")
    unknown = unknown_names(compilation, [env] if env else [], [api] if api else [])
    if unknown:
        say(f"apicompiler: {unknown}")
        return USAGE
    target = next(found for found in compilation.targets if env in ("", found.environment.key))
    chosen = api or next(iter(target.apis), "")
    if chosen not in target.apis:
        say(f"apicompiler: {f'`{chosen}`' if chosen else f'`{place.path}`'} has routes, and no document of OpenAPI")
        return USAGE
    if public:
        made = contract(compilation, DiskFolder(place.folder), target.environment.key, chosen, openapi)
        if made.troubles:
            return refuse(place, Compilation(made.documents, (target,), made.troubles), "auto")
        for note in made.notes:
            say(f"{address(note.at, made.documents, place.shown)}: {note.text}")
        document: Mapping[str, Any] = made.document
    else:
        [plan] = plans(compilation, [target.environment.key])
        document = dict(zip(target.apis, plan.apis, strict=True))[chosen].body
    return _give(_written(document, format), output)


def _give(text: str, output: str) -> int:
    """Print *text*, or write it to the file *output* if one is named."""
    from apicompiler.cli.synthesis import CLEAN, USAGE
    from apicompiler.cli.terminal import say

    if not output:
        sys.stdout.write(text)
        return CLEAN
    try:
        put(Path(output), text)
    except OSError as error:
        say(f"apicompiler: `{output}` cannot be written: {error.strerror}")
        return USAGE
    return CLEAN


def put(path: Path, text: str) -> None:
    """Write a file beside and move it into place: whoever looks finds the old one or the new one, whole."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.absolute().parent)
    try:
        os.close(handle)
        Path(name).write_text(text, encoding="utf-8")
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _written(body: Mapping[str, Any], format: str) -> str:
    if format == "json":
        return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes what is referred to several times where it stands, without anchors."""

        def ignore_aliases(self, _: Any) -> bool:
            return True

    return yaml.dump(body, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)
