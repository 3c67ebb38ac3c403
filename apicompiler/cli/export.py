"""`apicompiler export`."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from apicompiler.cli.command import Argument, Option


def export(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[str, Option("The environment; the first one where none is named.", "-e")] = "",
    api: Annotated[str, Option("The API; the first one where none is named.")] = "",
    format: Annotated[Literal["yaml", "json"], Option("How it is written.")] = "yaml",
    output: Annotated[str, Option("Write it to a file instead.", "-o", file=True)] = "",
) -> int:
    """Print the document that API Gateway is given for an API: OpenAPI 3.0, in the dialect that it imports.

    Whatever deploys APIs can deploy it: what the blueprint says of stages, domains and keys is not in it.
    """
    from apicompiler.cli.places import blueprint_at, missing
    from apicompiler.cli.synthesis import CLEAN, NO_INPUT, USAGE, refuse, unknown_names
    from apicompiler.cli.terminal import say
    from apicompiler.compiler import lint, plans
    from apicompiler.read.files import DiskFolder

    place = blueprint_at(path)
    if place is None:
        say(f"apicompiler: {missing(path)}")
        return NO_INPUT
    compilation = lint(place.name, DiskFolder(place.folder))
    if not compilation.is_sound:
        return refuse(place, compilation, "auto")
    unknown = unknown_names(compilation, [env] if env else [], [api] if api else [])
    if unknown:
        say(f"apicompiler: {unknown}")
        return USAGE
    target = next(found for found in compilation.targets if env in ("", found.environment.key))
    [plan] = plans(compilation, [target.environment.key])
    bodies = {key: made.body for key, made in zip(target.apis, plan.apis, strict=True)}
    text = _written(bodies[api or next(iter(bodies))], format)
    if not output:
        sys.stdout.write(text)
        return CLEAN
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        say(f"apicompiler: `{output}` cannot be written: {error.strerror}")
        return USAGE
    return CLEAN


def _written(body: Mapping[str, Any], format: str) -> str:
    if format == "json":
        return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes what is referred to several times where it stands, without anchors."""

        def ignore_aliases(self, _: Any) -> bool:
            return True

    return yaml.dump(body, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)
