"""The fields on two tables made for these tests."""

import datetime
import unicodedata
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter
from django.db.models.functions import Upper
from django.utils import formats

from vietnamese.fields import DayField, KeyField, LineField, NumberField, ProseField, WholeFormField
from vietnamese.keys import person_sort_key, search_key, sort_key


class Body(models.Model):
    name = LineField("tên", unique=True)
    note = ProseField("ghi chú", blank=True)
    score = NumberField("điểm", max_digits=6, decimal_places=2, null=True, blank=True)
    founded_on = DayField("ngày thành lập", null=True, blank=True)
    name_search = KeyField(source="name", key="search")
    name_sort = KeyField(source="name", key="sort")
    full_search = KeyField(source="full_text", key="search")

    class Meta:
        app_label = "vietnamese"

    def __str__(self):
        return self.name

    @property
    def full_text(self):
        return f"{self.name} {self.note}"


class BodyForm(forms.ModelForm):
    class Meta:
        model = Body
        fields = ["name", "note", "score", "founded_on"]


@pytest.fixture(scope="module", autouse=True)
def body_table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Body)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Body)


def bound(**typed):
    return BodyForm({"name": "Hội Luật gia", **typed})


def errors(form, field):
    return list(form.errors.get(field, []))


# --- text --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_saving_cleans_the_row_and_the_instance():
    body = Body(name=unicodedata.normalize("NFD", " Hội\u00a0Nông  dân "), note="một \r\n\r\n\r\nhai")
    body.save()
    assert (body.name, body.note) == ("Hội Nông dân", "một\n\nhai")
    assert Body.objects.values_list("name", "note").get() == ("Hội Nông dân", "một\n\nhai")


@pytest.mark.django_db
def test_filters_and_updates_are_cleaned():
    Body.objects.create(name="Hội Nông dân")
    assert Body.objects.filter(name=unicodedata.normalize("NFD", "Hội\u00a0Nông dân")).exists()
    Body.objects.update(name="Hội\u200b  Luật gia")
    assert Body.objects.get().name == "Hội Luật gia"


@pytest.mark.django_db
def test_a_name_in_decomposed_letters_is_not_a_second_name():
    Body.objects.create(name="Hội Nông dân")
    form = bound(name=unicodedata.normalize("NFD", "Hội Nông dân"))
    assert not form.is_valid()
    assert set(form.errors) == {"name"}


@pytest.mark.django_db
def test_the_form_counts_characters_after_cleaning():
    assert bound(name=unicodedata.normalize("NFD", "ệ" * 255)).is_valid()
    form = bound(name="ệ" * 256)
    assert errors(form, "name") == ["Nội dung dài tối đa 255 ký tự, hiện có 256 ký tự."]


@pytest.mark.django_db
def test_nothing_visible_is_nothing():
    form = bound(name="\u200b\u00a0")
    assert form.errors.as_data()["name"][0].code == "required"


@pytest.mark.django_db
def test_validation_without_a_form_cleans_too():
    body = Body(name=" Hội  Luật gia ")
    body.full_clean()
    assert body.name == "Hội Luật gia"


@pytest.mark.django_db
def test_an_expression_is_left_to_the_database():
    body = Body.objects.create(name="abc")
    body.note = Upper("name")
    body.save(update_fields=["note", "name_search"])
    assert Body.objects.get().note == "ABC"


@pytest.mark.django_db
def test_prose_is_typed_into_four_rows_and_line_ends_alone_are_no_change():
    form = BodyForm({"name": "A", "note": "một\r\nhai"}, instance=Body(name="A", note="một\nhai"))
    assert 'rows="4"' in str(form["note"])
    assert form.changed_data == []


# --- keys --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_saving_fills_the_keys():
    body = Body.objects.create(name="Hội  Đông y", note="Hoà Bình")
    body.refresh_from_db()
    assert body.name_search == "hoi dong y"
    assert body.name_sort == sort_key("Hội Đông y")
    assert body.full_search == "hoi dong y hoa binh"


@pytest.mark.django_db
def test_bulk_create_and_update_or_create_fill_the_keys():
    Body.objects.bulk_create([Body(name="Đức")])
    assert Body.objects.get().name_search == "duc"
    Body.objects.update_or_create(name="Đức", defaults={"name": "Ứng"})
    assert Body.objects.get().name_search == "ung"


@pytest.mark.django_db
def test_the_keys_follow_when_only_the_name_is_saved():
    body = Body.objects.create(name="Đức")
    body.name = "Ứng"
    body.save(update_fields=["name"])
    body.refresh_from_db()
    assert (body.name_search, body.name_sort, body.full_search) == ("ung", sort_key("Ứng"), "ung")


@pytest.mark.django_db
def test_saving_something_else_costs_nothing_and_keeps_the_key(django_assert_num_queries):
    body = Body.objects.create(name="Đức")
    body.score = 5
    with django_assert_num_queries(1):
        body.save(update_fields=["score"])
    assert Body.objects.get().name_search == "duc"


@pytest.mark.django_db
def test_a_name_that_was_not_saved_does_not_move_its_key():
    body = Body.objects.create(name="Đức")
    body.name = "Ứng"
    body.save(update_fields=["score"])
    assert Body.objects.values_list("name", "name_search").get() == ("Đức", "duc")


@pytest.mark.django_db
def test_a_key_is_cut_at_500_characters():
    body = Body.objects.create(name="A", note="đ" * 600)
    assert body.full_search == "a " + "d" * 498


@pytest.mark.django_db
def test_a_key_cannot_come_from_an_expression():
    with pytest.raises(TypeError, match="assign a text"):
        Body.objects.create(name=Upper(models.Value("a")))


@pytest.mark.django_db
def test_the_database_sorts_by_the_key():
    ordered = ["an", "an ba", "ana", "ăn", "ba số 2", "ba số 10", "da", "Dũng", "đa", "Đức", "ma", "mà", "mạ"]
    Body.objects.bulk_create([Body(name=name) for name in reversed(ordered)])
    assert list(Body.objects.order_by("name_sort").values_list("name", flat=True)) == ordered


@pytest.mark.parametrize(
    ("key", "function"), [("search", search_key), ("sort", sort_key), ("person", person_sort_key)]
)
def test_each_key_is_made_by_its_function(key, function):
    field = KeyField(source="name", key=key)
    field.set_attributes_from_name("key")
    assert field.pre_save(Body(name="Lê Thị Đào"), add=True) == function("Lê Thị Đào")


def test_an_unknown_key_is_refused():
    with pytest.raises(ValueError, match="choose one of search, sort, person"):
        KeyField(source="name", key="alphabet")


@pytest.mark.parametrize("field", Body._meta.local_fields[1:], ids=lambda field: field.name)
def test_migrations_can_write_and_read_the_fields(field):
    _, path, args, kwargs = field.deconstruct()
    assert path.startswith("vietnamese.fields.")
    again = type(field)(*args, **kwargs)
    assert again.deconstruct()[1:] == (path, args, kwargs)
    assert f"vietnamese.fields.{type(field).__name__}(" in MigrationWriter.serialize(field)[0]


# --- numbers and days --------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["1.234,5", "1234,5", "1234.5", "1 234,50"])
def test_numbers_are_typed_in_the_vietnamese_way(typed):
    form = bound(score=typed)
    assert form.is_valid(), form.errors
    assert form.save().score == Decimal("1234.5")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1.234", "Chưa rõ “1.234” là 1234 hay 1,234. Cần ghi 1234 hoặc 1,234."),
        ("chín", "“chín” không phải là số hợp lệ. Cần ghi như 9,5 hoặc 1.234,5."),
        ("9,125", "Phần thập phân có tối đa 2 chữ số."),
        ("12345", "Phần nguyên có tối đa 4 chữ số."),
    ],
)
def test_a_number_is_refused_with_a_sentence(typed, sentence):
    form = bound(score=typed)
    assert sentence in errors(form, "score")
    assert f'value="{typed}"' in str(form["score"])


@pytest.mark.django_db
@pytest.mark.parametrize(("stored", "shown"), [("1234.00", "1234"), ("9.50", "9,5"), ("0.00", "0")])
def test_a_stored_number_comes_back_unchanged_from_its_own_form(stored, shown):
    body = Body(name="A", score=Decimal(stored))
    assert BodyForm(instance=body)["score"].value() == Decimal(stored)
    assert f'type="text" name="score" value="{shown}"' in str(BodyForm(instance=body)["score"])
    assert BodyForm({"name": "A", "score": shown}, instance=body).changed_data == []


@pytest.mark.django_db
def test_blanks_are_no_number_and_no_day():
    body = bound(score=" ", founded_on="\u00a0").save()
    assert (body.score, body.founded_on) == (None, None)


@pytest.mark.django_db
def test_zero_is_a_number():
    assert bound(score="0").save().score == 0


def test_limits_are_explained():
    field = NumberField(max_digits=5, decimal_places=2).formfield(min_value=0, max_value=100)
    with pytest.raises(ValidationError) as caught:
        field.clean("101")
    assert caught.value.messages == ["Giá trị lớn nhất được ghi là 100."]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["5/2/2024", "05.02.2024", "2024-02-05", "ngày 05 tháng 02 năm 2024"])
def test_days_are_typed_in_the_vietnamese_way(typed):
    assert bound(founded_on=typed).save().founded_on == datetime.date(2024, 2, 5)


@pytest.mark.django_db
def test_a_day_is_refused_with_a_sentence_and_shown_as_typed():
    form = bound(founded_on="31/02/2024")
    assert errors(form, "founded_on") == [
        "Không có ngày “31/02/2024” trong lịch. Cần kiểm tra lại ngày và tháng."
    ]
    assert 'value="31/02/2024"' in str(form["founded_on"])


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["01/01/0001", "31/12/1799", "01/01/2201", "31/12/9999"])
def test_a_year_that_can_only_be_a_slip_is_refused_in_form_and_row(typed):
    assert errors(bound(founded_on=typed), "founded_on") == [
        f"Năm của ngày “{typed}” phải từ 1800 đến 2200. Cần kiểm tra lại năm."
    ]
    with pytest.raises(ValidationError, match="phải từ 1800 đến 2200"):
        Body(name="A", founded_on=datetime.datetime.strptime(typed, "%d/%m/%Y").date()).full_clean()


@pytest.mark.django_db
def test_a_stored_day_comes_back_unchanged_from_its_own_form():
    body = Body(name="A", founded_on=datetime.date(2024, 2, 5))
    html = str(BodyForm(instance=body)["founded_on"])
    assert 'type="text" name="founded_on" value="05/02/2024"' in html
    assert 'placeholder="ngày/tháng/năm"' in html
    assert BodyForm({"name": "A", "founded_on": "05/02/2024"}, instance=body).changed_data == []


# --- formats -----------------------------------------------------------------------------------------


def test_pages_print_dates_and_numbers_like_the_documents():
    moment = datetime.datetime(2024, 2, 5, 14, 30)
    assert formats.date_format(moment.date()) == "05/02/2024"
    assert formats.date_format(moment, "DATETIME_FORMAT") == "14:30 05/02/2024"
    assert formats.date_format(moment, "YEAR_MONTH_FORMAT") == "tháng 2/2024"
    assert formats.number_format(Decimal("1234.5"), use_l10n=True, force_grouping=True) == "1.234,5"


# --- whole numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["1.000", "1.0", "9,5", "một"])
def test_a_whole_number_is_asked_back_where_it_could_be_another(typed):
    with pytest.raises(ValidationError, match="Ghi bằng số nguyên"):
        WholeFormField().clean(typed)


@pytest.mark.parametrize(("typed", "meant"), [("0", 0), (" 12 ", 12), ("007", 7)])
def test_a_whole_number_is_read_as_it_is_typed(typed, meant):
    assert WholeFormField().clean(typed) == meant
