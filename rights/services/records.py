"""Short public records (services, help lines, sources …): their changes, and the history of these."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.serializers.python import Serializer as PythonSerializer
from django.db import models, transaction
from django.utils.text import slugify
from modeltranslation.translator import NotRegistered, translator

from countries.models import ContentVersion, Country, Source
from portal.i18n import languages, translated
from portal.text import addresses
from rights.models import Change
from rights.permissions import MANAGES, WRITES_SOURCE, holds
from rights.services import search_index as search
from rights.services.batches import Batch
from rights.services.errors import Refusal, require

LINKS = (addresses.web_address, addresses.web_addresses, addresses.mail_addresses)  # of fields, as validators


def sources_of(country: Country) -> models.Q:
    """The sources that a country cites: their slugs begin with its code."""
    return models.Q(slug__startswith=f"{country.code.lower()}-")


@transaction.atomic
def add_source(
    country: Country,
    author,
    *,
    title: str,
    publisher: str,
    language: str,
    url: str = "",
    date: datetime.date | None = None,
) -> Source:
    """A source that a country's author names for the first time; public once a text that cites it is."""
    require(holds(author, (*WRITES_SOURCE, *MANAGES), country))
    start = f"{country.code.lower()}-{slugify(title)[:50].strip('-') or 'source'}"
    number = 1
    while Source.objects.filter(slug=(slug := start if number == 1 else f"{start}-{number}")).exists():
        number += 1
    source = Source(slug=slug, publisher=publisher, url=url, language=language, date=date)
    for column in {translated.column("title", code) for code in (language, languages.ENGLISH)}:
        setattr(source, column, title)
    save(source, author)
    return source


@transaction.atomic
def save(
    record: models.Model,
    author=None,
    before: dict[str, Any] | None = None,
    many: Mapping[str, Collection[models.Model]] | None = None,
    batch: Batch | None = None,
    reason: str = "",
) -> None:
    """Write a short public record, and note what changed.

    `before` is its `snapshot()` from before the change, None where it is new; `many` are the other records that it
    names, by field. In a batch, what follows from the change is done at the batch's end.
    """
    refuse_other_links(record)
    record.save()
    for name, others in (many or {}).items():
        getattr(record, name).set(others)
    record_change(record, author, before, batch, reason)


def refuse_other_links(record: models.Model) -> None:
    """Whoever writes it: a link of a record leads where one of a text may lead, and a browser runs none of them."""
    for field in record._meta.concrete_fields:
        value = getattr(record, field.attname)
        for check in [check for check in LINKS if value and check in field.validators]:
            try:
                check(value)
            except ValidationError as fault:
                raise Refusal(f"{field.verbose_name}: {fault.messages[0]}") from fault


def snapshot(record: models.Model) -> dict[str, Any]:
    """The key and the fields of a record by name, as JSON can hold them; a translated field by its columns only."""
    [data] = PythonSerializer().serialize([record])
    encoder = DjangoJSONEncoder()
    translated = _translated_fields(type(record))
    return {"pk": record.pk} | {
        name: value if value is None or isinstance(value, bool | int | str | list | dict) else encoder.default(value)
        for name, value in data["fields"].items()
        if name not in translated
    }


def _translated_fields(model: type[models.Model]) -> set[str]:
    """The original names of translated fields: each is a column of the language that happens to be active."""
    try:
        return set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return set()


@transaction.atomic
def record_change(
    record: models.Model,
    author=None,
    before: dict[str, Any] | None = None,
    batch: Batch | None = None,
    reason: str = "",
) -> Change | None:
    """Note that a short public record was changed, and tell the caches, at once or at the end of a batch.

    `before` is its `snapshot()` from before the change, None where it is new; a deleted record has no `pk` any more.
    Nothing is noted where nothing changed.
    """
    after = snapshot(record) if record.pk else {}
    before = before or {}
    if before == after:
        return None
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    change = Change(
        record=f"{record._meta.label_lower}:{(after or before)['pk']}",
        author=author,
        before={name: before[name] for name in sorted(changed & before.keys())},
        after={name: after[name] for name in sorted(changed & after.keys())},
        reason=reason,
    )
    if batch:
        batch.add_change(change, record)
        return change
    change.save()
    ContentVersion.bump()
    if after:
        search.reworded(record, changed)
    return change


def changes_of(
    record: models.Model, *parts: type[models.Model]
) -> list[tuple[Change, list[tuple[str, object, object]]]]:
    """The changes of a record, the newest first, each with its fields: name, before, after.

    Those of its `parts` too (a service's telephone numbers), also of parts that are there no more.
    """
    wanted = models.Q(record=f"{record._meta.label_lower}:{record.pk}")
    for part in parts:
        [link] = [field.name for field in part._meta.fields if field.related_model is type(record)]
        kept = part._base_manager.filter(**{link: record}).values_list("pk", flat=True)
        wanted |= models.Q(record__in=[f"{part._meta.label_lower}:{pk}" for pk in kept])
        wanted |= models.Q(
            models.Q(**{f"before__{link}": record.pk}) | models.Q(**{f"after__{link}": record.pk}),
            record__startswith=f"{part._meta.label_lower}:",
        )
    changes = Change.objects.filter(wanted).select_related("author")
    return [
        (
            change,
            [
                (name, change.before.get(name, ""), change.after.get(name, ""))
                for name in sorted({*change.before, *change.after} - {"pk"})
            ],
        )
        for change in changes.order_by("-at", "-pk")
    ]
