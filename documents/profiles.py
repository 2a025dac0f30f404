"""Header profiles: what a paper of the Party says in other words than one of the state (Quy định 399-QĐ/TW)."""

from dataclasses import fields, is_dataclass, replace

from documents.layout import SignatureBlock

PARTY_AUTHORITY = {"TM.": "T/M", "KT.": "K/T", "TL.": "T/L"}


def dressed(paper):
    """Return the paper as its authority's header profile has it; a paper of the state is returned as it is."""
    letterhead = getattr(paper, "letterhead", None)
    return _of_the_party(paper) if letterhead is not None and letterhead.is_party else paper


def _of_the_party(value):
    if isinstance(value, SignatureBlock):
        return replace(value, authority=_authority(value.authority))
    if isinstance(value, tuple):
        return tuple(_of_the_party(part) for part in value)
    if is_dataclass(value):
        found = {field.name: getattr(value, field.name) for field in fields(value)}
        changed = {name: _of_the_party(part) for name, part in found.items()}
        return replace(value, **{name: part for name, part in changed.items() if part != found[name]})
    return value


def _authority(text):
    short, space, rest = text.partition(" ")
    return f"{PARTY_AUTHORITY.get(short, short)}{space}{rest}"
