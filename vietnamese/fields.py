"""Model and form fields that keep Vietnamese text clean, and read numbers and days as they are typed here."""

import datetime
import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_save

from .dates import parse_date, short_date
from .keys import person_sort_key, search_key, sort_key
from .numbers import AmbiguousNumber, format_decimal, parse_decimal
from .text import clean_line, clean_text

LENGTH_MESSAGES = {"max_length": "Nội dung dài tối đa %(limit_value)d ký tự, hiện có %(show_value)d ký tự."}

# --- text --------------------------------------------------------------------------------------------


class LineFormField(forms.CharField):
    default_error_messages = LENGTH_MESSAGES
    normalise = staticmethod(clean_line)

    def to_python(self, value):
        return super().to_python(value if value in self.empty_values else self.normalise(str(value)))


class ProseFormField(LineFormField):
    normalise = staticmethod(clean_text)
    widget = forms.Textarea(attrs={"rows": 4})


class CleanText:
    """Normalises before validation, before every write, and in the values of filters."""

    default_error_messages = LENGTH_MESSAGES

    def to_python(self, value):
        value = super().to_python(value)
        return value if value is None else self.normalise(value)

    def pre_save(self, instance, add):
        value = super().pre_save(instance, add)
        if isinstance(value, str):  # an expression such as Upper("name") is the database's business
            value = self.normalise(value)
            setattr(instance, self.attname, value)
        return value


class LineField(CleanText, models.CharField):
    """One line of at most 255 characters unless told otherwise."""

    normalise = staticmethod(clean_line)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 255)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": LineFormField, **kwargs})


class ProseField(CleanText, models.TextField):
    normalise = staticmethod(clean_text)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": ProseFormField, "widget": ProseFormField.widget, **kwargs})


# --- keys --------------------------------------------------------------------------------------------

KEYS = {"search": search_key, "sort": sort_key, "person": person_sort_key}


class KeyField(models.CharField):
    """The "search", "sort" or "person" key of another attribute of the row, kept up to date by saving it.

    ``source`` names a field or a property. save(), create(), bulk_create() and update_or_create() fill
    the key. save(update_fields=[…]) without the key's name costs one more UPDATE when the source is
    among the fields (or is a property) and the key has changed. QuerySet.update(), bulk_update() and
    saving through a proxy model with update_fields leave the key as it was: name the key, or save rows.

    The key is cut at 500 characters: PostgreSQL refuses index entries beyond 2,700 bytes.
    """

    USUAL = {"max_length": 500, "db_index": True, "editable": False, "blank": True, "default": ""}

    def __init__(self, *, source, key, **kwargs):
        if key not in KEYS:
            raise ValueError(f"KeyField(key={key!r}): choose one of {', '.join(KEYS)}.")
        self.source, self.key = source, key
        super().__init__(**self.USUAL | kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source, "key": self.key}

    def db_parameters(self, connection):
        """Keys compare by bytes, whatever order the PostgreSQL database was created with."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        if not cls._meta.abstract:
            post_save.connect(self._follow_source, sender=cls)

    def pre_save(self, instance, add):
        value = self._compute(instance)
        setattr(instance, self.attname, value)
        return value

    def _compute(self, instance):
        value = getattr(instance, self.source)
        if hasattr(value, "resolve_expression"):
            raise TypeError(f"{self} cannot be computed from the expression {value!r}: assign a text.")
        return KEYS[self.key](str(value or ""))[: self.max_length]

    def _follow_source(self, sender, instance, raw, using, update_fields, **kwargs):
        if raw or update_fields is None or self.name in update_fields:
            return
        columns = {field.name for field in sender._meta.concrete_fields}
        if self.source in columns and self.source not in update_fields:
            return
        before = getattr(instance, self.attname)
        after = self.pre_save(instance, add=False)
        if after != before:
            sender._base_manager.using(using).filter(pk=instance.pk).update(**{self.name: after})


# --- numbers -----------------------------------------------------------------------------------------


class NumberInput(forms.TextInput):
    """A text box: the browser's own number box decides by its language whether "9,5" is a number."""

    def __init__(self, attrs=None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value):
        if isinstance(value, int | float | Decimal):
            return format_decimal(str(value), grouping=False)
        return super().format_value(value)


class NumberFormField(forms.DecimalField):
    widget = NumberInput
    default_error_messages = {
        "max_value": "Giá trị lớn nhất được ghi là %(limit_value)s.",
        "min_value": "Giá trị nhỏ nhất được ghi là %(limit_value)s.",
        "max_digits": "Số này có nhiều hơn %(max)s chữ số.",
        "max_decimal_places": "Phần thập phân có tối đa %(max)s chữ số.",
        "max_whole_digits": "Phần nguyên có tối đa %(max)s chữ số.",
    }

    def to_python(self, value):
        if value is None or isinstance(value, Decimal):
            return value
        typed = clean_line(str(value))
        try:
            return parse_decimal(typed) if typed else None
        except ValueError as error:
            code = "ambiguous" if isinstance(error, AmbiguousNumber) else "invalid"
            raise ValidationError(str(error), code=code) from None


class WholeFormField(forms.IntegerField):
    """A whole number as it is typed: “1.000” is asked back, not read as 1."""

    re_decimal = re.compile("(?!)")
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": "Ghi bằng số nguyên, không có dấu chấm, dấu phẩy."}


class NumberField(models.DecimalField):
    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": NumberFormField, **kwargs})


# --- days --------------------------------------------------------------------------------------------

FIRST_YEAR, LAST_YEAR = 1800, 2200


def sensible_day(day):
    """Refuse a year that can only be a slip of the hand; the days beside it could not be counted either."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            f"Năm của ngày “{short_date(day)}” phải từ {FIRST_YEAR} đến {LAST_YEAR}. Cần kiểm tra lại năm."
        )


class DayInput(forms.TextInput):
    def __init__(self, attrs=None):
        attrs = attrs or {}
        super().__init__(
            {"placeholder": "ngày/tháng/năm", "inputmode": "numeric", "autocomplete": "off", **attrs}
        )

    def format_value(self, value):
        return short_date(value) if isinstance(value, datetime.date) else super().format_value(value)


class DayFormField(forms.DateField):
    widget = DayInput
    default_validators = [sensible_day]

    def to_python(self, value):
        if value is None or isinstance(value, datetime.date):
            return super().to_python(value)
        typed = clean_line(str(value))
        try:
            return parse_date(typed) if typed else None
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None


class DayField(models.DateField):
    default_validators = [sensible_day]

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": DayFormField, **kwargs})
