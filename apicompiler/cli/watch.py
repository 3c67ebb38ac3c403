"""`apicompiler watch`."""

from apicompiler.cli.deploy import Colored, Env, Hotswap, NoPreflight, Output, Path, Profile, Yes
from apicompiler.cli.synth import start


def watch(
    path: Path = ".",
    *,
    env: Env = "",
    yes: Yes = False,
    hotswap: Hotswap = False,
    no_preflight: NoPreflight = False,
    output: Output = "cdk.out",
    profile: Profile = "",
    color: Colored = "auto",
) -> int:
    """Deploy, and deploy again whenever a file changes; never a protected environment.

    What does not pass the checks is not deployed; `apicompiler deploy` tells of the rest.
    """
    start()
    from apicompiler.cli.deploying import Wish, watch

    return watch(Wish(path, env, yes, hotswap, no_preflight, output, profile, color))
