"""Pinned stages: what they serve, and who may be served something newer."""

from apicompiler.diagnostic import WARNING, Finding, Findings
from apicompiler.division import divided
from apicompiler.releases import calls, own_functions
from apicompiler.rules import rule
from apicompiler.setting import LOCK
from apicompiler.source import Location
from apicompiler.suggest import closest, listed
from apicompiler.target import Target

LANGUAGE = "docs/releases.md"
ALIASES = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html"
PINNED = "stages: {live: {pinned: true}, preview: {}}"
RELEASED = """
--- blueprint.lock.yaml
releases: {dev: {live: [{apis: {v1: "0123456789abcdef"}}]}}
"""
CODE = """
--- services/books/app.py
handler = print
"""
FUNCTION = "functions: {books: {code: services/books, handler: app.handler, runtime: python3.13, aliases: [live]}}"


@rule("AC0340", bad=PINNED, good=f"{PINNED}{RELEASED}", evidence=LANGUAGE, binding=True)
def stage_without_release(target: Target) -> Findings:
    """A pinned stage serves a release that the lock names.

    A stage that served the newest deployment until somebody pinned it in
    earnest would not be pinned: its callers would get every change at once.
    """
    environment = target.environment.key
    for key, releases in target.releases.items():
        unnamed = [
            api for api in (*divided(target).contracts, *target.sockets) if not releases or api not in releases[0].apis
        ]
        if unnamed:
            yield Finding(
                at=target.stages[key].at / "pinned",
                message=f"`{LOCK}` does not say what {listed(unnamed, ' and ')} "
                f"serve{'' if len(unnamed) > 1 else 's'} on `{key}` in `{target.locked_as}`",
                help=f"write `apicompiler promote --env {environment}`: it pins what is compiled now",
            )


@rule(
    "AC0341",
    bad=f"{PINNED}{RELEASED.rstrip()[:-1]}, qa: {{live: []}}}}\n",
    good=f"{PINNED}{RELEASED}",
    evidence=LANGUAGE,
    severity=WARNING,
)
def release_of_nothing(target: Target) -> Findings:
    """The lock speaks of environments, pinned stages, APIs and functions that there are.

    What it says of others is followed by nobody, and the deployments of an
    API that is gone are gone with it.
    """
    lock = Location(LOCK) / "releases"
    environment, blueprint = target.locked_as, target.blueprint
    published = target.names("apis", divided(target).blueprint.apis)
    for name in target.lock.releases:
        if name.partition("/")[0] not in target.names("environments", blueprint.environments):
            yield _nothing(lock / name, "environment", name, list(blueprint.environments))
    for name, releases in target.lock.releases.get(environment, {}).items():
        if name not in target.releases:
            yield _nothing(lock / environment / name, "pinned stage", name, list(target.releases))
            continue
        for release in releases:
            for api in release.apis:
                if api not in published:
                    yield _nothing(release.at / "apis" / api, "API", api, published)
            for function in release.functions:
                if function not in target.names("functions", blueprint.functions):
                    yield _nothing(release.at / "functions" / function, "function", function, list(blueprint.functions))


def _nothing(at: Location, kind: str, name: str, known: list[str]) -> Finding:
    close = closest(name, known)
    return Finding(
        at=at.key,
        message=f"no {kind} is called `{name}`",
        help=f"did you mean `{close}`?" if close else "remove it, or let `apicompiler promote` write the file anew",
    )


@rule(
    "AC0342",
    bad=f"{PINNED}\n{FUNCTION}\nintegrations: {{books: {{lambda: books, alias: live}}}}{RELEASED}{CODE}",
    good=f"""stages: {{live: {{pinned: true, variables: {{alias: live}}}}, preview: {{variables: {{alias: preview}}}}}}
{FUNCTION.replace("[live]", "[live, preview]")}
integrations: {{books: {{lambda: books, alias: "${{stageVariables.alias}}"}}}}{RELEASED}{CODE}""",
    evidence=ALIASES,
    severity=WARNING,
)
def unpinned_function(target: Target) -> Findings:
    """A pinned stage calls functions under an alias that is its own.

    Any other alias follows the newest code of the function, and with it does
    every stage that calls it, pinned or not.
    """
    for key in target.releases:
        own = own_functions(target, key)
        for (name, alias), stages in calls(target).items():
            if key in stages and own.get(name) != alias:
                others = listed(sorted(stages - {key}), " and ")
                under = (
                    f"under the alias `{alias}`{f', as {others} does,' if others else ''}" if alias else "by no alias"
                )
                yield Finding(
                    at=target.stages[key].at / "pinned",
                    message=f"the pinned stage `{key}` calls `{name}` {under} and runs its newest code at once",
                    help=f"give `{name}` the alias `{key}` and no other stage that alias: "
                    f'`variables: {{alias: {key}}}` here, and `alias: "${{stageVariables.alias}}"` where it is called',
                )
