"""What must always hold is a constraint, and each of them says so in words of its own."""

import pytest
from django.apps import apps
from django.db import IntegrityError, models
from django.utils.functional import Promise

from newarea.actions.saving import constraint_message

OWN = [model for app in ("newarea", "projects", "targets") for model in apps.get_app_config(app).get_models()]
CONSTRAINTS = [(model, c) for model in OWN for c in model._meta.constraints]
IDS = [f"{model.__name__}.{constraint.name}" for model, constraint in CONSTRAINTS]


@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS, ids=IDS)
def test_has_a_sentence_that_can_be_translated(model, constraint):
    told = constraint.violation_error_message

    assert told != models.BaseConstraint.default_violation_error_message
    assert isinstance(told, Promise)
    assert str(told).endswith((".", "。"))


@pytest.mark.parametrize(("model", "constraint"), CONSTRAINTS, ids=IDS)
def test_its_sentence_is_told_when_only_the_database_refuses(model, constraint):
    refusal = IntegrityError(f'new row for relation "{model._meta.db_table}" violates "{constraint.name}"')

    assert constraint_message(model, refusal) == str(constraint.violation_error_message)


def test_names_are_unique():
    names = [constraint.name for _, constraint in CONSTRAINTS]

    assert sorted(names) == sorted(set(names))


def test_no_old_fashioned_ones():
    assert [model.__name__ for model in OWN if model._meta.unique_together] == []
