"""What functions are told of the user pools that are made here: ids of what is there, and made before them."""

from collections.abc import Iterator

from apicompiler.blueprint import CognitoAuthorizer, CognitoPools, Function
from apicompiler.diagnostic import Finding, Findings, Note, Replace
from apicompiler.pointers import PoolPointer
from apicompiler.rules import rule
from apicompiler.rules.pools import POOL
from apicompiler.source import Location
from apicompiler.suggest import closest, listed
from apicompiler.target import Target

COGNITO = "docs/cognito.md"
TRIGGERS = (
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html"
)


def _example(told: str, pool: str = "create", triggers: str = "{}") -> str:
    """Write a blueprint with a function that is told something of a user pool."""
    return (
        "authorizers:\n"
        f"  users: {{cognito: {{userPool: {pool}{'' if pool == POOL else _settings(triggers)}}}}}\n"
        f"functions: {{who: {{code: who, handler: app.handler, runtime: python3.13, environment: {told}}}}}\n"
        "--- who/app.py\ndef handler(event, context): ...\n"
    )


def _settings(triggers: str) -> str:
    return f", clients: {{web: {{callbacks: ['https://app.example.com/']}}}}, triggers: {triggers}"


@rule(
    "AC2350",
    binding=True,
    bad=_example('{USER_POOL: "pool:user"}'),
    good=_example('{USER_POOL: "pool:users"}'),
    evidence=COGNITO,
)
def unknown_user_pool(target: Target) -> Findings:
    """What a function is told as `pool:…` is the id of a user pool that is made here, by the authorizer it names.

    A pool that is there already has an id that can be written.
    """
    for pointer, at in _pointers(target):
        found = target.blueprint.authorizers.get(pointer.pool)
        if isinstance(found, CognitoAuthorizer) and not found.cognito.is_made:
            yield Finding(
                at=at,
                message=f"the user pool of `{pointer.pool}` is not made here",
                help=_id(found.cognito, pointer),
                notes=(Note(found.cognito.at / "userPool", "the user pool"),),
            )
        elif pointer.pool not in target.names("authorizers", target.blueprint.authorizers):
            yield _unknown(target, pointer, at, f"nothing in `authorizers` is called `{pointer.pool}`")
        elif found and not isinstance(found, CognitoAuthorizer):
            yield _unknown(target, pointer, at, f"`{pointer.pool}` has no user pool")


@rule(
    "AC2351",
    binding=True,
    bad=_example('{CLIENT: "pool:users/weeb"}'),
    good=_example('{CLIENT: "pool:users/web"}'),
    evidence=COGNITO,
)
def unknown_pool_client(target: Target) -> Findings:
    """An application whose id a function is told is one of the `clients` of the user pool."""
    for pointer, at in _pointers(target):
        maker = target.maker(pointer)
        if maker is None or pointer.client is None or target.client(pointer):
            continue
        clients = maker.cognito.at / "clients"
        if (clients / pointer.client).path in target.lost:
            continue
        close = closest(pointer.client, maker.cognito.clients)
        if close:
            help = f"did you mean `pool:{pointer.pool}/{close}`?"
        elif maker.cognito.clients:
            help = f"it has {listed(maker.cognito.clients)}"
        else:
            help = f"declare it: `clients: {{{pointer.client or 'web'}: {{callbacks: […]}}}}`"
        yield Finding(
            at=at,
            message=f"the user pool of `{pointer.pool}` has no client `{pointer.client}`",
            help=help,
            notes=(Note(clients.key, "its clients"),) if maker.cognito.clients else (),
            fix=Replace(at, f"pool:{pointer.pool}/{close}") if close else None,
        )


@rule(
    "AC2352",
    bad=_example('{USER_POOL: "pool:users"}', triggers="{preSignUp: who}"),
    good=_example("{}", triggers="{preSignUp: who}"),
    evidence=TRIGGERS,
)
def told_by_what_waits_for_it(target: Target) -> Findings:
    """A function that a user pool calls is made before the pool, and cannot be told the id that it will have.

    CloudFormation refuses a template in which each of two things waits for the
    other. Cognito tells such a function which pool and which application it is
    called for.
    """
    for function in _functions(target):
        for name, pointer in function.pools.items():
            ring = _ring(target, function, pointer)
            if not ring:
                continue
            word = "userPoolId" if pointer.client is None else "callerContext.clientId"
            if len(ring) == 1:
                message = f"`{pointer.pool}` calls `{function.key}`, and is made after it"
                help = f"remove it: the event says it, in `{word}`"
            else:
                message = f"`{pointer.pool}` is made after `{function.key}`: user pools wait for what they call"
                help = "remove it, or let one of the pools call another function"
            yield Finding(
                at=function.at / "environment" / name,
                message=message,
                help=help,
                notes=tuple(Note(at, "called by the user pool") for at in ring),
            )


def _ring(target: Target, function: Function, pointer: PoolPointer) -> tuple[Location, ...]:
    """Return the triggers by which the pool that is pointed at waits for a *function*; none where it does not."""
    waiting: list[tuple[PoolPointer, tuple[Location, ...]]] = [(pointer, ())]
    passed: set[str] = set()
    while waiting:
        pointer, way = waiting.pop(0)
        maker = target.maker(pointer)
        if maker is None or pointer.pool in passed:
            continue
        passed.add(pointer.pool)
        for word, named in maker.cognito.triggers.items():
            called, further = target.function(named), (*way, maker.cognito.at / "triggers" / word)
            if called is function:
                return further
            if isinstance(called, Function):
                waiting += [(told, further) for told in called.pools.values()]
    return ()


def _id(pools: CognitoPools, pointer: PoolPointer) -> str:
    """Say what to write for a pool that is not made here."""
    if not pools.arns:
        return "write `userPool: create` there"
    return f"write its id: `{pools.arns[0].pool}`" if pointer.client is None else "write the id of the application"


def _unknown(target: Target, pointer: PoolPointer, at: Location, message: str) -> Finding:
    made = [maker.key for maker, _ in target.made_pools]
    close = closest(pointer.pool, made)
    meant = f"pool:{close}" if pointer.client is None else f"pool:{close}/{pointer.client}"
    if close:
        help = f"did you mean `{meant}`?"
    elif made:
        help = f"name one that makes a pool: {listed(f'pool:{name}' for name in made)}"
    else:
        help = "declare one: `authorizers: {users: {cognito: {userPool: create}}}`"
    return Finding(at=at, message=message, help=help, fix=Replace(at, meant) if close else None)


def _functions(target: Target) -> Iterator[Function]:
    return (function for function in target.blueprint.functions.values() if isinstance(function, Function))


def _pointers(target: Target) -> Iterator[tuple[PoolPointer, Location]]:
    for function in _functions(target):
        yield from ((pointer, function.at / "environment" / name) for name, pointer in function.pools.items())
