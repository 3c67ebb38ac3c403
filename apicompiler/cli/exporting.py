"""What `apicompiler export` does: what is asked for decides who makes the document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from apicompiler.cli.contracts import told
from apicompiler.cli.outputs import give
from apicompiler.cli.places import Place
from apicompiler.cli.sound import sound, unknown_names
from apicompiler.cli.terminal import say
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import Compilation, plans
from apicompiler.noun import Noun
from apicompiler.suggest import listed
from apicompiler.target import Target

CLEAN = 0


class Asked(Noun):
    """What the command line asks for; what it does not say is empty."""

    path: str
    kinds: tuple[str, ...]
    openapi: str
    extensions: str
    env: str
    api: str
    stage: str
    profile: str

    @property
    def kind(self) -> str:
        return self.kinds[0] if self.kinds else "gateway"


class Subject(Noun):
    """An API of a sound blueprint, in one environment."""

    place: Place
    compilation: Compilation
    target: Target
    api: str


Document = Mapping[str, Any]


def export_as(asked: Asked, format: str, output: str) -> int:
    """Give the document that is asked for."""
    _check(asked)
    found = sound(asked.path, [asked.env] if asked.env else [], [])
    if isinstance(found, int):
        return found
    place, compilation = found
    target = next(target for target in compilation.targets if asked.env in ("", target.environment.key))
    subject = Subject(place, compilation, target, _chosen(asked, place, compilation, target))
    made = MAKERS[asked.kind](subject, asked)
    if isinstance(made, int):
        return made
    give(_written(made, format), output)
    return CLEAN


def _check(asked: Asked) -> None:
    """Refuse what goes not together."""
    if len(asked.kinds) > 1:
        raise WrongCall(f"{listed(f'--{kind}' for kind in asked.kinds)} exclude each other")
    is_deployed = asked.kind == "deployed"
    for word, value in (("stage", asked.stage), ("extensions", asked.extensions)):
        if value and not is_deployed:
            raise WrongCall(f"`--{word}` is for what is deployed: `--deployed`")
    if asked.openapi and asked.kind == "gateway":
        raise WrongCall("`--openapi` is for the contract for callers, `--public`, and for `--deployed`")
    if asked.openapi == ("3.1" if is_deployed else "2.0"):
        told = (
            "API Gateway exports OpenAPI 3.0 or 2.0" if is_deployed else "a contract is written in OpenAPI 3.0 or 3.1"
        )
        raise WrongCall(f"`--openapi {asked.openapi}`: {told}")


def _chosen(asked: Asked, place: Place, compilation: Compilation, target: Target) -> str:
    """Return the API that is meant: of one that is split, its whole or one of the several."""
    shares = {} if asked.kind == "public" else {share.key for shares in target.shares.values() for share in shares}
    if unknown := unknown_names(compilation, [], [asked.api] if asked.api and asked.api not in shares else []):
        raise WrongCall(unknown)
    chosen = asked.api or next(iter(target.contracts), "")
    if chosen not in target.contracts and chosen not in shares:
        named = f"`{chosen}`" if chosen else f"`{place.path}`"
        also = ": API Gateway exports no WebSocket API" if asked.kind == "deployed" else ""
        raise WrongCall(f"{named} has routes, and no document of OpenAPI{also}")
    return chosen


def _gateway(subject: Subject, _: Asked) -> Document:
    plan = plans(subject.compilation, [subject.target.environment.key])[0]
    name = f"{plan.name}-{_first(subject)}"
    return next(made.body for made in plan.imported if made.name == name)


def _public(subject: Subject, asked: Asked) -> Document | int:
    made = told((subject.place, subject.compilation), subject.target, subject.api, asked.openapi)
    return made if isinstance(made, int) else made.document


def _deployed(subject: Subject, asked: Asked) -> Document:
    from apicompiler.account.exports import exported
    from apicompiler.cli.connecting import connected

    target = subject.target
    stage = asked.stage or next(iter(target.stages))
    if stage not in target.stages:
        raise WrongCall(f"no stage is called `{stage}`; there are {listed(target.stages)}")
    if subject.api in target.http_apis and (
        asked.openapi == "2.0" or asked.extensions in ("integrations", "authorizers")
    ):
        raise WrongCall(
            f"`{subject.api}` is an HTTP API: it is exported as OpenAPI 3.0, with all extensions or with none"
        )
    plan, *_ = plans(subject.compilation, [target.environment.key])
    found = next(made for made in plan.imported if made.name == f"{plan.name}-{_first(subject)}")
    return exported(connected(target, asked.profile), plan, found, stage, asked.openapi, asked.extensions)


MAKERS: Mapping[str, Callable[[Subject, Asked], Document | int]] = {
    "gateway": _gateway,
    "public": _public,
    "deployed": _deployed,
}


def _first(subject: Subject) -> str:
    """Return the API that is made: of one that is split, the first of the several, and say so."""
    shares = subject.target.shares.get(subject.api, ())
    if len(shares) > 1:
        say(f"apicompiler: `{subject.api}` is split into {listed(s.key for s in shares)}; this is the first of them")
    return shares[0].key if shares else subject.api


def _written(body: Document, format: str) -> str:
    if format == "json":
        return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes what is referred to several times where it stands, without anchors."""

        def ignore_aliases(self, _: Any) -> bool:
            return True

    plain = json.loads(json.dumps(body))  # what CloudFormation fills in stands there as its functions
    return yaml.dump(plain, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)
