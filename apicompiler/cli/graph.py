"""`apicompiler graph`."""

from pathlib import Path
from typing import Annotated, Literal

from apicompiler.cli.command import Argument, Option
from apicompiler.cli.synth import environments
from apicompiler.cli.wrong import WrongCall

ENDINGS = {"mmd": "mermaid", "mermaid": "mermaid", "dot": "dot", "gv": "dot", "svg": "svg"}


def graph(
    path: Annotated[str, Argument("The blueprint, or the folder that holds it.", "PATH", file=True)] = ".",
    *,
    env: Annotated[
        str, Option("The environment; the first when left out.", "-e", env="APICOMPILER_ENV", complete=environments)
    ] = "",
    api: Annotated[list[str], Option("Only what calls of this API go through; may be repeated.")] = [],  # noqa: B006
    by: Annotated[
        Literal["segment", "tag"],
        Option("Gather operations by the part of their paths that tells them apart, or by their first tag."),
    ] = "segment",
    format: Annotated[
        Literal["mermaid", "dot", "svg", ""],
        Option("How it is drawn; what the file ends in says it, else mermaid.", metavar="mermaid|dot|svg"),
    ] = "",
    output: Annotated[str, Option("Write it to a file instead.", "-o", file=True)] = "",
) -> int:
    """Draw what a call goes through: DNS, CDN, domain, stage, authorizer, integration, backend.

    Markdown of GitHub and GitLab shows Mermaid, Graphviz draws DOT, and an SVG
    needs nothing else: it is light or dark as its reader is.
    """
    from apicompiler.cli.outputs import give
    from apicompiler.cli.sound import sound
    from apicompiler.compiler import plans
    from apicompiler.division import divided
    from apicompiler.graph import graph as drawn
    from apicompiler.outcome import Outcome
    from apicompiler.report import pictures

    wanted = format or _format(output)
    asked = sound(path, [env] if env else [], api)
    if isinstance(asked, int):
        return asked
    _, compilation = asked
    target = next(found for found in compilation.targets if env in ("", found.environment.key))
    plan, *_ = plans(compilation, [target.environment.key])
    target = divided(target)
    shown = [name for key in api for name in ([share.key for share in target.divisions.get(key, ())] or [key])]
    write = {"mermaid": pictures.mermaid, "dot": pictures.dot, "svg": pictures.svg}[wanted]
    text = write(drawn(Outcome(target, plan), by, shown))
    give(text, output)
    return 0


def _format(output: str) -> str:
    """Return the format that a file is in by its ending."""
    ending = Path(output).suffix.removeprefix(".").lower()
    if output and ending not in ENDINGS:
        raise WrongCall(f"`{output}` may be anything: say `--format`, or let it end in .mmd, .dot or .svg")
    return ENDINGS.get(ending, "mermaid")
