"""Isolation: every table, related set and form of the project keeps to one tenant."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.db import models
from django_scopes import ScopeError, scope, scopes_disabled
from filling import Rows, our_models, row_models
from towns import Town, make_town

import beffroi.web
from beffroi.web.assistant.forms.compositions import ComposeForm
from beffroi.web.assistant.forms.questions import FilingForm
from beffroi.web.assistant.forms.sources import DescriptionForm
from beffroi.web.assistant.forms.upkeep import MessageForm, TrialForm
from beffroi.web.assistant.models import Document
from beffroi.web.phone.forms.learning import JoinForm
from beffroi.web.phone.forms.messages import ForwardForm
from beffroi.web.phone.forms.topics import TopicForm
from beffroi.web.phone.forms.town import ClosureForm, NamedPersonForm
from beffroi.web.phone.models import Closure, NamedPerson, Topic
from beffroi.web.platform.models import Person, Tenant, TenantRow
from beffroi.web.platform.people_tenant_forms import DelegationForm
from beffroi.web.platform.tenant_forms import AuthorityForm, MemberForm

# tables of the whole instance, each with its reason
INSTANCE_WIDE: Mapping[str, str] = {
    "Tenant": "the authorities themselves",
    "Person": "someone may work for two authorities; roles are rows of a tenant",
    "WorkerBeat": "processes that live, no content",
    "ScheduledRun": "one clock for the instance, no content",
}
# reverse sets that leave a tenant's scope, each with its reason
REVERSE_SETS: Mapping[str, str] = {
    "Tenant.members": "a lead authority's members: names and identifiers, never content",
}
# forms that choose among rows: how a view of that tenant builds them
FORMS: Mapping[type[forms.BaseForm], Callable[[Tenant, Any], forms.BaseForm]] = {
    DelegationForm: lambda _tenant, posted: DelegationForm(posted, person=Person(pk=0), for_others=True),
    FilingForm: lambda _tenant, posted: FilingForm(posted, person=Person(pk=0)),
    DescriptionForm: lambda _tenant, posted: DescriptionForm(posted, instance=Document()),
    TrialForm: lambda _tenant, posted: TrialForm(posted),
    ComposeForm: lambda _tenant, posted: ComposeForm(posted),
    MessageForm: lambda _tenant, posted: MessageForm(posted),
    TopicForm: lambda _tenant, posted: TopicForm(posted, instance=Topic()),
    ClosureForm: lambda _tenant, posted: ClosureForm(posted, instance=Closure()),
    NamedPersonForm: lambda _tenant, posted: NamedPersonForm(posted, instance=NamedPerson()),
    ForwardForm: lambda _tenant, posted: ForwardForm(posted),
    JoinForm: lambda _tenant, posted: JoinForm(posted),
}
# forms of the operator, who sees every authority but no row of one
OPERATOR_FORMS = {AuthorityForm}


@pytest.fixture
def here(bourg: Tenant) -> Town:
    return make_town(bourg)


@pytest.fixture
def there(autun: Tenant) -> Town:
    return make_town(autun)


def test_every_table_belongs_to_a_tenant_or_stands_in_the_list() -> None:
    assert {model.__name__ for model in our_models() if not issubclass(model, TenantRow)} == set(INSTANCE_WIDE)


def test_every_table_that_names_a_tenant_is_scoped() -> None:
    naming = {
        model
        for model in our_models()
        for field in model._meta.concrete_fields
        if field.related_model is Tenant and model is not Tenant
    }
    assert naming == set(row_models())


def test_every_row_of_a_tenant_goes_with_it() -> None:
    fields = [model._meta.get_field("tenant") for model in row_models()]
    assert [str(field) for field in fields if field.null or field.remote_field.on_delete is not models.CASCADE] == []


@pytest.mark.parametrize("model", row_models(), ids=lambda model: model.__name__)
@pytest.mark.parametrize("asking", ["all", "count", "exists", "first", "iterator"])
def test_rows_cannot_be_asked_for_without_a_scope(model: type[TenantRow], asking: str, db: None) -> None:
    with pytest.raises(ScopeError):
        getattr(model.objects, asking)()


@pytest.mark.parametrize("model", row_models(), ids=lambda model: model.__name__)
def test_rows_are_those_of_the_scope(model: type[TenantRow], here: Town, there: Town) -> None:
    with scope(tenant=here.tenant):
        assert {row.tenant_id for row in model.objects.all()} == {here.tenant.pk}
        assert not model.objects.filter(pk=there.rows[model].pk).exists()
        assert model.objects.filter(pk=here.rows[model].pk).exists()


def reverse_sets() -> Iterator[str]:
    for model in our_models():
        for relation in model._meta.related_objects:
            name = relation.get_accessor_name()
            if name and relation.related_model in our_models():
                yield f"{model.__name__}.{name}"


def test_no_reverse_set_leaves_the_scope() -> None:
    """A related set asks no scope: ``related_name="+"`` makes none."""
    assert set(reverse_sets()) == set(REVERSE_SETS)


def test_many_to_many_sets_are_not_used() -> None:
    """Their table would have no tenant."""
    assert [str(field) for model in our_models() for field in model._meta.many_to_many] == []


def test_rows_point_to_rows_of_the_same_tenant(here: Town, there: Town) -> None:
    """What the other isolation tests stand on: the rows of a town are linked to no other."""
    with scopes_disabled():
        for town in (here, there):
            assert {row.tenant_id for row in _pointed(town.rows)} == {town.tenant.pk}


def _pointed(rows: Rows) -> Iterator[TenantRow]:
    for model in row_models():
        for field in model._meta.concrete_fields:
            target = getattr(rows[model], field.name) if field.is_relation else None
            if isinstance(target, TenantRow):
                yield target


def our_forms() -> list[type[forms.BaseForm]]:
    """Every form of the project, found by importing every module of the screens."""
    found: set[type[forms.BaseForm]] = set()
    for module in pkgutil.walk_packages(beffroi.web.__path__, "beffroi.web."):
        if module.name.endswith(".wsgi") or ".migrations" in module.name:
            continue
        members = vars(import_module(module.name)).values()
        found |= {
            member
            for member in members
            if inspect.isclass(member) and issubclass(member, forms.BaseForm) and member.__module__ == module.name
        }
    return sorted(found, key=lambda form: form.__name__)


def choosing_forms() -> list[type[forms.BaseForm]]:
    return [form for form in our_forms() if any(_rows_field(field) for field in form.base_fields.values())]


def _rows_field(field: forms.Field) -> bool:
    return isinstance(field, forms.ModelChoiceField)


def test_forms_are_found() -> None:
    assert MemberForm in our_forms()


def test_every_form_that_chooses_among_rows_stands_in_a_list() -> None:
    assert set(choosing_forms()) == set(FORMS) | OPERATOR_FORMS


def test_no_form_asks_for_the_tenant() -> None:
    """The tenant comes from the address, never from what is posted."""
    assert [form.__name__ for form in our_forms() if "tenant" in form.base_fields] == []


@pytest.mark.parametrize("form", our_forms(), ids=lambda form: form.__name__)
def test_a_form_offers_no_row_when_it_is_made(form: type[forms.BaseForm], here: Town) -> None:
    """A set fixed at the class would be that of no scope or of the first one."""
    for field in form.base_fields.values():
        if isinstance(field, forms.ModelChoiceField):
            with scopes_disabled():
                assert not field.queryset.exists()


def test_no_form_offers_or_takes_a_row_of_another_town(here: Town, there: Town) -> None:
    with scope(tenant=here.tenant):
        for form, build in FORMS.items():
            for name, field in build(here.tenant, None).fields.items():
                if isinstance(field, forms.ModelChoiceField):
                    other = there.rows[field.queryset.model].pk
                    assert not field.queryset.filter(pk=other).exists(), f"{form.__name__}.{name} offers it"
                    posted = build(here.tenant, {name: str(other)})
                    assert name in posted.errors, f"{form.__name__}.{name} takes it"


def test_the_operators_form_offers_authorities_and_no_row_of_one(here: Town, there: Town) -> None:
    for form in OPERATOR_FORMS:
        chosen = {f.queryset.model for f in form().fields.values() if isinstance(f, forms.ModelChoiceField)}
        assert chosen == {Tenant}


def test_a_posted_lead_authority_is_ignored_where_a_lead_creates_a_member(here: Town, there: Town) -> None:
    posted = {
        "name": "Saint-Aubin",
        "kind": "commune",
        "siret": "21330063500017",
        "population": "900",
        "time_zone": "Europe/Paris",
        "lead": str(there.tenant.pk),
    }
    form = MemberForm(posted, instance=Tenant(lead=here.tenant))
    assert form.is_valid(), form.errors
    assert form.save().lead == here.tenant


def test_a_person_has_no_set_of_rows() -> None:
    assert [name for name in reverse_sets() if name.startswith(f"{Person.__name__}.")] == []
