"""What is done with people and parties. One door; each file holds one subject."""

from __future__ import annotations

from tryggve.foundation.people.actions.agreements import CannotChangeAgreement, sign_agreement, update_agreement
from tryggve.foundation.people.actions.devices import (
    CannotChoose,
    CannotEnrol,
    choose_person,
    enrol_device,
    invite_device,
    reinvite_device,
    revoke_device,
)
from tryggve.foundation.people.actions.founding import CannotFound, create_county, create_municipality
from tryggve.foundation.people.actions.invitations import (
    CannotAccept,
    accept_invitation,
    add_persona,
    invite_person,
    note_login,
    reinvite_person,
)
from tryggve.foundation.people.actions.members import (
    CannotChangeMember,
    activate_member,
    add_member,
    deactivate_member,
    update_member,
)
from tryggve.foundation.people.actions.organisations import (
    CannotChangeOrganisation,
    add_organisation,
    end_organisation,
    resume_organisation,
    update_organisation,
)
from tryggve.foundation.people.actions.roles import CannotGiveRole, deactivate_person, end_role, give_role

__all__ = [
    "CannotAccept",
    "CannotChangeAgreement",
    "CannotChangeMember",
    "CannotChangeOrganisation",
    "CannotChoose",
    "CannotEnrol",
    "CannotFound",
    "CannotGiveRole",
    "accept_invitation",
    "activate_member",
    "add_member",
    "add_organisation",
    "add_persona",
    "choose_person",
    "create_county",
    "create_municipality",
    "deactivate_member",
    "deactivate_person",
    "end_organisation",
    "end_role",
    "enrol_device",
    "give_role",
    "invite_device",
    "invite_person",
    "note_login",
    "reinvite_device",
    "reinvite_person",
    "resume_organisation",
    "revoke_device",
    "sign_agreement",
    "update_agreement",
    "update_member",
    "update_organisation",
]
