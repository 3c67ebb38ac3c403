"""`apicompiler report`."""

from pathlib import Path
from typing import Annotated

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.synth import environments


def report(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[
        str,
        Option("Only this environment; all when left out.", "-e", env="APICOMPILER_ENV", complete=environments),
    ] = "",
    output: Annotated[str, Option("The file that is written.", "-o", file=True)] = "report.html",
) -> int:
    """Write a page about everything that is published, to read and to pass on.

    It shows what there is, a picture of it, every operation with its values
    and where each comes from, who may call what, what is left of quotas, and
    what `lint` finds. It is one file of HTML that loads nothing.
    """
    from apicompiler.cli.outputs import write_whole
    from apicompiler.cli.sound import sound
    from apicompiler.cli.terminal import say
    from apicompiler.compiler import plans
    from apicompiler.division import divided
    from apicompiler.report.explanation import Subject
    from apicompiler.report.found import Found
    from apicompiler.report.html import html

    asked = sound(path, [env] if env else [], [])
    if isinstance(asked, int):
        return asked
    place, compilation = asked
    documents = compilation.documents
    targets = [target for target in compilation.targets if env in ("", target.environment.key)]
    made = plans(compilation, [target.environment.key for target in targets])
    subjects = [
        Subject(divided(target), plan, documents, place.shown) for target, plan in zip(targets, made, strict=True)
    ]
    found = Found(place.path, place.shown, place.home, compilation.diagnostics, documents, compilation.notices)
    write_whole(Path(output), html(subjects, found).encode("utf-8"))
    say(f"{output}: written")
    return 0
