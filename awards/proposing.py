"""Which dossiers one tờ trình may carry: those put to one body, and never awards of the President, of the Government
and of others together."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from awards.models.catalogue import PUT_UP_APART, PUT_UP_TOGETHER


@dataclass(frozen=True)
class Bundle:
    """Reviewed dossiers that may stand in one tờ trình."""

    level: str
    put_to: str
    nominations: tuple

    @property
    def label(self):
        return level_label(self.level)

    @property
    def key(self):
        """Any dossier of the bundle names it in an address."""
        return self.nominations[0].pk

    @property
    def awards(self):
        return list(dict.fromkeys(row.award_now.name for row in self.nominations))

    def holds(self, key):
        return any(row.pk == key for row in self.nominations)


def level_label(level):
    return PUT_UP_APART.get(level, PUT_UP_TOGETHER)


def bundles_of(nominations):
    """Return the bundles in the order of their first dossier: those of the President, of the Government, the rest."""
    found = {}
    for row in nominations:
        found.setdefault((row.award_now.put_up_as, row.put_to_body), []).append(row)
    order = [*PUT_UP_APART, ""]
    return [
        Bundle(level, put_to, tuple(rows))
        for (level, put_to), rows in sorted(found.items(), key=lambda item: order.index(item[0][0]))
    ]


def mixed_levels(nominations):
    """Return the sentence that refuses dossiers of several levels, "" where they are of one."""
    found = {}
    for row in nominations:
        found.setdefault(row.award_now.put_up_as, row.award_now.name)
    if len(found) < 2:
        return ""
    told = "; ".join(f"“{name}” thuộc loại {level_label(level)}" for level, name in found.items())
    return (
        f"Một tờ trình chỉ gồm một loại khen thưởng, các hồ sơ này thuộc {len(found)} loại: {told}. "
        "Lập tờ trình riêng cho từng loại."
    )


def refuse_mixed_levels(nominations):
    if told := mixed_levels(nominations):
        raise ValidationError(told)


__all__ = ["Bundle", "bundles_of", "mixed_levels", "refuse_mixed_levels"]
