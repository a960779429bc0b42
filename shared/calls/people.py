"""Requests that the people service answers: people, organisations, roles, accounts, sessions, API tokens."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.calls.call import Command, Read
from shared.calls.fields import PageFields, an_id, new_id, one_line, sensible
from shared.events.people import PURPOSES
from shared.permissions import ROLES

KINDS = ("staff", "contributor", "contact")
SECTORS = ("university", "local_authority", "voluntary_sector", "nhs", "business", "funder", "public_body", "other")
SCOPES = ("read", "write")


def _text(words: str, *, required: bool = False, longest: int = 300, **options: object) -> fields.String:
    return fields.String(
        required=required,
        validate=validate.Length(min=1 if required else 0, max=longest),
        metadata={"description": words},
        error_messages={"required": f"Enter {words}", "null": f"Enter {words}"},
        **options,  # type: ignore[arg-type]
    )


def _email(*, required: bool = False) -> fields.Email:
    return fields.Email(
        required=required,
        allow_none=not required,
        metadata={"description": "an e-mail address"},
        error_messages={
            "required": "Enter an e-mail address",
            "invalid": "Enter an e-mail address in the right form, like name@example.org",
        },
    )


def _identifiers() -> fields.List[str]:
    return fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(max=200),
        metadata={"description": "up to 200 ids"},
        error_messages={"required": "Name at least one"},
    )


class PersonFields(Schema):
    """What is known of a person: the only place where a name is asked for."""

    person_id = fields.String(
        validate=[
            validate.Length(min=1, max=80),
            # "system:" is how parts of the system are named, and what they may do hangs on the name
            validate.Regexp(r"^(?!anonymous$)[^:]*$", error="Give an id without a colon, and not “anonymous”"),
            one_line,
        ],
        metadata={"description": "an id of your own; left out, one is made"},
    )
    name = _text("the person's name", required=True)
    email = _email()
    orcid = fields.String(allow_none=True, metadata={"description": "the ORCID iD, with or without https://orcid.org/"})
    kind = fields.String(
        load_default="staff", validate=validate.OneOf(KINDS), metadata={"description": "why the person is known here"}
    )


class ImportedPerson(PersonFields):
    """A person named in an imported record. The key makes the same record the same person again."""

    import_key = fields.String(metadata={"description": "what makes this person the same at the next import"})


class OrganisationFields(Schema):
    """What is known of an organisation."""

    org_id = fields.String(
        validate=[validate.Length(min=1, max=80), one_line],
        metadata={"description": "an id of your own; left out, one is made"},
    )
    name = _text("the organisation's name", required=True)
    ror = fields.String(allow_none=True, metadata={"description": "the ROR id, with or without https://ror.org/"})
    charity_number = fields.String(allow_none=True, metadata={"description": "number in a UK register of charities"})
    company_number = fields.String(allow_none=True, metadata={"description": "number at Companies House"})
    sector = fields.String(
        load_default="other", validate=validate.OneOf(SECTORS), metadata={"description": "the sector it works in"}
    )


class ImportedOrganisation(OrganisationFields):
    """An organisation named in an imported record."""

    import_key = fields.String(metadata={"description": "what makes this organisation the same at the next import"})


class RegisterPerson(Command, PersonFields):  # type: ignore[misc]  # (a field named name)
    """Make a person known to the installation. Gives {person_id, version}."""


class RegisterPeople(Command):
    """Make up to 200 people known, each once. Gives their ids in the order given.

    The same ORCID iD, e-mail address or import key is the same person.
    """

    people = fields.List(fields.Nested(ImportedPerson), required=True, validate=validate.Length(max=200))


class RegisterOrganisation(Command, OrganisationFields):  # type: ignore[misc]
    """Make an organisation known. Gives {org_id, version}."""


class RegisterOrganisations(Command):
    """Make up to 200 organisations known, each once. Gives their ids in the order given.

    The same ROR id, register number or import key is the same organisation.
    """

    organisations = fields.List(fields.Nested(ImportedOrganisation), required=True, validate=validate.Length(max=200))


class GrantRole(Command):
    """Give a person a role. Gives {role_id, version}."""

    role_id = fields.String(validate=validate.Length(min=1, max=80))
    person_id = _text("who gets the role", required=True)
    role = fields.String(
        required=True,
        validate=validate.OneOf(sorted(ROLES), error="Choose one of: {choices}"),
        metadata={"description": "the role"},
        error_messages={"required": "Choose a role"},
    )
    programme_id = _text("a programme, or * for every programme", required=True)
    project_id = fields.String(allow_none=True, metadata={"description": "a project, when the role is for it alone"})
    from_on = fields.Date(validate=sensible, metadata={"description": "the first day; left out, today"})
    until = fields.Date(
        allow_none=True, validate=sensible, metadata={"description": "the last day; left out, without end"}
    )


class EndRole(Command):
    """End a role. Gives {role_id, version}."""

    role_id = _text("the role's id", required=True)
    on = fields.Date(validate=sensible, metadata={"description": "the last day on which it holds; left out, today"})


class GrantDelegation(Command):
    """Let somebody log outputs for you in a programme; a programme manager may say so for others too.

    Gives {delegation_id, version}.
    """

    delegation_id = fields.String(validate=validate.Length(min=1, max=80))
    from_person_id = _text("who is acted for", required=True)
    to_person_id = _text("who may act for them", required=True)
    programme_id = _text("a programme", required=True)
    from_on = fields.Date(validate=sensible, metadata={"description": "the first day; left out, today"})
    until = fields.Date(
        allow_none=True, validate=sensible, metadata={"description": "the last day; left out, without end"}
    )


class EndDelegation(Command):
    """End a delegation. Gives {delegation_id, version}."""

    delegation_id = _text("the delegation's id", required=True)
    on = fields.Date(validate=sensible, metadata={"description": "the last day on which it holds; left out, today"})


class Delegations(Read, PageFields):
    """Who may act for whom in a programme, as far as it concerns whoever asks, a page at a time. Gives {items, next}.

    Managers, administrators and auditors see all of them.
    """

    programme_id = _text("a programme", required=True)


def _purposes(*, required: bool) -> fields.List[str]:
    return fields.List(
        fields.String(validate=validate.OneOf(PURPOSES)),
        required=required,
        allow_none=not required,
        validate=validate.Length(min=1, max=len(PURPOSES)),
        metadata={"description": "what for: name, image, testimonial, data"},
        error_messages={"required": "Say what they agree to"},
    )


class GiveConsent(Command):
    """Record that a person agreed to the use of their name, image, testimonial or data. Gives {consent_id, version}.

    `data`: they may be counted on a register of contributors.
    """

    consent_id = new_id()
    programme_id = _text("the programme", required=True)
    person_id = _text("who agreed", required=True)
    purposes = _purposes(required=True)
    given_on = fields.Date(validate=sensible, metadata={"description": "the day; left out, today"})
    evidence = an_id("where the signed form is kept")


class WithdrawConsent(Command):
    """Record that a person no longer agrees, to some of it or to all. Gives {consent_id, version}."""

    consent_id = _text("the consent", required=True)
    purposes = _purposes(required=False)
    on = fields.Date(validate=sensible, metadata={"description": "the day; left out, today"})


class Consents(Read, PageFields):
    """Consents that a programme holds, a page at a time. Gives {items, next}."""

    programme_id = _text("the programme", required=True)
    person_id = fields.String(allow_none=True, metadata={"description": "only those of this person"})
    purpose = fields.String(
        allow_none=True,
        validate=validate.OneOf(PURPOSES),
        metadata={"description": "only those that still stand for this"},
    )


class CreateAccount(Command):
    """Give a registered person a way to sign in. Gives {person_id}."""

    person_id = _text("the person's id", required=True)
    email = _email(required=True)
    password = fields.String(
        required=True,
        load_only=True,
        validate=validate.Length(min=12, max=200, error="Use at least 12 characters"),
        metadata={"description": "at least 12 characters"},
        error_messages={"required": "Enter a password"},
    )


class SignIn(Command):
    """Open a browser session. Gives {session_token, person}: the token is shown once and kept only as a hash."""

    secret_reply = True

    email = _text("your e-mail address", required=True)
    password = fields.String(
        required=True,
        load_only=True,
        validate=validate.Length(max=200),
        error_messages={"required": "Enter your password"},
    )
    earlier_session_token = fields.String(
        load_only=True, metadata={"description": "the session that this one replaces: it is closed"}
    )


class SignOut(Command):
    """Close a browser session. Gives {}."""

    session_token = fields.String(required=True, load_only=True)


class Authenticate(Read):
    """Who this session or API token stands for. Gives {actor: {id, grants}, person, scopes}."""

    session_token = fields.String(load_only=True)
    api_token = fields.String(load_only=True)


class CreateApiToken(Command):
    """Make an API token for oneself. Gives {token_id, token}: the token is shown this once."""

    secret_reply = True

    name = _text("what the token is for", required=True, longest=80)  # type: ignore[assignment]
    scopes = fields.List(
        fields.String(validate=validate.OneOf(SCOPES)),
        load_default=lambda: list(SCOPES),
        metadata={"description": "what it may be used for"},
    )
    expires_on = fields.Date(
        required=True,
        validate=sensible,
        metadata={"description": "the last day on which it works, a year from now at most"},
        error_messages={"required": "Enter the last day on which the token works"},
    )


class RevokeApiToken(Command):
    """Make one's API token worthless at once. Gives {token_id}."""

    token_id = _text("the token's id", required=True)


class People(Read, PageFields):
    """People by id, by name, or all that one may see, a page at a time. Gives {items, next}."""

    ids = fields.List(fields.String(), validate=validate.Length(max=200))
    search = fields.String(validate=validate.Length(max=100))


class Organisations(Read, PageFields):
    """Organisations by id, by name, or all, a page at a time. Gives {items, next}."""

    ids = fields.List(fields.String(), validate=validate.Length(max=200))
    search = fields.String(validate=validate.Length(max=100))


class Roles(Read, PageFields):
    """Who holds which role in a programme, a page at a time. Gives {items, next}."""

    programme_id = _text("a programme, or * for the whole installation", required=True)


class ContactDetails(Read):
    """Names and e-mail addresses, for the service that sends mail. Gives {items: [{person_id, name, email}]}."""

    person_ids = _identifiers()


class GrantsOf(Read):
    """The roles that a person holds today, for the calendar at a secret address of theirs. Gives {grants}."""

    person_id = _text("the person's id", required=True)


class MyAccount(Read):
    """One's own name, address, roles, sessions and API tokens."""
