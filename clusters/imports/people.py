"""People and the posts that they hold or held."""

from clusters.imports.finding import People, Units, near
from clusters.imports.kinds import Column, ImportKind, register
from clusters.imports.reading import YEAR, Wrong
from clusters.models import Authority, ImportBatch, Person, Post
from vietnamese.dates import short_date
from vietnamese.keys import search_key

COLUMNS = {"title": "title", "body": "place", "starts_on": "starts_on", "ends_on": "ends_on"}


class Shelf:
    def __init__(self, batch):
        self.authority = batch.authority
        self.people, self.units = People(batch.authority), Units(batch.authority)
        self.authorities = {}
        for row in Authority.objects.filter(pk__in=near(batch.authority)):
            for text in filter(None, [row.name, row.short_name, row.council_name]):
                self.authorities[search_key(text)] = row

    def where(self, text):
        """Return ({field: value} of the place of a post, how it reads, a remark). Raises Wrong."""
        if authority := self.authorities.get(search_key(text)):
            return {"authority_id": authority.pk}, authority.name, ""
        try:
            unit, remark = self.units.find(text)
        except Wrong as error:
            if "có thể là" in error.what:
                raise
            return (
                {"body": text},
                text,
                f"“{text}” không có trong danh sách đơn vị nên được ghi là tổ chức khác.",
            )
        return {"unit_id": unit.pk}, unit.name, remark


@register
class PeopleAndPosts(ImportKind):
    name = ImportBatch.Kind.PEOPLE
    label = ImportBatch.Kind.PEOPLE.label
    lead = "Họ và tên, chức vụ, nơi giữ chức vụ. Một người giữ nhiều chức vụ thì ghi mỗi chức vụ một dòng."
    makes = (Person, Post)
    main = Person
    columns = (
        Column(
            "full_name",
            "Họ và tên",
            ("Họ tên", "Tên", "Họ và tên cán bộ", "Họ, tên"),
            required=True,
            help="Không kèm học hàm, học vị, cấp bậc.",
            example="Nguyễn Văn An",
        ),
        Column(
            "honorific",
            "Học hàm, học vị, cấp bậc",
            ("Học hàm", "Học vị", "Cấp bậc", "Trình độ", "Học hàm, học vị"),
            help="Ghi tắt như thường viết trước tên.",
            example="TS.",
        ),
        Column(
            "title",
            "Chức vụ",
            ("Chức danh", "Chức vụ, chức danh"),
            help="Chức vụ giữ ở nơi dưới đây.",
            example="Chủ tịch",
        ),
        Column(
            "place",
            "Nơi giữ chức vụ",
            (
                "Đơn vị",
                "Cơ quan",
                "Đơn vị công tác",
                "Nơi công tác",
                "Cơ quan, đơn vị",
                "Tổ chức",
                "Tại đơn vị",
            ),
            help="Tên đơn vị, cơ quan, hoặc tổ chức khác. Bắt buộc khi có chức vụ.",
            example="Hội Nông dân tỉnh",
        ),
        Column(
            "starts_on",
            "Từ ngày",
            ("Ngày bổ nhiệm", "Ngày bắt đầu", "Từ năm", "Giữ chức vụ từ ngày"),
            help="Chỉ biết năm thì ghi năm; chưa rõ thì để trống.",
            example="15/03/2021",
            form="day",
        ),
        Column(
            "ends_on",
            "Đến hết ngày",
            ("Đến ngày", "Ngày thôi", "Ngày kết thúc", "Đến năm"),
            help="Đang giữ chức vụ thì để trống.",
            form="day",
        ),
    )

    def shelf(self, batch):
        return Shelf(batch)

    def check(self, reading, shelf):
        name, title, honorific = reading.needed("full_name"), reading.text("title"), reading.text("honorific")
        place = reading.take("place", shelf.where)
        dates = self._dates(reading)
        self._check_post(reading, title, place)
        reading.label = ", ".join(
            filter(None, [f"{honorific} {name or ''}".strip(), title, reading.text("place")])
        )
        if not name or reading.problems:
            return
        where, at, remark = place or ({}, "", "")
        reading.remarks += [remark] if remark else []
        reading.key = f"{search_key(name)}|{search_key(at)}"
        reading.data = {"person": {"full_name": name, "honorific": honorific}}
        person = self._same(reading, shelf, name, where)
        if person is None:
            reading.adds(
                Person(authority=shelf.authority, full_name=name, honorific=honorific),
                {"full_name": "full_name", "honorific": "honorific"},
            )
        else:
            reading.target_id = person.pk
            reading.alters(person, {"honorific": honorific}, {"honorific": "honorific"})
        if title and place:
            self._post(reading, person, {"title": title, **where, **dates}, at)

    def _dates(self, reading):
        """Return the dates of the post; a year alone is kept in words, not made a day."""
        years = [text for name in ("starts_on", "ends_on") if YEAR.fullmatch(text := reading.text(name))]
        start, start_known = reading.day("starts_on", or_year=True)
        end, end_known = reading.day("ends_on", or_year=True, last=True)
        if start and end and end < start:
            reading.wrong(
                "ends_on",
                f"Ngày thôi {short_date(end)} trước ngày bắt đầu {short_date(start)}.",
                "Ngày thôi giữ chức vụ phải bằng hoặc sau ngày bắt đầu.",
            )
        words = []
        if start and not start_known:
            words.append(f"từ năm {start.year}")
        if end and not end_known:
            words.append(f"đến năm {end.year}")
        return {
            "starts_on": start if start_known else None,
            "ends_on": end if end_known else None,
            "as_of": " ".join(words) if years else "",
        }

    def _check_post(self, reading, title, place):
        if title and not reading.text("place"):
            reading.wrong("place", "Có chức vụ mà chưa ghi nơi giữ.", "Cần ghi đơn vị, cơ quan hoặc tổ chức.")
        if place and not title:
            reading.wrong("title", "Có nơi giữ chức vụ mà chưa ghi chức vụ.", "Cần ghi chức vụ.")

    def _same(self, reading, shelf, name, where):
        """Return the person of this name who holds or held a post there, or of whom no post is known.

        Two people may bear one name, so somebody who is only known elsewhere is another person.
        """
        rows = shelf.people.named(name)
        for person in rows:
            posts = list(person.posts.all())
            if not where or not posts or any(_stands_at(post, where) for post in posts):
                if person.full_name != name:
                    reading.remarks.append(
                        f"Khớp với người đã có “{person.full_name}” (chỉ khác cách viết); tên được giữ nguyên."
                    )
                return person
        if rows:
            posts = [post.title for post in rows[0].posts.all()]
            held = f" ({posts[0]})" if posts else ""
            reading.remarks.append(
                f"Đã có người cùng tên “{rows[0].full_name}”{held} ở nơi khác; dòng này thêm một người khác. "
                "Nếu là cùng một người thì bỏ dòng này và ghi chức vụ ở trang của người đó."
            )
        return None

    def _post(self, reading, person, post, at):
        values = {name: value for name, value in post.items() if value not in (None, "")}
        same = None
        for row in person.posts.all() if person else ():
            if _stands_at(row, post) and search_key(row.title) == search_key(post["title"]):
                starts = {row.starts_on, post["starts_on"]} - {None}
                same = row if len(starts) < 2 else same
        if same:
            dates = {name: post[name] for name in ("starts_on", "ends_on", "as_of")}
            reading.alters(same, dates, COLUMNS)
            return
        row = Post(**values)
        reading.says("Nơi giữ chức vụ", at)
        columns = {name: column for name, column in COLUMNS.items() if name != "body" or values.get("body")}
        reading.adds(row, columns)
        if values.get("as_of"):
            reading.says("Theo nguồn", values["as_of"])
        reading.data["post"] = {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in values.items()
        }

    def clash(self, reading, earlier):
        for line in earlier:
            mine, theirs = reading.data.get("post"), line.data.get("post")
            if reading.data and line.data and mine == theirs:
                return super().clash(reading, [line])
        first = next((line for line in earlier if line.data), None)
        if first and reading.target_id is None:
            reading.remarks.append(f"Cùng một người với dòng {first.number}: thêm chức vụ, không thêm người.")
        return ""

    def write(self, booking, lines):
        people, owners = [], {}
        for line in lines:
            if line.target_id is None and line.key not in owners:
                owners[line.key] = Person(
                    authority=booking.batch.authority, **booking.values(Person, line.data["person"])
                )
                people.append((line, owners[line.key]))
        booking.insert(people)
        posts = []
        for line in lines:
            if "post" in line.data:
                owner = line.target_id or owners[line.key].pk
                posts.append((line, Post(person_id=owner, **booking.values(Post, line.data["post"]))))
        booking.insert(posts)


def _stands_at(post, where):
    if where.get("unit_id"):
        return post.unit_id == where["unit_id"]
    if where.get("authority_id"):
        return post.authority_id == where["authority_id"]
    return search_key(post.body) == search_key(where.get("body", ""))
