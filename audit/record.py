"""How a write with a name is done: one transaction, one event, refusals in words."""

import functools
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import BooleanField, CheckConstraint, FileField, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from audit.chain import link, linking
from audit.models import Event, Source
from vietnamese.dates import short_date
from vietnamese.numbers import format_decimal

GONE = "Dòng này vừa được người khác bỏ nên không ghi được nữa. Tải lại trang để xem bản mới nhất."
PRIVATE_VALUE = "(không ghi vào nhật ký)"
_entry = ContextVar("entry", default=(Source.WEB, ""))


@contextmanager
def entered_through(source, note=""):
    """Within this block every event says where the entry came from, for example a published report."""
    token = _entry.set((source, note))
    try:
        yield
    finally:
        _entry.reset(token)


def action(write):
    """Make ``write(…, *, by)`` one transaction whose refusals are sentences.

    Raises ValidationError for whatever the database refuses: the sentence of the constraint or guard,
    or, for two people in the same second, a sentence that says so.
    """

    @functools.wraps(write)
    def guarded(*args, by, **kwargs):
        try:
            with transaction.atomic(), linking():
                return write(*args, by=by, **kwargs)
        except IntegrityError as error:
            raise ValidationError(sentence_of(error)) from error
        except ObjectDoesNotExist as error:
            raise ValidationError(GONE) from error

    guarded.is_action = True
    return guarded


def sentence_of(error):
    """Return the Vietnamese sentence for an IntegrityError of either database."""
    from audit.guards import all_guards

    text = str(error)
    for guard in all_guards():
        if guard.says in text:
            return guard.says
    for sentence, name in _constraint_sentences():
        if name in text:
            return sentence
    return (
        "Chưa ghi được: dữ liệu vừa được người khác thay đổi hoặc đã có bản ghi như vậy. "
        "Tải lại trang để xem bản mới nhất rồi làm lại."
    )


def _constraint_sentences():
    from django.apps import apps
    from django.db.models import BaseConstraint

    default = BaseConstraint.default_violation_error_message
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.violation_error_message != default:
                yield str(constraint.violation_error_message), constraint.name


def readable(field, instance):
    """Return the value of a field of ``instance`` as a person would write it; "" for empty."""
    if field.choices:
        return str(getattr(instance, f"get_{field.name}_display")())
    if field.is_relation:
        related = getattr(instance, field.name)
        return "" if related is None else str(related)
    value = field.value_from_object(instance)
    match value:
        case None:
            return ""
        case bool():
            return "Có" if value else "Không"
        case datetime():
            return timezone.localtime(value).strftime("%H:%M %d/%m/%Y")
        case date():
            return short_date(value)
        case Decimal():
            return format_decimal(value)
        case _:
            return str(value)


def shown_fields(model):
    """Fields whose changes are worth reading: no keys, no derived columns, no passwords, no paths of stored files."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key
        and field.editable
        and not isinstance(field, FileField)
        and field.name not in {"password", "last_login"}
    ]


def snapshot(instance):
    """Return ``{field name: readable text}`` of an instance, to compare with later."""
    return {field.name: readable(field, instance) for field in shown_fields(type(instance))}


def differences(before, instance):
    """Return ``[[label, before, after], …]`` for the fields that changed since ``before``.

    Of the fields that the model names as ``PRIVATE`` it tells that they changed, never what they hold: the history
    cannot be erased.
    """
    after = snapshot(instance)
    labels = {field.name: str(field.verbose_name) for field in shown_fields(type(instance))}
    private = getattr(instance, "PRIVATE", ())

    def told(name, text):
        return PRIVATE_VALUE if text and name in private else text

    return [
        [
            labels[name][:1].upper() + labels[name][1:],
            told(name, before.get(name, "")),
            told(name, after[name]),
        ]
        for name in after
        if before.get(name, "") != after[name]
    ]


def record(
    verb, *, by, subject, changes=(), note="", authority=None, cluster_year=None, source=None, label=""
):
    """Write the event of an action; it takes its place in its chain at the end of the transaction.

    ``subject`` is the record it is about; where it has ``audit_place()`` that gives the authority and
    the cluster-year in whose history the event stands. ``label`` names what it is about where that is a part of
    the subject, such as a file.
    """
    entry_source, entry_note = _entry.get()
    if authority is None and cluster_year is None and hasattr(subject, "audit_place"):
        authority, cluster_year = subject.audit_place()
    with transaction.atomic(savepoint=False):
        event = Event.objects.create(
            actor=by,
            actor_name=by.full_name or by.username if by else "Hệ thống",
            verb=verb,
            source=source or entry_source,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk or ""),
            subject_label=(label or str(subject))[:500],
            authority=authority,
            cluster_year=cluster_year,
            changes=list(changes),
            note="\n".join(part for part in (note, entry_note) if part),
        )
        link(event)
    return event


def check(instance):
    """Check the whole row as ``full_clean`` does, with one question for all its check constraints instead of one each.

    Almost always all of them hold; where one does not, ``full_clean`` says which. Raises ValidationError.
    """
    try:
        instance.full_clean(validate_constraints=False)
        kept = _keeps_its_constraints(instance)
    except ValidationError:
        kept = False
    if not kept:
        instance.full_clean()


def _keeps_its_constraints(instance):
    """Raises ValidationError where the row is not the only one of its kind."""
    for model, constraints in instance.get_constraints():
        conditions = []
        for constraint in constraints:
            if isinstance(constraint, CheckConstraint):
                conditions.append(Coalesce(Q(constraint.condition), True, output_field=BooleanField()))
            else:
                constraint.validate(model, instance)
        if conditions and not Q(*conditions).check(instance._get_field_expression_map(meta=model._meta)):
            return False
    return True


def save_new(instance, verb, *, by, note="", also=()):
    """Check the whole row, insert it and record it, with ``also``: changes beside the row's own columns.

    Raises ValidationError.
    """
    check(instance)
    instance.save(force_insert=True)
    record(verb, by=by, subject=instance, changes=[*differences({}, instance), *also], note=note)
    return instance


def insert(row):
    """Check and insert a row that is not there yet, without an event of its own: the action records one for all.

    Raises ValidationError with the row's own sentence, also for what only the database refuses.
    """
    if row.pk:
        return row
    check(row)
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(sentence_of(error)) from error
    return row


def save_changed(instance, verb, *, by, note="", also=()):
    """Check the whole row, update it and record what changed, as save_new does. Raises ValidationError.

    The row as it stands in the database is read (and locked) for the comparison, so what another
    person changed meanwhile is in the event. Nothing changed: nothing is written or recorded.
    """
    stored = type(instance)._default_manager.select_for_update(of=("self",)).get(pk=instance.pk)
    before = snapshot(stored)
    check(instance)
    changes = [*differences(before, instance), *also]
    if changes:
        instance.save()
        record(verb, by=by, subject=instance, changes=changes, note=note)
    return instance


def remove(instance, verb, *, by, note=""):
    """Delete a part without a life of its own and record what it said.

    Raises ObjectDoesNotExist where somebody else was quicker; ``action`` makes a sentence of it.
    """
    type(instance)._default_manager.select_for_update(of=("self",)).get(pk=instance.pk)
    record(
        verb,
        by=by,
        subject=instance,
        changes=[[label, text, ""] for label, _, text in differences({}, instance)],
        note=note,
    )
    instance.delete()
