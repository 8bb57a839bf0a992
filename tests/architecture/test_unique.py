"""Is what must be unique, unique within its municipality or county? Elsewhere a refusal would tell of others' rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from tryggve.foundation.privacy.fields import own_models
from tryggve.foundation.tenancy.row_security import policy_for

#: Unique over the whole house, each with its reason. Reviewed: who makes the value decides what a clash would tell.
HOUSE_WIDE = {
    ("audit.AuditHead", ("chain",)): "the chain's name holds the municipality's key",
    ("audit.AuditEntry", ("chain", "sequence")): "the chain's name holds the municipality's key",
    ("audit.AuditEntry", ("chain", "previous_hash")): "the chain's name holds the municipality's key",
    ("queue.Job", ("public_id",)): "made by the server at random; a job may be a county's",
    ("people.User", ("public_id",)): "a person is one in the whole house; made by the server at random",
    ("people.User", ("email",)): "a person is one in the whole house, and logs in by the address",
    ("people.LogIn", ("session_key",)): "made by the server at random",
    ("people.AttemptCount", ("account_hash",)): "a log-in is the whole house's, before it is known where one works",
    ("people.IdentityProvider", ("issuer",)): "a provider answers for its people wherever they work",
    ("people.ExternalIdentity", ("issuer", "subject")): "a person is one in the whole house; the provider makes it",
    ("people.SignOnErrand", ("request_id",)): "made by the server at random",
    ("people.SignOnErrand", ("assertion_hash",)): "an answer counts once in the whole house",
    ("people.Membership", ("public_id",)): "made by the server at random",
    ("people.Membership", ("user", "organisation", "role")): "the organisation is one municipality's",
}
#: Kept by the house and not by a municipality: nothing of a municipality's is in them.
HOUSE = {"tenancy.County", "tenancy.Municipality", "queue.Schedule", "reference.CategoryList", "reference.Category"}
#: A secret's hash: nobody can choose the value, and it is what the row is found by.
SECRET_HASH = "token_hash"


def _unique(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield (field.name,)
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert constraint.fields, f"{constraint.name}: name fields, so that this test can read them"
            yield tuple(constraint.fields)
    yield from (tuple(each) for each in model._meta.unique_together)


def _is_scoped(model: type[models.Model], fields: tuple[str, ...]) -> bool:
    """By the municipality or county itself, by a row that belongs to one, or by a person (their own things)."""
    if {"municipality", "county"} & set(fields):
        return True
    parents = [model._meta.get_field(name).related_model for name in fields if model._meta.get_field(name).is_relation]
    return any(
        isinstance(parent, type) and (policy_for(parent) is not None or parent._meta.label == "people.User")
        for parent in parents
    )


CASES = [
    pytest.param(model, fields, id=f"{model._meta.label}({', '.join(fields)})")
    for model in own_models()
    for fields in _unique(model)
    if model._meta.label not in HOUSE
]


@pytest.mark.parametrize(("model", "fields"), CASES)
def test_what_is_unique_is_unique_within_a_municipality(model: type[models.Model], fields: tuple[str, ...]) -> None:
    reviewed = (model._meta.label, fields) in HOUSE_WIDE or fields == (SECRET_HASH,)

    assert _is_scoped(model, fields) or reviewed or (fields == ("public_id",) and policy_for(model) is None)


def test_the_list_of_what_is_unique_in_the_whole_house_is_true() -> None:
    known = {(model._meta.label, fields) for model in own_models() for fields in _unique(model)}

    assert set(HOUSE_WIDE) <= known
    assert {model._meta.label for model in apps.get_models()} >= HOUSE
