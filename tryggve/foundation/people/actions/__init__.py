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
    accept_with_identity,
    add_persona,
    invite_person,
    reinvite_person,
)
from tryggve.foundation.people.actions.leavers import leave_everywhere
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
from tryggve.foundation.people.actions.providers import (
    CannotSaveProvider,
    save_provider,
    set_second_factor_day,
    stop_provider,
)
from tryggve.foundation.people.actions.roles import CannotGiveRole, deactivate_person, end_role, give_role
from tryggve.foundation.people.actions.second_factors import (
    CannotSetUp,
    add_passkey,
    add_totp,
    make_recovery_codes,
    remove_factor,
)
from tryggve.foundation.people.actions.sign_on import (
    clear_second_factor,
    connect_identity,
    end_log_ins,
    note_login,
    refuse_login,
    remove_identity,
)
from tryggve.foundation.people.providers import CannotConnect

__all__ = [
    "CannotAccept",
    "CannotChangeAgreement",
    "CannotChangeMember",
    "CannotChangeOrganisation",
    "CannotChoose",
    "CannotConnect",
    "CannotEnrol",
    "CannotFound",
    "CannotGiveRole",
    "CannotSaveProvider",
    "CannotSetUp",
    "accept_invitation",
    "accept_with_identity",
    "activate_member",
    "add_member",
    "add_organisation",
    "add_passkey",
    "add_persona",
    "add_totp",
    "choose_person",
    "clear_second_factor",
    "connect_identity",
    "create_county",
    "create_municipality",
    "deactivate_member",
    "deactivate_person",
    "end_log_ins",
    "end_organisation",
    "end_role",
    "enrol_device",
    "give_role",
    "invite_device",
    "invite_person",
    "leave_everywhere",
    "make_recovery_codes",
    "note_login",
    "refuse_login",
    "reinvite_device",
    "reinvite_person",
    "remove_factor",
    "remove_identity",
    "resume_organisation",
    "revoke_device",
    "save_provider",
    "set_second_factor_day",
    "sign_agreement",
    "stop_provider",
    "update_agreement",
    "update_member",
    "update_organisation",
]
