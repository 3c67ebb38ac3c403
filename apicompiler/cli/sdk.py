"""`apicompiler sdk`."""

from collections.abc import Iterable
from typing import Annotated

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.connecting import PROFILE
from apicompiler.cli.synth import environments


def languages(incomplete: str) -> Iterable[str]:
    """Complete the names of languages: those of generators, and those of API Gateway."""
    from apicompiler.sdk.languages import LANGUAGES
    from apicompiler.sdk.types import PARAMETERS

    return [name for name in {**LANGUAGES, **PARAMETERS} if name.startswith(incomplete)]


def sdk(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    language: Annotated[
        str,
        Option(
            "`python`, `typescript`, `java`, `go`, or a generator by its name; with `--deployed` `javascript`, "
            "`java`, `android`, `objectivec`, `swift` or `ruby`.",
            "-l",
            complete=languages,
        ),
    ] = "python",
    deployed: Annotated[bool, Option("Let API Gateway make it, of what is deployed.")] = False,
    env: Annotated[
        str, Option("The environment; the first one where none is named.", "-e", complete=environments)
    ] = "",
    api: Annotated[str, Option("The API; the first one where none is named.")] = "",
    stage: Annotated[str, Option("The deployed stage; the first one where none is named.", "-s")] = "",
    property: Annotated[
        list[str], Option("What the generator is told besides, as `packageName=books`; may be repeated.", "-p")
    ] = [],  # noqa: B006
    output: Annotated[
        str, Option("The folder of the client; `clients/` and the language where none is named.", "-o", file=True)
    ] = "",
    force: Annotated[bool, Option("Let whatever stands in the folder go.")] = False,
    profile: Annotated[str, Option(PROFILE)] = "",
) -> int:
    """Write a client of an API: of its contract, without an account, or of what is deployed.

    A client knows keys, tokens and signatures as the contract has them. The folder appears whole or not at all; what
    an earlier run wrote is replaced, and what somebody else put there stays.
    """
    from apicompiler.cli.clients import Asked, client

    return client(path, Asked(language, deployed, env, api, stage, tuple(property), output, force, profile))
