"""What `apicompiler deploy` and `apicompiler watch` do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from apicompiler.cli.doctor import cdk_cli
from apicompiler.cli.places import blueprint_at, missing
from apicompiler.cli.settings import checked
from apicompiler.cli.sound import FINDINGS, NO_INPUT, Sound, sound, unknown_names, within
from apicompiler.cli.synthesis import CLEAN, synthesized
from apicompiler.cli.terminal import Color, is_interactive, say
from apicompiler.cli.watching import Folders, again
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import plans
from apicompiler.node import bundled_node
from apicompiler.noun import Noun
from apicompiler.plan import Plan
from apicompiler.read.files import DiskFolder
from apicompiler.report.text import summary
from apicompiler.target import Target

if TYPE_CHECKING:
    from apicompiler.account.connection import Connection
    from apicompiler.account.hotswap import Swap

NOT_DEPLOYED = 5
UNATTENDED = "each change would be deployed"


class Wish(Noun):
    """What the command line asks for."""

    path: str
    env: str
    yes: bool
    hotswap: bool
    no_preflight: bool
    output: str
    profile: str
    color: Color


def watch(wish: Wish) -> int:
    """Deploy, and deploy again after each change, until the user has seen enough."""
    place = blueprint_at(wish.path)
    if place is None:
        say(f"apicompiler: {missing(wish.path)}")
        return NO_INPUT
    compilation = checked(place)
    if compilation.targets:
        if unknown := unknown_names(compilation, [wish.env] if wish.env else [], []):
            raise WrongCall(unknown)
        _unprotected(within(compilation, wish.env), UNATTENDED)
    _approved(wish)
    return again(partial(_deploy_unprotected, wish), (), (place,))


def _deploy_unprotected(wish: Wish, folder: Folders) -> None:
    deploy(wish, folder, UNATTENDED)


def deploy(wish: Wish, folder: Folders = DiskFolder, unattended: str = "") -> int:
    """Check, compile and deploy; *unattended* says why a protected environment is not."""
    asked = sound(wish.path, [wish.env] if wish.env else [], [], wish.color, folder=folder)
    if isinstance(asked, int):
        return asked
    place, compilation = asked
    targets = within(compilation, wish.env)
    if unattended or wish.hotswap:
        _unprotected(targets, unattended or "its stack would not know what is swapped")
    cdk = "" if wish.hotswap else _cdk(wish)
    say(f"{place.path}: {summary(compilation.diagnostics) or 'nothing found'}")
    made = plans(compilation, [targets[0].environment.key])
    assembly = Path(wish.output)
    if code := synthesized(place, compilation, made, assembly, "quiet", False, wish.color):
        return code
    if wish.hotswap:
        return _swapped(wish, targets, made, assembly)
    if not wish.no_preflight and (code := _preflighted(wish, asked, targets)):
        return code
    if code := _deployed(wish, cdk, made, assembly):
        return code
    if not (targets[0].environment.protect or _pinned(targets)):
        _settle(wish, targets, made, assembly)
    return CLEAN


def _preflighted(wish: Wish, ready: Sound, targets: tuple[Target, ...]) -> int:
    """Look whether the account has what the deployment needs."""
    from apicompiler.cli.preflighting import Asked, preflighted

    asked = Asked(wish.path, (targets[0].environment.key,), wish.profile, format=("full",), color=wish.color)
    return preflighted(ready, asked)


def _unprotected(targets: tuple[Target, ...], why: str) -> None:
    if targets[0].environment.protect:
        raise WrongCall(
            f"`{targets[0].environment.key}` is protected, and {why}: `apicompiler deploy` is what it takes"
        )


def _approved(wish: Wish) -> None:
    """Ask for a word where nobody is there to be asked later: the CDK would find out when everything is uploaded."""
    if not wish.yes and not wish.hotswap and not is_interactive(sys.stdin):
        raise WrongCall("nobody is there to approve of what widens permissions: `--yes` does")


def _cdk(wish: Wish) -> str:
    """Return the program that deploys, or say which line installs it."""
    _approved(wish)
    found = cdk_cli()
    if not found.ok:
        raise WrongCall(f"{found.what}: {found.cure}")
    return "cdk"


def _deployed(wish: Wish, cdk: str, made: tuple[Plan, ...], assembly: Path) -> int:
    """Let the CDK deploy the stacks of *assembly* in their order, and tell what they give away."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = Path(folder) / "outputs.json"
        command = [cdk, "deploy", "--app", str(assembly), *(name for plan in made for name in plan.stacks)]
        command += ["--outputs-file", str(outputs)]
        # Otherwise the CDK asks before it widens permissions, which is its own rule for people at a terminal.
        command += ["--require-approval", "never"] if wish.yes else []
        command += ["--profile", wish.profile] if wish.profile else []
        code = _run(command)
        told = json.loads(outputs.read_text(encoding="utf-8")) if outputs.exists() else {}
    sys.stdout.write("".join(f"{line}\n" for line in _summary(made, told)))
    if code:
        ended = f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
        say(f"apicompiler: `cdk deploy` {ended} and says why: {made[0].environment} may not be what was compiled")
        return NOT_DEPLOYED
    return CLEAN


def _swapped(wish: Wish, targets: tuple[Target, ...], made: tuple[Plan, ...], assembly: Path) -> int:
    """Swap the documents in each region, and say what was done."""
    from apicompiler.account.hotswap import Beyond, swapped

    if pinned := _pinned(targets):
        raise WrongCall(f"`{pinned[0]}` is pinned: what it serves is decided by `apicompiler promote`")
    try:
        wanted = list(_swaps(wish, targets, made, assembly))
    except Beyond as beyond:
        say(f"apicompiler: {beyond}; `apicompiler deploy` without `--hotswap` deploys it")
        return FINDINGS
    for connection, each in wanted:
        print(f"{each.api.name}: {swapped(connection, each)}")
    drift = "swapped past CloudFormation, which does not know: `apicompiler deploy` tells it"
    ahead = any(not each.is_way_back for _, each in wanted)
    say(f"{targets[0].environment.key}: {drift if ahead else 'as the stack has it' if wanted else 'nothing to swap'}")
    return CLEAN


def _settle(wish: Wish, targets: tuple[Target, ...], made: tuple[Plan, ...], assembly: Path) -> None:
    """Let stages serve what the stack has that were left by a hotswap.

    CloudFormation compares templates: a document that is what it was at the last deployment it does not touch,
    whatever was swapped since.
    """
    from apicompiler.account.hotswap import swapped
    from apicompiler.account.trouble import Trouble

    try:
        for connection, each in _swaps(wish, targets, made, assembly):
            if each.follows_hotswap:
                print(f"{each.api.name}: {swapped(connection, each)}")
    except Trouble as trouble:
        say(f"apicompiler: deployed; whether a stage still serves what was swapped nobody could see: {trouble}")


def _swaps(
    wish: Wish, targets: tuple[Target, ...], made: tuple[Plan, ...], assembly: Path
) -> Iterator[tuple[Connection, Swap]]:
    """Yield what stages should serve and do not, and the way to them."""
    from apicompiler.account.hotswap import swaps
    from apicompiler.cli.connecting import connected

    for target, plan in zip(targets, made, strict=True):
        templates = {name: json.loads((assembly / f"{name}.template.json").read_bytes()) for name in plan.stacks}
        connection = connected(target, wish.profile)
        yield from ((connection, each) for each in swaps(connection, plan, templates))


def _pinned(targets: tuple[Target, ...]) -> list[str]:
    return [stage for target in targets for stage in target.releases]


def _run(command: list[str]) -> int:
    """Run a program that speaks to the user itself, and return its exit code."""
    sys.stdout.flush()
    node = bundled_node()
    paths = [os.environ.get("PATH", ""), *([str(node.parent)] if node else [])]  # the user's own Node comes first
    with subprocess.Popen(command, env={**os.environ, "PATH": os.pathsep.join(paths)}) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # It was interrupted, too, and has a last word.
            process.wait()
            say("apicompiler: what CloudFormation has begun it goes on with, whoever watches")
            raise


def _summary(made: tuple[Plan, ...], told: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield what each stack gives away, in the words of the plan."""
    for plan in made:
        words = {output.id: output.description for output in plan.outputs}
        found = {id: value for id, value in told.get(plan.name, {}).items() if id in words or plan.raw}
        width = max((len(words.get(id, id)) for id in found), default=0)
        if found:
            yield plan.name
            yield from (f"  {words.get(id, id):{width}}  {value}" for id, value in found.items())
