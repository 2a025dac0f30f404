"""What the printed pledge contains: the agreed text, its signatures and their conference.

A draft is printed from its rows and says so; from agreement on the text comes from what was kept then.
"""

from dataclasses import replace
from functools import cached_property

from documents.layout import Item, Letterhead, PledgePaper, Registrations, SignatureBlock, Target
from pledges.fingerprint import text_of
from pledges.models import Pledge, Signature

WITNESS_BLOCKS = 6
OWN = (Signature.Authority.OWN, Signature.Authority.UNKNOWN)


def pledge_paper(pledge, stamp=None):
    """Return the PledgePaper of a pledge in any state; a pledge bears no number, so its stamp is its code."""
    return replace(_Maker(pledge).paper(), stamp=stamp)


def pledge_filename(pledge):
    whose = f" - {pledge.unit_name}" if pledge.unit_id else ""
    draft = " - dự thảo" if pledge.is_open else ""
    year = pledge.cluster_year
    number = "" if str(year.year) in pledge.title else f" {year.year}"
    return f"{pledge.title}{number} - {year.cluster}{whose}{draft}.pdf"


class _Maker:
    def __init__(self, pledge):
        self.pledge = pledge
        self.year = pledge.cluster_year
        self.text = pledge.frozen or text_of(pledge)
        self.signatures = list(pledge.signatures.select_related("unit", "ceremony"))
        self.ceremony = self._ceremony()
        self.is_signed = pledge.status == Pledge.Status.SIGNED
        self.is_record = self.year.is_recorded and self.is_signed

    def _ceremony(self):
        """Return the conference at which it was signed, or is to be signed."""
        held = [row.ceremony for row in self.signatures if row.ceremony_id]
        if held or self.text.get("extends") or self.text.get("replaces"):
            return held[0] if held else None  # the year's conference signed the earlier text
        return self.year.signing_ceremonies.order_by("starts_on", "pk").first()

    def paper(self):
        text = self.text
        officers, members = self._blocks()
        return PledgePaper(
            letterhead=self._letterhead(),
            title=text["title"],
            subtitle=self._subtitle(),
            theme="”, “".join(theme["text"] for theme in text["themes"]),
            bases=tuple(f"Căn cứ {basis}" for basis in text["bases"]),
            opening=_paragraphs(text["opening"]),
            parties=() if self.pledge.unit_id else tuple(party["name"] for party in text["parties"]),
            contents=tuple(map(_item, text["contents"])),
            targets=tuple(map(self._target, text["targets"])),
            registrations=self._registrations(),
            closing=(
                *_paragraphs(text["closing"]),
                *self._replaced(),
                *self._witnessed(),
                *self._originals(),
            ),
            officers=officers,
            members=members,
            countersignature=self._countersignature(),
            witnesses=self._witness_blocks(),
            witness_heading=self._witness_heading(),
            unknown=tuple(self._unknown()) if self.year.is_recorded else (),
            fingerprint=self.pledge.fingerprint,
            is_draft=self.pledge.is_open,
            is_sample=self.year.cluster.authority.is_sample,
        )

    # --- head ---

    def _subtitle(self):
        """The year, or the longer time for which the pledge is made; not a second time after the title."""
        year = f"năm {self.text['year']}"
        if extended := self.text.get("extends"):
            signed = f", ký {extended['signed_on']}" if extended["signed_on"] else ""
            return f"{year.capitalize()}{signed}"
        time = self.text["horizon"] or ("" if year in self.text["title"].lower() else year)
        return time[:1].upper() + time[1:]

    def _letterhead(self):
        text = self.text
        issuer = text["parties"][0]["name"] if self.pledge.unit_id else text["cluster"]
        day = self._day()
        known = self.ceremony.starts_on if self.ceremony else None
        return Letterhead(
            superior=text["authority"],
            issuer=issuer,
            place=self._place(),
            day=day,
            year=known.year if known else None,
            profile=self.year.cluster.authority.header_profile,
        )

    def _place(self):
        """In a recorded year nothing stands in for a place that the source does not name."""
        town = self.ceremony.town if self.ceremony else ""
        return town if self.year.is_recorded else town or self.year.cluster.authority.place_name

    def _day(self):
        """Return the day printed at the head of a signed pledge: the conference's, or the one day of all."""
        if not self.is_signed:
            return None
        if any(row.ceremony_id for row in self.signatures) and self.ceremony.days == 1:
            return self.ceremony.starts_on
        days = {row.signed_on for row in self.signatures if row.role == Signature.Role.PARTY}
        return days.pop() if len(days) == 1 else None

    # --- text ---

    def _target(self, target):
        level = target["level"]
        if self.pledge.unit_id and target["registrations"]:
            registered = target["registrations"][0]["value"]
            level = (
                f"{level}; đăng ký {registered}" if target["kind"] == "quantity" else f"Đăng ký {registered}"
            )
        # The column of measures says "%" already.
        return Target(target["text"], target["measure"], level.removesuffix("%"))

    def _registrations(self):
        """Return the units' figures of a joint pledge; None where no unit has registered any."""
        columns = [
            (f"Chỉ tiêu {number}" + (f" ({target['measure']})" if target["measure"] else ""), target)
            for number, target in enumerate(self.text["targets"], start=1)
            if target["registrations"]
        ]
        if self.pledge.unit_id or not columns:
            return None
        figures = [{row["unit"]: row["value"] for row in target["registrations"]} for _, target in columns]
        rows = tuple(
            (party["name"], tuple(column.get(party["unit"], "") for column in figures))
            for party in self.text["parties"]
        )
        return Registrations(tuple(heading for heading, _ in columns), rows)

    def _replaced(self):
        """Say what the pledge takes the place of."""
        replaced = self.text.get("replaces")
        if not replaced:
            return ()
        signed = f" ký {replaced['signed_on']}" if replaced["signed_on"] else ""
        return (f"Giao ước này thay thế {replaced['title']}{signed}.",)

    def _originals(self):
        count = self.text["originals"]
        return (f"Giao ước này được lập thành {count:02d} bản chính có giá trị như nhau.",) if count else ()

    # --- signatures ---

    def _blocks(self):
        """Return (chair's and vice-chair's blocks, the members'); before agreement from the list of parties."""
        parties = {row.unit_id: row for row in self.signatures if row.role == Signature.Role.PARTY}
        officers, members = [], []
        for party in self.text["parties"]:
            office = "" if self.pledge.unit_id else party["office"]
            block = self._block(parties.get(party["unit"]), party)
            ranks = [held.role for held in officers]
            if office and len(officers) < 2 and office not in ranks:
                officers.append(replace(block, role=office))
            else:
                members.append(block)
        return tuple(officers), tuple(members)

    def _block(self, signature, party):
        if signature is None or not signature.is_signed:
            post = (signature.post if signature else "") or party["head_post"]
            unclear = self.is_record and signature is not None
            return SignatureBlock(
                unit=party["name"],
                post="" if unclear else post,
                note="(chưa rõ đã ký hay chưa)" if unclear else "",
            )
        after = self.ceremony and (self.ceremony.ends_on or self.ceremony.starts_on)
        late = after and signature.signed_on and signature.signed_on > after
        return SignatureBlock(
            unit=party["name"],
            authority="" if signature.authority in OWN else f"{signature.authority} {signature.on_behalf_of}",
            post=signature.post or "(chưa rõ chức vụ)",
            name=signature.signatory,
            is_signed=True,
            signed_on=signature.signed_on,
            note="ký sau hội nghị" if late else "",
        )

    def _countersignature(self):
        row = next((row for row in self.signatures if row.role == Signature.Role.COUNTERSIGN), None)
        noun = self.year.cluster.noun.capitalize()
        if row is None:
            return None
        party = {"name": row.unit_name, "head_post": row.unit.head_post}
        return replace(self._block(row, party), role=f"{noun} trưởng ký công nhận")

    # --- witnesses ---

    @cached_property
    def witnesses(self):
        if self.ceremony is None:
            return []
        return [row for row in self.ceremony.participants.select_related("person") if row.is_witness]

    def _people(self):
        return [row for row in self.witnesses if not row.is_body]

    def _witness_heading(self):
        bodies = [row.display_name for row in self.witnesses if row.is_body]
        return f"Chứng kiến của {', '.join(bodies)}" if bodies and self._people() else "Chứng kiến"

    def _witness_blocks(self):
        """A witness signs on paper; of a past signing the record only tells who witnessed it."""
        rows = self._people() or self.witnesses
        if len(rows) > WITNESS_BLOCKS:
            return ()
        note = "chứng kiến việc ký kết" if self.is_signed else ""
        return tuple(
            SignatureBlock(
                unit=row.display_name if row.is_body else "",
                post=row.post,
                name="" if row.is_body else _bare_name(row),
                note=note,
            )
            for row in rows
        )

    def _witnessed(self):
        """More witnesses than there is room for under one heading are named in the text."""
        rows = self._people() or self.witnesses
        if len(rows) <= WITNESS_BLOCKS:
            return ()
        names = "; ".join(", ".join(filter(None, [row.display_name, row.post])) for row in rows)
        return (f"Việc ký kết có sự chứng kiến của: {names}.",)

    # --- what the record does not tell ---

    def _unknown(self):
        text = self.text
        if text["text_state"] == Pledge.TextState.UNKNOWN:
            yield "nội dung của giao ước"
        elif text["text_state"] == Pledge.TextState.PARTIAL:
            yield "phần văn bản mà nguồn không nêu"
        listed, declared = len(text["contents"]), text["declared_contents"]
        if declared is not None and declared != listed:
            yield f"số nội dung (nguồn nêu {declared}, ghi lại được {listed})"
        if not self.is_signed:
            return
        signed = [row for row in self.signatures if row.is_signed]
        if any(not row.is_signed for row in self.signatures):
            yield "việc ký của một số đơn vị"
        if not any(row.role == Signature.Role.COUNTERSIGN for row in self.signatures) and self.pledge.unit_id:
            yield "người ký công nhận"
        if self._day() is None:
            yield "ngày ký"
        if not self._place():
            yield "địa danh nơi ký"
        if any(not row.signatory for row in signed):
            yield "họ tên người ký" + (
                "" if all(not row.signatory for row in signed) else " của một số đơn vị"
            )
        if any(not row.post for row in signed):
            yield "chức vụ người ký" + ("" if all(not row.post for row in signed) else " của một số đơn vị")
        if self.ceremony is None or self.ceremony.witnesses_known == "unknown":
            yield "người chứng kiến"


def _item(content):
    """Return a content with its end marks: "…:" before points, "…;" and "…." after them."""
    *points, last = content["points"] or [""]
    marked = [*(_marked(point, ";") for point in points), *([_marked(last, ".")] if last else [])]
    return Item(_marked(content["text"], ":" if marked else "."), points=tuple(map(Item, marked)))


def _marked(text, mark):
    """Return the text with the mark, unless it ends in one of its own."""
    return text if text.endswith((".", ":", ";", ",", "!", "?", "…", "...")) else text + mark


def _paragraphs(text):
    return tuple(line for line in text.splitlines() if line.strip())


def _bare_name(participant):
    """A signature bears no academic title (Nghị định 30/2020, ô 7b)."""
    return participant.person.full_name if participant.person_id else participant.name
