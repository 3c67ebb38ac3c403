"""`apicompiler rollback`."""

from typing import Annotated

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.synth import environments


def rollback(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[
        list[str],
        Option("In this environment, may be repeated; in all when left out.", "-e", complete=environments),
    ] = [],  # noqa: B006
    stage: Annotated[list[str], Option("Only this pinned stage; may be repeated.", "-s")] = [],  # noqa: B006
) -> int:
    """Let pinned stages serve the release before, from the next deployment on.

    Writes `blueprint.lock.yaml` beside the blueprint, and nothing else: commit it, and deploy.
    """
    from apicompiler.cli.releasing import released, rolled_back

    return released(path, env, stage, rolled_back)
