"""Identity providers of a user pool: who else may vouch for users, and what is learnt of them."""

import re

from apicompiler.blueprint import AppleProvider, CognitoPools, SamlProvider, SocialProvider
from apicompiler.blueprint.pools import STANDARD_ATTRIBUTES, USERNAME
from apicompiler.diagnostic import WARNING, Finding, Findings, Note
from apicompiler.rules import rule
from apicompiler.rules.pools import pool
from apicompiler.suggest import closest, listed
from apicompiler.target import Target
from apicompiler.written import File

CREATE_PROVIDER = (
    "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html"
)
MAPPING = (
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html"
)
SAML = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-saml-idp.html"
FEDERATION = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html"
SOCIAL, APPLE = ("google", "facebook", "amazon"), ("apple",)
WEB = '{web: {callbacks: ["https://app.example.com/"]}}'
METADATA = "--- idp/metadata.xml\n<EntityDescriptor entityID='https://idp.example.com'/>\n"
EMAIL = "email: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'"


def federation(provider: str, clients: str = WEB, **settings: str) -> str:
    """Write a blueprint with a user pool that one identity provider vouches for."""
    return pool(clients=clients, **settings, federation=f"{{{provider}}}")


def social(name: str = "google", attributes: str = "") -> str:
    written = f", attributes: {{{attributes}}}" if attributes else ""
    return f'{name}: {{clientId: books, clientSecret: "secret:/books/{name}"{written}}}'


def _saml(name: str = "corp", attributes: str = EMAIL, saml: str = "https://idp.example.com/metadata") -> str:
    return f"{name}: {{saml: {saml}, attributes: {{{attributes}}}}}"


@rule(
    "AC0680",
    binding=True,
    bad=federation(social("github")),
    good=federation(social("google")),
    evidence=CREATE_PROVIDER,
)
def unknown_social_provider(pools: CognitoPools) -> Findings:
    """Cognito knows Google, Facebook, Amazon and Apple by themselves, under these names; others speak OIDC or SAML."""
    for name, provider in pools.federation.items():
        own = (
            SOCIAL
            if isinstance(provider, SocialProvider)
            else ("apple",)
            if isinstance(provider, AppleProvider)
            else ()
        )
        if own and name not in own:
            yield Finding(
                at=provider.at.key,
                message=f"Cognito does not know `{name}` by itself",
                help=f"call it {listed(own, ' or ')}"
                + (f", or write `{name}: {{oidc: {{issuer: …}}}}`" if own == SOCIAL else ""),
            )
        elif not own and name in (*SOCIAL, *APPLE, "cognito"):
            yield Finding(
                at=provider.at.key,
                message=f"`{name}` is a name that Cognito has given already",
                help="choose another name",
            )


@rule("AC0681", bad=federation(_saml("our_corp")), good=federation(_saml("our-corp")), evidence=CREATE_PROVIDER)
def invalid_provider_name(pools: CognitoPools) -> Findings:
    """An identity provider has a name of 3 to 32 characters without spaces and `_`."""
    for name, provider in pools.federation.items():
        if not re.fullmatch(r"[^_\s]{3,32}", name):
            accepted = re.sub(r"[_\s]+", "-", name).strip("-")
            yield Finding(
                at=provider.at.key,
                message=f"`{name[:60]}` cannot be the name of an identity provider",
                help=f"write `{accepted}`" if 3 <= len(accepted) <= 32 else "use 3 to 32 letters, digits and `-`",
            )


@rule(
    "AC0682",
    bad=federation(social(attributes="email: email, shopp: hd"), attributes="{shop: {}}"),
    good=federation(social(attributes="email: email, shop: hd"), attributes="{shop: {}}"),
    evidence=MAPPING,
)
def mapping_to_unknown_attribute(pools: CognitoPools) -> Findings:
    """What is learnt from an identity provider is put into attributes that the pool has."""
    known = (*STANDARD_ATTRIBUTES, USERNAME, *pools.attributes)
    for provider in pools.federation.values():
        for name in provider.attributes:
            if name not in known:
                close = closest(name, known)
                yield Finding(
                    at=(provider.at / "attributes" / name).key,
                    message=f"the pool has no attribute `{name}`",
                    help=f"did you mean `{close}`?" if close else f"declare it: `attributes: {{{name}: {{}}}}`",
                )


@rule(
    "AC0683",
    bad=federation(social(attributes="email: email, shop: hd"), attributes="{shop: {mutable: false}}"),
    good=federation(social(attributes="email: email, shop: hd"), attributes="{shop: {}}"),
    evidence="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html",
)
def mapping_to_immutable_attribute(pools: CognitoPools) -> Findings:
    """What is learnt from an identity provider can change: Cognito writes it again at every sign-in."""
    for provider in pools.federation.values():
        for name in provider.mapped:
            attribute = pools.attributes.get(name)
            if attribute and not attribute.mutable:
                yield Finding(
                    at=provider.at / "attributes" / name,
                    message=f"`{name}` cannot change, and the second sign-in would fail",
                    help="let it change, or leave it out here",
                    notes=(Note(attribute.at / "mutable", "said here"),),
                )


@rule(
    "AC0684",
    bad=federation(_saml(attributes="name: displayName")),
    good=federation(_saml(attributes=f"{EMAIL}, name: displayName")),
    evidence=MAPPING,
)
def required_attribute_not_mapped(pools: CognitoPools) -> Findings:
    """What every user must have is learnt from every identity provider, the e-mail address they sign in with too.

    Nobody could sign in there who is not known already.
    """
    required = {name: known.at for name, known in pools.attributes.items() if known.required}
    if pools.sign_in == ("email",):
        required.setdefault("email", pools.at / "signIn")
    for provider in pools.federation.values():
        for name, at in required.items():
            if name not in provider.mapped:
                yield Finding(
                    at=(provider.at / "attributes").key if provider.attributes else provider.at.key,
                    message=f"nothing says where `{name}` comes from, which every user has",
                    help=f"write `attributes: {{{name}: …}}` with what it is called there",
                    notes=(Note(at, "said here"),) if name in pools.attributes else (),
                )


@rule(
    "AC0685",
    severity=WARNING,
    bad=federation(social(), clients="{}"),
    good=federation(social(), clients=WEB),
    evidence=FEDERATION,
)
def federation_without_a_client(pools: CognitoPools) -> Findings:
    """Identity providers are for applications that users sign in to."""
    if pools.federation and all(client.is_machine for client in pools.clients.values()):
        yield Finding(
            at=(pools.at / "federation").key,
            message="nobody is asked to vouch: no application of the pool lets users sign in",
            help="declare one: `clients: {web: {callbacks: [https://…]}}`",
        )


@rule(
    "AC0686",
    bad=federation(_saml(saml="idp/metadata.xml")) + "--- idp/metadata.xml\n<html>Sign in</html>\n",
    good=federation(_saml(saml="idp/metadata.xml")) + METADATA,
    evidence=SAML,
)
def no_saml_metadata(target: Target) -> Findings:
    """A file with the metadata of an identity provider holds an `EntityDescriptor`, as SAML 2.0 has it."""
    for _, pools in target.made_pools:
        for provider in pools.federation.values():
            source = provider.saml if isinstance(provider, SamlProvider) else None
            document = target.texts.get(str(source)) if isinstance(source, File) else None
            if document and not re.search(r"<([\w.-]+:)?EntityDescriptor\b", document.text):
                yield Finding(
                    at=provider.at / "saml",
                    message=f"`{source}` holds no metadata of an identity provider",
                    help="save what the provider publishes as SAML 2.0 metadata",
                )
