"""`apicompiler synth`."""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.places import Place, blueprint_at, missing
from apicompiler.cli.terminal import Color, is_interactive, paint, say
from apicompiler.compiler import Compilation
from apicompiler.compiler import lint as checked
from apicompiler.compiler import plans as planned
from apicompiler.plan import Plan
from apicompiler.read.files import DiskFolder
from apicompiler.report.text import colored, full, summary
from apicompiler.suggest import listed

CLEAN, FINDINGS, USAGE, NO_INPUT = 0, 1, 2, 3


def environments(incomplete: str) -> Iterable[str]:
    """Complete the names of environments from the blueprint in this folder."""
    place = blueprint_at(".")
    if place is None:
        return []
    targets = checked(place.name, DiskFolder(place.folder)).targets
    return [target.environment.key for target in targets if target.environment.key.startswith(incomplete)]


def synth(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[list[str], Option("Only this environment; may be repeated.", "-e", complete=environments)] = [],  # noqa: B006
    api: Annotated[list[str], Option("Only this API, under a stack name of its own; may be repeated.")] = [],  # noqa: B006
    output: Annotated[str, Option("The folder of the cloud assembly.", "-o", file=True)] = "cdk.out",
    print: Annotated[bool, Option("Print the templates, and write nothing.")] = False,
    check: Annotated[bool, Option("Write nothing; exit with 1 when the assembly is not what it would be now.")] = False,
    validate: Annotated[bool, Option("Let CDK validate the templates, too.")] = False,
    quiet: Annotated[bool, Option("Say nothing unless something is wrong.", "-q")] = False,
    color: Annotated[Color, Option("When to color.", metavar="auto|always|never")] = "auto",
) -> int:
    """Compile a blueprint into a cloud assembly that `cdk deploy` takes.

    The assembly that was there before stays whole until the new one is.
    """
    place = blueprint_at(path)
    if place is None:
        say(f"apicompiler: {missing(path)}")
        return NO_INPUT
    compilation = checked(place.name, DiskFolder(place.folder))
    if not compilation.is_sound:
        return _refuse(place, compilation, color)
    unknown = _unknown(compilation, env, api)
    if unknown:
        say(f"apicompiler: {unknown}")
        return USAGE
    plans = planned(compilation, env, api)
    folder = Path(output)
    if folder.exists() and not folder.is_dir():
        say(f"apicompiler: `{output}` is not a folder")
        return USAGE
    if print:
        return _print(plans, validate)
    if check:
        return _check(plans, folder, validate)
    with _progress(f"compiling {place.path}", quiet):
        from apicompiler.emit.assembly import synthesize, written_beside

        with written_beside(folder) as fresh:
            synthesize(plans, fresh, validate)
    if not quiet:
        from apicompiler.report.overview import overview

        sys.stdout.write(overview(plans, compilation.targets, folder, styled=paint(color, sys.stdout) is colored))
    return CLEAN


def _refuse(place: Place, compilation: Compilation, color: Color) -> int:
    for diagnostic in compilation.diagnostics:
        say(full(diagnostic, compilation.documents, place.shown, paint(color, sys.stderr)) + "\n")
    say(f"{place.path}: {summary(compilation.diagnostics)}; nothing was written")
    return FINDINGS


def _unknown(compilation: Compilation, environments: list[str], apis: list[str]) -> str:
    """Say which environment or API that was asked for there is not."""
    for wanted, known, kind in (
        (environments, [target.environment.key for target in compilation.targets], "environment"),
        (apis, list(compilation.targets[0].apis), "API"),
    ):
        for name in wanted:
            if name not in known:
                return f"no {kind} is called `{name}`; there {'are' if len(known) > 1 else 'is'} {listed(known)}"
    return ""


def _print(plans: tuple[Plan, ...], validate: bool) -> int:
    """Print one template as it is, several by the names of their stacks."""
    from apicompiler.emit.assembly import synthesize

    with tempfile.TemporaryDirectory() as folder:
        synthesize(plans, Path(folder), validate)
        templates: dict[str, Any] = {
            made.name: json.loads((Path(folder) / f"{made.name}.template.json").read_text(encoding="utf-8"))
            for made in plans
        }
    shown = templates if len(templates) > 1 else next(iter(templates.values()))
    sys.stdout.write(json.dumps(shown, indent=2, ensure_ascii=False) + "\n")
    return CLEAN


def _check(plans: tuple[Plan, ...], folder: Path, validate: bool) -> int:
    from apicompiler.emit.assembly import differences, synthesize

    with tempfile.TemporaryDirectory() as fresh:
        synthesize(plans, Path(fresh), validate)
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
