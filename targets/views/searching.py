from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as t

from newarea.models import Reader, Terms, Undertaking
from newarea.models.search import having_all
from newarea.parts import Found, Hit
from targets.models import Commitment

OF_A_COMMITMENT = (
    "undertaking__title_zh", "undertaking__title_en", "undertaking__lead_unit__name_zh",
    "undertaking__lead_unit__name_en", "measure__title_zh", "measure__title_en", "wording",
)  # fmt: skip


def found_commitments(words: Sequence[str], reader: Reader, on: date) -> Sequence[Found]:
    visible = Undertaking.objects.visible_to(reader)
    known = Terms.objects.filter(undertaking=OuterRef("pk"), known_on__lte=on)
    planned = Commitment.objects.filter(Exists(known), undertaking__in=visible)
    rows = having_all(planned, words, OF_A_COMMITMENT)
    rows = rows.select_related("undertaking__lead_unit", "undertaking__programme", "measure__area")
    order = ("-undertaking__programme__year", "measure__area__number", "measure__position", "position", "pk")
    return [
        Found("commitments", t("Commitments"), rows.order_by(*order), lambda some: [_commitment(row) for row in some])
    ]


def _commitment(row: Commitment) -> Hit:
    undertaking, measure = row.undertaking, row.measure
    unit = undertaking.lead_unit.name if undertaking.lead_unit else ""
    return Hit(
        title=undertaking.title,
        url=row.get_absolute_url(),
        belongs_to=measure.area.title,
        texts=[measure.title, row.wording, unit, undertaking.title_zh, undertaking.title_en],
        undertaking=undertaking.pk,
        is_example=undertaking.is_example,
    )
