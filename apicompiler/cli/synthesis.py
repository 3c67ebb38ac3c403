"""What `apicompiler synth` does, once the CDK is on its way."""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from apicompiler.cli.places import Place, blueprint_at
from apicompiler.cli.settings import checked
from apicompiler.cli.sound import FINDINGS, refuse, sound
from apicompiler.cli.terminal import Color, is_interactive, paint, say
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import Compilation, accounts, plans
from apicompiler.diagnostic import Diagnostic
from apicompiler.emit.conformance import Refused, make_ready
from apicompiler.plan import Account, Plan
from apicompiler.report.text import colored

CLEAN, USAGE = 0, 2
Stacks = tuple[Plan, ...] | tuple[Account, ...]
Show = Literal["overview", "quiet", "print", "check"]


def environments(path: str) -> list[str]:
    """Return the names of the environments of a blueprint, none where it cannot be read."""
    place = blueprint_at(path)
    targets = checked(place).targets if place else ()
    return list(dict.fromkeys(target.environment.key for target in targets))


def synthesis(
    path: str, env: list[str], api: list[str], account: bool, output: str, show: Show, validate: bool, color: Color
) -> int:
    """Compile the blueprint at *path*, or what its accounts need besides, and show what came of it."""
    asked = sound(path, env, api, color)
    if isinstance(asked, int):
        return asked
    place, compilation = asked
    if account and api:
        raise WrongCall("`--account` is for all APIs")
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        say(f"apicompiler: `{output}` is not a folder")
        return USAGE
    made: Stacks = accounts(compilation, env) if account else plans(compilation, env, api)
    return synthesized(place, compilation, made, folder, show, validate, color)


def synthesized(
    place: Place, compilation: Compilation, made: Stacks, folder: Path, show: Show, validate: bool, color: Color
) -> int:
    """Write the assembly of what is planned, or print it or compare it with the one that is there."""
    make_ready()
    if failed := _not_installed(made, compilation, place, show):
        return refuse(place, compilation.replace(diagnostics=failed), color)
    try:
        if show == "print":
            return _print(made, place.folder, validate)
        if show == "check":
            return _check(made, place.folder, folder, validate)
        _write(made, place, folder, validate, show == "quiet")
    except Refused as refused:
        say(f"{place.path}: CloudFormation would refuse this, and nothing was written\n{refused}")
        return FINDINGS
    if show == "overview":
        from apicompiler.report.overview import overview

        sys.stdout.write(overview(made, compilation.targets, folder, styled=paint(color, sys.stdout) is colored))
    return CLEAN


def _not_installed(made: Stacks, compilation: Compilation, place: Place, show: Show) -> tuple[Diagnostic, ...]:
    """Install what functions need, and return what cannot be had."""
    from apicompiler.dependencies import install

    with _progress("installing what functions need", show == "quiet"):
        return install((each for each in made if isinstance(each, Plan)), compilation.targets, place.folder)


def _write(stacks: Stacks, place: Place, folder: Path, validate: bool, quiet: bool) -> None:
    with _progress(f"compiling {place.path}", quiet):
        from apicompiler.beside import written_beside
        from apicompiler.emit.assembly import synthesize

        with written_beside(folder) as fresh:
            synthesize(stacks, place.folder, fresh, validate)


def _print(stacks: Stacks, root: Path, validate: bool) -> int:
    """Print one template as it is, several by the names of their stacks."""
    from apicompiler.emit.assembly import synthesize

    with tempfile.TemporaryDirectory() as folder:
        synthesize(stacks, root, Path(folder), validate)
        templates: dict[str, Any] = {
            name: json.loads((Path(folder) / f"{name}.template.json").read_text(encoding="utf-8"))
            for made in stacks
            for name in made.stacks
        }
    shown = templates if len(templates) > 1 else next(iter(templates.values()))
    sys.stdout.write(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
    return CLEAN


def _check(stacks: Stacks, root: Path, folder: Path, validate: bool) -> int:
    from apicompiler.emit.assembly import differences, synthesize

    with tempfile.TemporaryDirectory() as fresh:
        synthesize(stacks, root, Path(fresh), validate)
        stale = differences(folder, Path(fresh))
    for name in stale:
        say(f"stale: {folder / name}")
    say(f"{folder}: {'run `apicompiler synth` and commit what it writes' if stale else 'up to date'}")
    return FINDINGS if stale else CLEAN


@contextmanager
def _progress(text: str, quiet: bool) -> Iterator[None]:
    """Show that something is going on, to a person and nobody else."""
    if quiet or not is_interactive(sys.stderr):
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield
