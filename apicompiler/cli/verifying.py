"""What `apicompiler verify` does, once it is clear what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from apicompiler.account.deployed import verified
from apicompiler.account.deployed.address import Address
from apicompiler.account.deployed.calls import answered
from apicompiler.account.deployed.places import Places
from apicompiler.cli.connecting import connected
from apicompiler.cli.outputs import outputs, show
from apicompiler.cli.sound import FINDINGS, sound
from apicompiler.cli.terminal import Color, say
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import Compilation, in_order, plans
from apicompiler.diagnostic import Diagnostic, Severity
from apicompiler.division import divided
from apicompiler.noun import Noun
from apicompiler.report.found import Found
from apicompiler.report.text import summary
from apicompiler.suggest import listed

CLEAN = 0


class Called(Noun):
    """A stage of an API, and where it is called."""

    api: str
    stage: str
    address: Address


def verified_at(
    path: str, env: str, urls: tuple[str, ...], profile: str, format: tuple[str, ...], fail_on: str, color: Color
) -> int:
    """Verify an environment of the blueprint at *path*, in each of its regions, and show what differs."""
    wanted = outputs(format or ("full",))
    asked = sound(path, [env] if env else [], [], color)
    if isinstance(asked, int):
        return asked
    place, compilation = asked
    everywhere = tuple(_places(compilation, env or compilation.targets[0].environment.key))
    called = tuple(_called(everywhere[0], urls))
    found: list[Diagnostic] = []
    for places in everywhere:
        found += verified(connected(places.target, profile), places)
    for each in called:
        found += answered(everywhere[0], each.api, each.stage, each.address)
    diagnostics = in_order(found, compilation.documents)
    show(wanted, (Found(place.path, place.shown, place.home, diagnostics, compilation.documents),), color)
    say(f"{place.path}: {summary(diagnostics) or _stands(everywhere)}")
    least = Severity[fail_on.upper()]
    return FINDINGS if any(diagnostic.severity >= least for diagnostic in diagnostics) else CLEAN


def _places(compilation: Compilation, env: str) -> Iterator[Places]:
    """Yield the environment as each of its regions has it."""
    targets = (target for target in compilation.targets if target.environment.key == env)
    for target, plan in zip(targets, plans(compilation, [env]), strict=True):
        yield Places(divided(target), plan)


def _stands(everywhere: tuple[Places, ...]) -> str:
    plan = everywhere[0].plan
    apis, stages = len(plan.imported) + len(plan.sockets), len(plan.all_stages)
    counts = f"{apis} API{'s' * (apis > 1)}, {stages} stage{'s' * (stages > 1)}"
    return f"{listed(places.plan.name for places in everywhere)}: all as planned ({counts})"


def _called(places: Places, urls: Iterable[str]) -> Iterator[Called]:
    """Read what is called: a stage at an address of its own, or all that a domain leads to."""
    for text in urls:
        before, equals, url = text.partition("=")
        is_named = bool(equals) and "://" not in before
        address = Address(url if is_named else text)
        if not address.is_safe:
            raise WrongCall(f"`--url {text}`: an address starts with `https://`, or with `http://` on this machine")
        led = (_named(places, before, address),) if is_named else tuple(_led(places, address))
        if not led:
            first = "/".join((next(iter(places.target.blueprint.apis)), next(iter(places.target.stages))))
            raise WrongCall(
                f"`--url {text}`: no domain of the blueprint is called `{address.host}`; "
                f"say what is called there: `--url {first}={text}`"
            )
        yield from led


def _named(places: Places, name: str, address: Address) -> Called:
    named = places.target.stage_named(name)
    if named is None or named[0] not in places.target.contracts:
        known = [f"{api}/{stage}" for api in places.target.contracts for stage in places.target.stages]
        raise WrongCall(f"`--url {name}=…`: no stage of an API is called `{name}`; there are {listed(known)}")
    return Called(*named, address)


def _led(places: Places, address: Address) -> Iterator[Called]:
    """Yield what a domain leads to, or the only stage that there is."""
    target = places.target
    for domain in target.blueprint.domains.values():
        if domain.name == address.host:
            for path, text in domain.paths.items():
                named = target.stage_named(text)
                if named and named[0] in target.contracts:
                    yield Called(*named, address.below(path.strip("/")))
            return
    stages = [(api, stage) for api in target.contracts for stage in target.stages]
    if len(stages) == 1:
        yield Called(*stages[0], address)
