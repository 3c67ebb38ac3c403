"""User pools that are made here: what Cognito accepts of their users, and how they sign in."""

import re

from apicompiler.blueprint import Attribute, CognitoPools, Mfa, Password
from apicompiler.blueprint.part import values
from apicompiler.blueprint.pools import STANDARD_ATTRIBUTES
from apicompiler.diagnostic import WARNING, Finding, Findings, Note, Replace
from apicompiler.grammar import keys
from apicompiler.limits import (
    CUSTOM_ATTRIBUTE_NAME,
    CUSTOM_ATTRIBUTES,
    PASSWORD_HISTORY,
    PASSWORD_LENGTH,
    TEMPORARY_PASSWORD_DAYS,
)
from apicompiler.pointers import UserPoolArn
from apicompiler.rules import rule
from apicompiler.source import Location
from apicompiler.suggest import closest
from apicompiler.target import Target
from apicompiler.written import Name

CREATE_POOL = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html"
SCHEMA = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html"
PASSWORDS = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html"
PLANS = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html"
ATTRIBUTES = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html"
CHALLENGES = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html"
POOL = '"arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_AbCdEfGhI"'
CHALLENGE = ("defineAuthChallenge", "createAuthChallenge", "verifyAuthChallengeResponse")


def pool(user_pool: str = "create", **settings: str) -> str:
    """Write a blueprint with a user pool."""
    written = "".join(f", {key}: {value}" for key, value in settings.items())
    return f"authorizers: {{users: {{cognito: {{userPool: {user_pool}{written}}}}}}}\n"


@rule("AC0640", bad=pool(POOL, signUp="invited"), good=pool("create", signUp="invited"), evidence=CREATE_POOL)
def settings_of_a_pool_elsewhere(pools: CognitoPools) -> Findings:
    """A user pool that is named by its ARN has its settings where it was made.

    Nothing that stands beside the ARN would have an effect.
    """
    if pools.is_made:
        return
    for word, key in keys(CognitoPools).items():
        if (
            key.field in CognitoPools.DEFAULTS
            and key.field != "audience"
            and getattr(pools, key.field) != CognitoPools.DEFAULTS[key.field]
        ):
            yield Finding(
                at=(pools.at / word).key,
                message=f"`{word}` is for a user pool that is made here",
                help="remove it, or write `userPool: create`",
                notes=(Note(pools.at / "userPool", "this one is there already"),),
            )


@rule("AC0641", bad=pool("[create, create]"), good=pool(f"[create, {POOL}]"), evidence=CREATE_POOL)
def repeated_user_pool(pools: CognitoPools) -> Findings:
    """Each user pool of an authorizer is named once; one of them may be made here."""
    for index, named in enumerate(pools.named):
        if named in pools.named[:index]:
            yield Finding(
                at=pools.at / "userPool" / index,
                message=f"`{named}` is listed twice",
                help="remove one; another pool is made by another authorizer",
            )


@rule(
    "AC0650",
    bad=pool(attributes="{shop: {required: true}}"),
    good=pool(attributes="{name: {required: true}}"),
    evidence="https://github.com/hashicorp/terraform-provider-aws/issues/18430",
)
def required_custom_attribute(pools: CognitoPools) -> Findings:
    """Only attributes that OpenID Connect knows can be required."""
    for name, known in pools.attributes.items():
        if known.required and name not in STANDARD_ATTRIBUTES:
            close = closest(name, STANDARD_ATTRIBUTES)
            yield Finding(
                at=known.at / "required",
                message=f"`{name}` is an attribute of your own, and Cognito cannot require it",
                help=f"did you mean `{close}`?"
                if close
                else "let a function of `triggers: {preSignUp: …}` refuse users without it",
            )


@rule(
    "AC0651",
    bad=pool(attributes="{preferred_shop_of_the_user: {}}"),
    good=pool(attributes="{preferred_shop: {}}"),
    evidence=SCHEMA,
)
def invalid_attribute_name(pools: CognitoPools) -> Findings:
    """The name of an attribute of one's own has 1 to 20 characters, and no spaces."""
    for name, known in pools.attributes.items():
        if name not in STANDARD_ATTRIBUTES and not re.fullmatch(rf"\S{{1,{CUSTOM_ATTRIBUTE_NAME}}}", name):
            accepted = re.sub(r"\s+", "_", name)[:CUSTOM_ATTRIBUTE_NAME].strip("_-")
            yield Finding(
                at=known.at.key,
                message=f"`{name[:60]}` has {len(name)} characters, and 1 to {CUSTOM_ATTRIBUTE_NAME} without spaces "
                "are allowed",
                help=f"write something like `{accepted}`" if accepted else "give it a name",
            )


@rule(
    "AC0652",
    bad=pool(attributes="{" + ", ".join(f"a{n}: {{}}" for n in range(CUSTOM_ATTRIBUTES + 1)) + "}"),
    good=pool(attributes="{" + ", ".join(f"a{n}: {{}}" for n in range(CUSTOM_ATTRIBUTES)) + "}"),
    evidence=ATTRIBUTES,
)
def too_many_attributes(pools: CognitoPools) -> Findings:
    """A user pool has at most 50 attributes of its own."""
    own = [name for name in pools.attributes if name not in STANDARD_ATTRIBUTES]
    if len(own) > CUSTOM_ATTRIBUTES:
        yield Finding(
            at=(pools.at / "attributes").key,
            message=f"the pool has {len(own)} attributes of its own, and {CUSTOM_ATTRIBUTES} are allowed",
            help="keep what does not belong into tokens in a table",
        )


@rule(
    "AC0653",
    bad=pool(attributes="{birthdate: {type: date}}"),
    good=pool(attributes="{birthdate: {}}"),
    evidence=ATTRIBUTES,
)
def type_of_a_standard_attribute(pools: CognitoPools) -> Findings:
    """An attribute that OpenID Connect knows has the type that it has there: text, but for `updated_at`."""
    for name, known in pools.attributes.items():
        standard = STANDARD_ATTRIBUTES.get(name)
        if standard and known.type and known.type != standard:
            yield Finding(
                at=known.at / "type",
                message=f"`{name}` is a {standard}, and cannot be a {known.type}",
                help="remove it, or choose another name",
            )


@rule(
    "AC0654",
    bad=pool(attributes="{shop: {min: 40, max: 4}}"),
    good=pool(attributes="{shop: {min: 4, max: 40}}"),
    evidence=SCHEMA,
)
def attribute_bounds(known: Attribute) -> Findings:
    """Numbers and lengths of texts have bounds, the lower one first; dates and truth values have none."""
    word = "min" if known.min is not None else "max"
    if known.min is None and known.max is None:
        return
    if known.type in ("date", "boolean"):
        yield Finding(at=known.at / word, message=f"a {known.type} has no bounds", help="remove it")
    elif known.type != "number" and min(known.min or 0, known.max or 0) < 0:
        yield Finding(at=known.at / word, message="no text is shorter than nothing", help="write 0 or more")
    elif known.min is not None and known.max is not None and known.min > known.max:
        yield Finding(
            at=known.at / "max",
            message=f"{known.max} is less than {known.min}, and nothing lies between",
            help="let them change places",
            notes=(Note(known.at / "min", "the lower bound"),),
        )


@rule("AC0655", bad=pool(password="{length: 4}"), good=pool(password="{length: 6}"), evidence=PASSWORDS)
def password_policy(password: Password) -> Findings:
    """A password has at least 6 to 99 characters; up to 24 earlier ones are kept, and one for the first time a year."""
    for word, value, (lowest, highest) in (
        ("length", password.length, PASSWORD_LENGTH),
        ("history", password.history, PASSWORD_HISTORY),
        ("temporary", password.temporary.days, TEMPORARY_PASSWORD_DAYS),
    ):
        if not lowest <= value <= highest or value % 1:
            nearest = int(min(max(value, lowest), highest))
            text = f"{nearest}d" if word == "temporary" else str(nearest)
            yield Finding(
                at=password.at / word,
                message=f"`{word}` is not between {lowest} and {highest}{' days' if word == 'temporary' else ''}",
                help=f"write `{text}`",
                fix=Replace(password.at / word, text),
            )


@rule(
    "AC0656",
    bad=pool(plan="essentials", threatProtection="audit"),
    good=pool(plan="plus", threatProtection="audit"),
    evidence=PLANS,
)
def feature_of_a_higher_plan(pools: CognitoPools) -> Findings:
    """Threat protection takes the plan plus, and keeping earlier passwords takes essentials."""
    if pools.threat_protection != "off" and pools.tier != "plus":
        yield Finding(
            at=pools.at / "threatProtection",
            message=f"a pool of the plan {pools.tier} has no threat protection",
            help="write `plan: plus`, which costs more for each user",
            notes=(Note(pools.at / "plan", "the plan"),),
        )
    if pools.password and pools.password.history and pools.tier == "lite":
        yield Finding(
            at=pools.password.at / "history",
            message="a pool of the plan lite keeps no earlier passwords",
            help="write `plan: essentials`, or remove it",
            notes=(Note(pools.at / "plan", "the plan"),),
        )


@rule(
    "AC0657",
    severity=WARNING,
    bad=pool(signIn="[phone]", mfa="{when: required, by: [sms]}"),
    good=pool(signIn="[email, phone]", mfa="{when: required, by: [sms]}"),
    evidence=CREATE_POOL,
)
def recovery_by_the_second_factor(pools: CognitoPools) -> Findings:
    """Who shows codes from text messages comes back by e-mail: one phone is not two proofs.

    Cognito lets nobody recover an account by text message who has such a
    message as second factor.
    """
    if pools.asks_for_sms and pools.ways_back == ("phone",):
        yield Finding(
            at=pools.at / "recovery",
            message="who has text messages as second factor could not come back",
            help="write `recovery: [email, phone]`, or `by: [totp]`",
            notes=(Note(pools.at / "mfa", "the second factor"),),
        )


@rule("AC0658", bad=pool(mfa="{when: required, by: []}"), good=pool(mfa="{when: required}"), evidence=CREATE_POOL)
def no_second_factor(mfa: Mfa) -> Findings:
    """Where a second proof is asked for, there is something to show."""
    if mfa.when != "off" and not mfa.by:
        yield Finding(
            at=mfa.at / "by",
            message="a second proof is asked for, and nothing may be shown",
            help="write `by: [totp]`",
        )


@rule("AC0659", bad=pool(signIn="[]"), good=pool(signIn="[username]"), evidence=CREATE_POOL)
def no_way_to_sign_in(pools: CognitoPools) -> Findings:
    """Users have something by which they sign in, and a way back or somebody who lets them in again."""
    if not pools.sign_in:
        yield Finding(
            at=pools.at / "signIn",
            message="nothing says what users sign in with",
            help="write `[email]`, `[phone]`, `[username]`, or several of them",
        )
    if pools.recovery == ():
        yield Finding(
            at=pools.at / "recovery",
            message="nothing says how users come back who have forgotten their password",
            help="write `[email]`, `[phone]` or both, or `admin`",
        )


@rule(
    "AC0660",
    binding=True,
    bad=pool(triggers="{preSignUp: welcome}"),
    good=pool(triggers='{preSignUp: "arn:aws:lambda:eu-west-1:111111111111:function:welcome"}'),
    evidence="docs/language.md",
)
def unknown_trigger_function(target: Target) -> Findings:
    """A function that a user pool calls is declared in `functions`."""
    known = target.names("functions", target.blueprint.functions)
    for _, pools in target.made_pools:
        for name, function in pools.triggers.items():
            if isinstance(function, Name) and str(function) not in known:
                close = closest(str(function), known)
                at = pools.at / "triggers" / name
                yield Finding(
                    at=at,
                    message=f"no function is called `{function}`",
                    help=f"did you mean `{close}`?" if close else f"declare it: `functions: {{{function}: …}}`",
                    fix=Replace(at, close) if close else None,
                )


@rule(
    "AC0661",
    severity=WARNING,
    bad=pool(triggers='{defineAuthChallenge: "arn:aws:lambda:eu-west-1:111111111111:function:ask"}'),
    good=pool(
        triggers="{"
        + ", ".join(f'{name}: "arn:aws:lambda:eu-west-1:111111111111:function:ask"' for name in CHALLENGE)
        + "}"
    ),
    evidence=CHALLENGES,
)
def incomplete_challenge(pools: CognitoPools) -> Findings:
    """A challenge of one's own is defined, made and checked: it takes three functions."""
    missing = [name for name in CHALLENGE if name not in pools.triggers]
    if missing and len(missing) < len(CHALLENGE):
        yield Finding(
            at=(pools.at / "triggers").key,
            message=f"the challenge has no function for `{missing[0]}`",
            help=f"add {' and '.join(f'`{name}: …`' for name in missing)}",
        )


@rule(
    "AC0662",
    bad="defaults: {integration: books, auth: {cognito: {userPool: create}}}",
    good=f"{pool()}defaults: {{integration: books, auth: users}}",
    evidence="docs/cognito.md",
)
def unnamed_user_pool(target: Target) -> Findings:
    """A user pool is made by an authorizer with a name of its own, in `authorizers`.

    What it is called in AWS comes from that name. One that stands at an
    operation would be another pool, without its users, once it stands elsewhere.
    """
    for authorizer, pools in target.made_pools:
        if authorizer.at.path[0] != "authorizers":
            yield Finding(
                at=pools.at / "userPool",
                message="the pool that is made here has no name that stays",
                help="declare it: `authorizers: {users: {cognito: …}}`, and write `auth: users` here",
            )


@rule("AC0663", bad=pool(signIn="[email, email]"), good=pool(signIn="[email]"), evidence=CREATE_POOL)
def said_twice(pools: CognitoPools) -> Findings:
    """Nothing is listed twice in what is said of a user pool."""
    lists: list[tuple[Location, tuple[str, ...]]] = [
        (pools.at / "signIn", pools.sign_in),
        (pools.at / "recovery", pools.ways_back),
        *([(pools.mfa.at / "by", pools.mfa.by)] if pools.mfa else []),
        *([(pools.password.at / "holds", pools.password.holds)] if pools.password else []),
    ]
    for client in pools.clients.values():
        named = {"callbacks": client.callbacks, "logout": client.logout, "direct": client.direct}
        named |= {"scopes": client.scopes or (), "providers": client.providers or ()}
        lists += [(client.at / word, listed) for word, listed in named.items()]
    for at, words in lists:
        for index, word in enumerate(words):
            if word in words[:index]:
                yield Finding(at=at / index, message=f"`{word}` is listed twice", help="remove one of them")


@rule(
    "AC0687",
    severity=WARNING,
    bad="authorizers: {users: {cognito: {userPool: "
    "'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/us-east-1_AbCdEfGhI'}}}",
    good="authorizers: {users: {cognito: {userPool: "
    "'arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_AbCdEfGhI'}}}",
    evidence="https://docs.aws.amazon.com/cognito/latest/developerguide/"
    "amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html",
)
def pool_of_two_regions(pools: CognitoPools) -> Findings:
    """The id of a user pool begins with the region that its ARN names.

    Tokens name who issued them by both: nobody issues those that would be accepted, and every caller is refused.
    """
    for arn, at in values(pools, UserPoolArn):
        region = arn.part("resource").removeprefix("userpool/").rpartition("_")[0]
        if region and region != arn.region:
            yield Finding(
                at=at,
                message=f"the pool is of {region}, and the ARN says {arn.region}",
                help=f"write `{str(arn).replace(f':{arn.region}:', f':{region}:')}`",
            )
