"""The commands as a typer application: help, completion, and messages about wrong calls."""

import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, get_origin

import typer

from apicompiler.cli.command import Argument, Option, Parameter, parameters

Commands = Mapping[str, Callable[..., int]]


def build(commands: Commands, groups: Mapping[str, Commands], version: Callable[[], str]) -> typer.Typer:
    """Make one application of *commands*, and of *groups* of them, of which the docstrings of their modules tell."""
    app = typer.Typer(
        name="apicompiler",
        help="Check a declarative blueprint of an Amazon API Gateway API, and compile it into AWS CDK constructs.",
        epilog="Exit codes: 0 clean, 1 findings, 2 wrong call, 3 no blueprint, 4 no account, 5 not deployed, "
        "70 our defect.",
        context_settings={"help_option_names": ["-h", "--help"]},
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
    )

    def show_version(wanted: bool) -> None:
        if wanted:
            typer.echo(version())
            raise typer.Exit

    @app.callback()
    def root(
        _version: Annotated[
            bool, typer.Option("--version", help="Print the version.", callback=show_version, is_eager=True)
        ] = False,
    ) -> None: ...

    _add(app, commands)
    for name, parts in groups.items():
        module = sys.modules[next(iter(parts.values())).__module__]
        group = typer.Typer(name=name, help=inspect.getdoc(module), no_args_is_help=True, rich_markup_mode="markdown")
        _add(group, parts)
        app.add_typer(group)
    return app


def _add(app: typer.Typer, commands: Commands) -> None:
    for name, function in commands.items():
        app.command(name, help=inspect.getdoc(function))(_adapted(function))


def _adapted(function: Callable[..., int]) -> Callable[..., None]:
    """Give *function* the signature that typer reads."""

    def call(**values: Any) -> None:
        plain = {name: _plain(value) for name, value in values.items()}
        raise typer.Exit(function(**plain))

    declared = parameters(function)
    call.__annotations__ = {item.name: _annotated(item) for item in declared}
    call.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                item.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if item.default is ... else item.default,
                annotation=call.__annotations__[item.name],
            )
            for item in declared
        ]
    )
    call.__name__ = function.__name__
    return call


def _annotated(item: Parameter) -> Any:
    said = item.declared
    common: dict[str, Any] = {"help": said.help, "autocompletion": said.complete}
    if said.metavar:
        common["metavar"] = said.metavar
    kind = item.kind
    if said.file:
        kind = list[Path] if get_origin(kind) is list else Path
    if isinstance(said, Argument):
        return Annotated[kind, typer.Argument(**common)]
    assert isinstance(said, Option), "a parameter is an argument or an option"
    names = [item.flag, said.short] if said.short else [item.flag]
    return Annotated[kind, typer.Option(*names, envvar=said.env or None, **common)]


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
