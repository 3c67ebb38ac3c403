"""What `apicompiler sdk` does."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from apicompiler.cli.contracts import told
from apicompiler.cli.sound import Sound, sound, unknown_names
from apicompiler.cli.synthesis import CLEAN
from apicompiler.cli.terminal import say
from apicompiler.cli.wrong import WrongCall
from apicompiler.compiler import plans
from apicompiler.noun import Noun
from apicompiler.sdk.document import for_generators
from apicompiler.sdk.generator import IGNORE, generator
from apicompiler.sdk.languages import language
from apicompiler.sdk.names import ClientName, client_name
from apicompiler.sdk.place import placed
from apicompiler.sdk.signing import put_signing
from apicompiler.sdk.trouble import NotMade
from apicompiler.sdk.types import PARAMETERS, parameters
from apicompiler.suggest import closest, listed
from apicompiler.target import Target


class Asked(Noun):
    """What the command line says, in its order."""

    language: str
    deployed: bool
    env: str
    api: str
    stage: str
    properties: tuple[str, ...]
    output: str
    force: bool
    profile: str

    @property
    def folder(self) -> Path:
        return Path(self.output or f"clients/{self.language}")

    @property
    def said(self) -> dict[str, str]:
        """The properties, by their names."""
        return dict(_pair(word) for word in self.properties)


def client(path: str, asked: Asked) -> int:
    """Write a client of the API that is asked for."""
    if not asked.deployed and (asked.stage or asked.profile):
        raise WrongCall(f"`--{'stage' if asked.stage else 'profile'}` is for clients of what is deployed: `--deployed`")
    found = sound(path, [asked.env] if asked.env else [], [])
    if isinstance(found, int):
        return found
    target = next(one for one in found[1].targets if asked.env in ("", one.environment.key))
    try:
        code = _deployed(found, target, asked) if asked.deployed else _generated(found, target, asked)
    except NotMade as error:
        raise WrongCall(f"{error}") from None
    if code == CLEAN:
        say(f"apicompiler: the client is in {asked.folder}")
    return code


def _generated(found: Sound, target: Target, asked: Asked) -> int:
    """Let openapi-generator make it of the contract; version 3.0 is the one that all generators know."""
    key = _key(found, asked.api, target.contracts)
    made = told(found, target, key, "3.0")
    if isinstance(made, int):
        return made
    wanted, said = language(asked.language), asked.said
    tool = generator()
    with placed(asked.folder, IGNORE, asked.force) as folder:
        properties = wanted.named(_named(target, key)) | said
        tool.generate(for_generators(made.document, made.signatures), wanted, properties, folder)
        has_signing = bool(made.signatures) and put_signing(wanted, folder, str(target.environment.region))
    if made.signatures and not has_signing:
        say(f"apicompiler: `{asked.language}` has no file that signs calls: operations of IAM are called without")
    return CLEAN


def _deployed(found: Sound, target: Target, asked: Asked) -> int:
    """Let API Gateway make it of a stage."""
    from apicompiler.account.sdk import sdk
    from apicompiler.cli.connecting import connected
    from apicompiler.sdk.archive import unpack

    if asked.language not in PARAMETERS:
        close = closest(asked.language, PARAMETERS)
        help = f"did you mean `{close}`?" if close else f"there are {listed(PARAMETERS)}"
        raise NotMade(f"API Gateway makes no SDK in `{asked.language}`; {help}")
    shares = [share.key for several in target.shares.values() for share in several]
    key = _key(found, asked.api, [*target.contracts, *shares])
    if key in target.http_apis:
        raise NotMade(f"`{key}` is an HTTP API, and API Gateway makes SDKs of REST APIs alone: go without `--deployed`")
    several = target.shares.get(key, ())
    if len(several) > 1:
        say(f"apicompiler: `{key}` is split into {listed([one.key for one in several])}; this is the first of them")
    [plan, *_] = plans(found[1], [target.environment.key])
    name = several[0].key if several else key
    api = next(made.id for made in plan.imported if made.name == f"{plan.name}-{name}")
    stage = asked.stage or next(iter(target.stages))
    if stage not in target.stages:
        raise NotMade(f"no stage is called `{stage}`; there are {listed(target.stages)}")
    told = parameters(asked.language, _named(target, key), asked.said)
    with placed(asked.folder, force=asked.force) as folder:
        unpack(sdk(connected(target, asked.profile), plan.name, api, stage, asked.language, told), folder)
    return CLEAN


def _key(found: Sound, asked: str, known: Iterable[str]) -> str:
    """Return the API that is asked for, or the first: one of those that are *known* to have a document of OpenAPI."""
    names = tuple(known)
    key = asked or next(iter(names), "")
    if key in names:
        return key
    if key and (unknown := unknown_names(found[1], [], [key])):
        raise NotMade(unknown)
    raise NotMade(f"{f'`{key}`' if key else f'`{found[0].path}`'} has routes, and no document of OpenAPI")


def _named(target: Target, key: str) -> ClientName:
    """Name a client by its blueprint, and its API where there are several."""
    several = len(target.blueprint.apis) > 1
    return client_name(str(target.blueprint.name), *([key] if several else []))


def _pair(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not name or not equals:
        raise WrongCall(f"`--property {word}` is no name and value: `--property packageName=books`")
    return name, value
