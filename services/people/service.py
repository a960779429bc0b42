"""The people service: every request that it answers, one line of work each."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from services.people.commands import accounts, consents, delegations, registering, roles, signing_in
from services.people.passwords import Passwords
from services.people.views import account, directory
from services.people.views import consents as consent_views
from shared.calls import people as calls
from shared.messaging.parked import Parked
from shared.messaging.rpc import Service, answers

Fields = dict[str, Any]


class People(Service, Parked):
    """People, organisations, roles, accounts, sessions, API tokens."""

    name = "people"
    passwords = Passwords()
    scopes = {
        "programme_id": lambda session, value: (None if value == roles.EVERY else value, None),  # noqa: ARG005
        "role_id": roles.scope,
        "delegation_id": delegations.scope,
        "consent_id": consents.scope,
    }

    @answers(calls.SignIn)
    def sign_in(self, session: Session, fields: Fields) -> Any:
        return signing_in.sign_in(session, self.passwords, **fields)

    @answers(calls.SignOut)
    def sign_out(self, session: Session, fields: Fields) -> Any:
        return signing_in.sign_out(session, **fields)

    @answers(calls.Authenticate)
    def authenticate(self, session: Session, fields: Fields) -> Any:
        return signing_in.authenticate(session, **fields)

    @answers(calls.RegisterPerson)
    def register_person(self, session: Session, fields: Fields) -> Any:
        return registering.register_person(session, **fields)

    @answers(calls.RegisterPeople)
    def register_people(self, session: Session, fields: Fields) -> Any:
        return registering.register_people(session, fields["people"])

    @answers(calls.RegisterOrganisation)
    def register_organisation(self, session: Session, fields: Fields) -> Any:
        return registering.register_organisation(session, **fields)

    @answers(calls.RegisterOrganisations)
    def register_organisations(self, session: Session, fields: Fields) -> Any:
        return registering.register_organisations(session, fields["organisations"])

    @answers(calls.GrantRole)
    def grant_role(self, session: Session, fields: Fields) -> Any:
        return roles.grant(session, **fields)

    @answers(calls.EndRole)
    def end_role(self, session: Session, fields: Fields) -> Any:
        return roles.end(session, **fields)

    @answers(calls.GrantDelegation)
    def grant_delegation(self, session: Session, fields: Fields) -> Any:
        return delegations.grant(session, **fields)

    @answers(calls.EndDelegation)
    def end_delegation(self, session: Session, fields: Fields) -> Any:
        return delegations.end(session, **fields)

    @answers(calls.Delegations)
    def delegations(self, session: Session, fields: Fields) -> Any:
        return directory.delegations_in(session, **fields)

    @answers(calls.GiveConsent)
    def give_consent(self, session: Session, fields: Fields) -> Any:
        return consents.give(session, **fields)

    @answers(calls.WithdrawConsent)
    def withdraw_consent(self, session: Session, fields: Fields) -> Any:
        return consents.withdraw(session, **fields)

    @answers(calls.Consents)
    def consents(self, session: Session, fields: Fields) -> Any:
        return consent_views.of_programme(session, **fields)

    @answers(calls.CreateAccount)
    def create_account(self, session: Session, fields: Fields) -> Any:
        return accounts.create(session, self.passwords, **fields)

    @answers(calls.CreateApiToken)
    def create_api_token(self, session: Session, fields: Fields) -> Any:
        return accounts.create_api_token(session, **fields)

    @answers(calls.RevokeApiToken)
    def revoke_api_token(self, session: Session, fields: Fields) -> Any:
        return accounts.revoke_api_token(session, **fields)

    @answers(calls.People)
    def people(self, session: Session, fields: Fields) -> Any:
        return directory.people(session, **fields)

    @answers(calls.Organisations)
    def organisations(self, session: Session, fields: Fields) -> Any:
        return directory.organisations(session, **fields)

    @answers(calls.Roles)
    def roles(self, session: Session, fields: Fields) -> Any:
        return directory.roles_of(session, **fields)

    @answers(calls.ContactDetails)
    def contact_details(self, session: Session, fields: Fields) -> Any:
        return directory.contact_details(session, **fields)

    @answers(calls.GrantsOf)
    def grants_of(self, session: Session, fields: Fields) -> Any:
        return account.grants_of(session, **fields)

    @answers(calls.MyAccount)
    def my_account(self, session: Session, fields: Fields) -> Any:  # noqa: ARG002
        return account.mine(session)
