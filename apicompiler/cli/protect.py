"""`apicompiler protect`."""

from typing import Annotated

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.synth import environments


def protect(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[
        list[str],
        Option("This environment, may be repeated; all that are protected when left out.", "-e", complete=environments),
    ] = [],  # noqa: B006
) -> int:
    """Write down which domains, keys and user pools protected environments keep.

    From then on `lint` refuses whatever would replace or remove one of them. Writes `blueprint.lock.yaml` beside the
    blueprint, and nothing else: commit it.
    """
    from apicompiler.cli.protecting import protect

    return protect(path, env)
