"""For CDK apps: a blueprint as a stack, and the whole app that `cdk deploy` starts."""

from __future__ import annotations

import sys
from typing import Any

from aws_cdk import App, Environment, Stack
from constructs import Construct

from apicompiler.cli.places import blueprint_at, missing
from apicompiler.compiler import Compilation, accounts, lint, plans
from apicompiler.emit.stack import emit, emit_account_stack, emit_typed, new_app
from apicompiler.plan import Plan
from apicompiler.read.files import DiskFolder
from apicompiler.report.text import full, summary


class BlueprintError(Exception):
    """A blueprint that cannot be deployed; the message is what `apicompiler lint` says of it."""


class BlueprintStack(Stack):
    """One environment of a blueprint, as a stack of your own app.

    *blueprint* is the file or its folder, *env* the name of the environment;
    account and region come from there. Whatever else a stack takes may be given.
    """

    def __init__(self, scope: Construct, id: str, *, blueprint: str, env: str, **settings: Any) -> None:
        [made] = read_plans(blueprint, (env,))
        where = Environment(account=made.account, region=made.region)
        super().__init__(scope, id, env=where, suppress_template_indentation=True, **settings)
        emit_typed(self, made)


def read_plans(blueprint: str, environments: tuple[str, ...] = ()) -> tuple[Plan, ...]:
    """Return the plans of a blueprint.

    Raises:
        BlueprintError: there is no such blueprint or environment, or it has errors.
    """
    return plans(_compiled(blueprint, environments), environments)


def _compiled(blueprint: str, environments: tuple[str, ...]) -> Compilation:
    """Check a blueprint, and that it has these environments."""
    place = blueprint_at(blueprint)
    if place is None:
        raise BlueprintError(missing(blueprint))
    compilation = lint(place.name, DiskFolder(place.folder))
    if not compilation.is_sound:
        findings = [full(diagnostic, compilation.documents, place.shown) for diagnostic in compilation.diagnostics]
        raise BlueprintError("\n\n".join([*findings, f"{place.path}: {summary(compilation.diagnostics)}"]))
    known = [target.environment.key for target in compilation.targets]
    for name in environments:
        if name not in known:
            raise BlueprintError(f"no environment is called `{name}`; there are {', '.join(known)}")
    return compilation


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
            for account in accounts(_compiled(blueprint, names), names):
                emit_account_stack(app, account)
        else:
            for made in read_plans(blueprint, names):
                emit(app, made)
    except BlueprintError as error:
        sys.exit(f"{error}")
    app.synth()
    return app
