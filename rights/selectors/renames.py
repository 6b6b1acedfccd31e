"""What has become of the slugs in an address."""

from collections.abc import Mapping

from countries.models import Country, KeepsOldSlugs
from countries.selectors import successors
from rights.models import Indicator, Question, Section

MODELS: dict[str, type[KeepsOldSlugs]] = {
    "country": Country,
    "section": Section,
    "question": Question,
    "indicator": Indicator,
}


def renamed(slugs: Mapping[str, str]) -> dict[str, str]:
    """Those of some slugs, by the kind of their record, that belong to no record any more, with what it is called now.

    `renamed({"country": "holland", "section": "trial"})` is `{"country": "netherlands"}`.
    """
    now = {}
    for kind in MODELS.keys() & slugs.keys():
        for successor in successors(kind, [slugs[kind]]).values():
            rows = MODELS[kind]._default_manager.filter(pk=successor)
            if slug := rows.values_list("slug", flat=True).first():  # type: ignore[misc]  # every one has a slug
                now[kind] = slug
    return now | _moved(slugs)


def _moved(slugs: Mapping[str, str]) -> dict[str, str]:
    """The section that a question stands in now, where an address names one that it was moved from."""
    if not {"section", "question"} <= slugs.keys():
        return {}
    left = Section.objects.filter(slug=slugs["section"]).values_list("pk", flat=True).first()
    left = left or successors("section", [slugs["section"]]).get(slugs["section"])
    if left is None:
        return {}
    moved = successors(Question.kind_within(left), [slugs["question"]])
    now = Question.objects.filter(pk__in=moved.values()).values_list("slug", "section__slug").first()
    if now is None or now == (slugs["question"], slugs["section"]):  # gone, or moved back
        return {}
    return {"question": now[0], "section": now[1]}
