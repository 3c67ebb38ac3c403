"""`apicompiler export`."""

import json
from collections.abc import Mapping
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
    from apicompiler.cli.contracts import told
    from apicompiler.cli.outputs import give
    from apicompiler.cli.sound import sound, unknown_names
    from apicompiler.cli.synthesis import CLEAN, USAGE
    from apicompiler.cli.terminal import say
    from apicompiler.compiler import plans
    from apicompiler.suggest import listed

    if (public and gateway) or (openapi and not public):
        say(
            f"apicompiler: `{'--public' if gateway else '--openapi'}` is for the contract for callers: `--public` alone"
        )
        return USAGE
    asked = sound(path, [env] if env else [], [])
    if isinstance(asked, int):
        return asked
    place, compilation = asked
    target = next(found for found in compilation.targets if env in ("", found.environment.key))
    shares = {} if public else {share.key: key for key, found in target.shares.items() for share in found}
    if unknown := unknown_names(compilation, [], [api] if api and api not in shares else []):
        say(f"apicompiler: {unknown}")
        return USAGE
    chosen = api or next(iter(target.contracts), "")
    if chosen not in target.contracts and chosen not in shares:
        say(f"apicompiler: {f'`{chosen}`' if chosen else f'`{place.path}`'} has routes, and no document of OpenAPI")
        return USAGE
    if public:
        made = told(asked, target, chosen, openapi)
        if isinstance(made, int):
            return made
        document: Mapping[str, Any] = made.document
    else:
        plan, *_ = plans(compilation, [target.environment.key])
        split = target.shares.get(chosen, ())
        if len(split) > 1:
            names = listed([share.key for share in split])
            say(f"apicompiler: `{chosen}` is split into {names}; this is the first of them")
        name = split[0].key if split else chosen
        document = next(made.body for made in plan.imported if made.name == f"{plan.name}-{name}")
    give(_written(document, format), output)
    return CLEAN


def _written(body: Mapping[str, Any], format: str) -> str:
    if format == "json":
        return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes what is referred to several times where it stands, without anchors."""

        def ignore_aliases(self, _: Any) -> bool:
            return True

    plain = json.loads(json.dumps(body))  # what CloudFormation fills in stands there as its functions
    return yaml.dump(plain, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)
