"""For CDK apps: a blueprint as a stack, and the whole app that `cdk deploy` starts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import apicompiler.emit  # noqa: F401  # isort: skip  # chooses the Node, before jsii looks for one

from aws_cdk import App, Environment, Stack
from constructs import Construct

from apicompiler.cli.places import Place, blueprint_at, missing
from apicompiler.cli.settings import checked
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import Compilation, accounts, plans
from apicompiler.dependencies import install
from apicompiler.emit.conformance import Refused
from apicompiler.emit.stack import emit, emit_account_stack, emit_typed, new_app
from apicompiler.plan import Plan
from apicompiler.report.text import full, summary


class BlueprintError(Exception):
    """A blueprint that cannot be deployed; the message is what `apicompiler lint` says of it."""


class BlueprintStack(Stack):
    """One environment of a blueprint, as a stack of your own app.

    *blueprint* is the file or its folder, *env* the name of the environment;
    account and region come from there, and *region* says which, where there are several. Whatever else a stack takes
    may be given.
    """

    def __init__(
        self, scope: Construct, id: str, *, blueprint: str, env: str, region: str = "", **settings: Any
    ) -> None:
        root, planned = read_plans(blueprint, (env,))
        chosen = [made for made in planned if region in ("", made.region)]
        if len(chosen) != 1:
            raise BlueprintError(f"`{env}` is in {', '.join(made.region for made in planned)}: say which `region`")
        [made] = chosen
        where = Environment(account=made.account, region=made.region)
        if made.reaches_elsewhere:
            settings["cross_region_references"] = True
        super().__init__(scope, id, env=where, suppress_template_indentation=True, **settings)
        emit_typed(self, made, root)


def read_plans(blueprint: str, environments: tuple[str, ...] = ()) -> tuple[Path, tuple[Plan, ...]]:
    """Return the folder of a blueprint, and its plans.

    Raises:
        BlueprintError: there is no such blueprint or environment, it has errors, or what a function needs is missing.
    """
    place, compilation = _compiled(blueprint, environments)
    made = plans(compilation, environments)
    if failed := install(made, compilation.targets, place.folder):
        raise _error(place, compilation.replace(diagnostics=failed))
    return place.folder, made


def _compiled(blueprint: str, environments: tuple[str, ...]) -> tuple[Place, Compilation]:
    """Check a blueprint, and that it has these environments."""
    place = blueprint_at(blueprint)
    if place is None:
        raise BlueprintError(missing(blueprint))
    try:
        compilation = checked(place)
    except WrongCall as error:
        raise BlueprintError(f"apicompiler: {error}") from None
    if not compilation.is_sound:
        raise _error(place, compilation)
    known = dict.fromkeys(target.environment.key for target in compilation.targets)
    for name in environments:
        if name not in known:
            raise BlueprintError(f"no environment is called `{name}`; there are {', '.join(known)}")
    return place, compilation


def _error(place: Place, compilation: Compilation) -> BlueprintError:
    findings = [full(diagnostic, compilation.documents, place.shown) for diagnostic in compilation.diagnostics]
    return BlueprintError("\n\n".join([*findings, f"{place.path}: {summary(compilation.diagnostics)}"]))


def main() -> App:
    """Be the app of `cdk.json`: compile what the context names, and emit it.

    `-c blueprint=PATH` names the blueprint, `-c env=NAME` one of its
    environments; without the latter there is a stack for each. With
    `-c account=true` it is what their accounts need besides.
    """
    app = new_app(None)
    blueprint = str(app.node.try_get_context("blueprint") or ".")
    environment = app.node.try_get_context("env")
    try:
        names = (str(environment),) if environment else ()
        if str(app.node.try_get_context("account")).lower() == "true":
            for account in accounts(_compiled(blueprint, names)[1], names):
                emit_account_stack(app, account)
        else:
            root, planned = read_plans(blueprint, names)
            for made in planned:
                emit(app, made, root)
    except (BlueprintError, Refused) as error:
        sys.exit(f"{error}")
    app.synth()
    return app
