"""The rule of upgrades: a row that still says what was last shipped is updated, one that was edited is left alone."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from countries.models import KeepsOldSlugs, RetiredSlug
from rights.models import Shipped

EMPTY = (None, "", [], {})


class RowFault(Exception):
    """A shipped row that cannot be brought in; its text names the row and says why."""


@dataclass
class Report:
    """What a load did: how many rows it created, updated and found unchanged, and which it left to their editors."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)

    @property
    def has_changes(self) -> bool:
        return bool(self.created or self.updated)

    def __str__(self):
        counts = f"{self.created} new, {self.updated} updated, {self.unchanged} unchanged"
        return f"{counts}, {len(self.kept)} left as edited" if self.kept else counts


def digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()[:24]


class Ledger:
    """What was last shipped, field by field, for the keys that begin with a prefix: one query to read."""

    def __init__(self, prefix: str):
        self.records = {record.key: record for record in Shipped.objects.filter(key__startswith=prefix)}
        self.seen: set[str] = set()

    def knows(self, key: str) -> bool:
        return key in self.records

    def fields(self, key: str) -> set[str]:
        return set(self.records[key].digests) if key in self.records else set()

    def is_unedited(self, key: str, current: dict[str, Any]) -> bool:
        """Whether a row still says what was last shipped; a field that was not shipped then must be empty still."""
        if key not in self.records:
            return False
        shipped = self.records[key].digests
        return all(
            digest(value) == shipped[name] if name in shipped else value in EMPTY for name, value in current.items()
        )

    def note(self, key: str, values: dict[str, Any]):
        digests = {name: digest(value) for name, value in values.items()}
        record = self.records.get(key)
        if record is None:
            self.records[key] = Shipped.objects.create(key=key, digests=digests)
        elif record.digests != digests:
            record.digests = digests
            record.save(update_fields=["digests"])


def ship(
    model: type[models.Model], natural_key: dict[str, Any], values: dict[str, Any], ledger: Ledger, report: Report
) -> models.Model | None:
    """Bring one shipped row in; returns the row as it then stands, None where an editor has deleted it.

    `natural_key` finds the row (field → value or object), also under a slug that it has meanwhile given up; `values`
    are all its other shipped fields; a value that is a list of objects fills a many-to-many relation. A field that was
    shipped once and is no longer is emptied. Raises `RowFault`.
    """
    key = row_key(model, natural_key)
    if key in ledger.seen:
        raise RowFault(f"{key.split(':', 1)[1]}: stands twice")
    ledger.seen.add(key)
    row = find(model, natural_key)
    if row is None and ledger.knows(key):
        report.kept.append(key)
        return None
    values = {name: _empty(model, name) for name in ledger.fields(key) - values.keys()} | values
    many = {name for name in values if model._meta.get_field(name).many_to_many}
    wanted = {name: _plain(value) for name, value in values.items()}
    if row is not None:
        current = {name: _current(row, name, name in many) for name in values}
        if current == wanted:
            report.unchanged += 1
            ledger.note(key, wanted)
            return row
        if not ledger.is_unedited(key, current):
            report.kept.append(key)
            return row
    is_new = row is None
    row = row or model(**natural_key)
    for name, value in values.items():
        if name not in many:
            setattr(row, name, value)
    try:
        row.full_clean(exclude=many)
    except ValidationError as error:
        said = [f"{name}: {sentence}" for name, sentences in error.message_dict.items() for sentence in sentences]
        raise RowFault(f"{key.split(':', 1)[1]}: {'; '.join(said)}") from error
    row.save()
    for name in many:
        getattr(row, name).set(values[name])
    report.created += is_new
    report.updated += not is_new
    ledger.note(key, wanted)
    return row


def find(model: type[models.Model], natural_key: dict[str, Any]) -> models.Model | None:
    row = model._base_manager.filter(**natural_key).first()
    if row is None and issubclass(model, KeepsOldSlugs) and "slug" in natural_key:
        retired = RetiredSlug.objects.filter(kind=model._meta.model_name, slug=natural_key["slug"]).first()
        row = retired and model._base_manager.filter(pk=retired.successor).first()
    return row


def row_key(model: type[models.Model], natural_key: dict[str, Any]) -> str:
    return f"{model._meta.label_lower}:{':'.join(str(_plain(value)) for value in natural_key.values())}"


def _empty(model: type[models.Model], name: str):
    return model._meta.get_field(name).get_default()


def _plain(value):
    """A value as JSON can hold it: an object as its primary key, a list of objects as their sorted keys."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, list) and value and isinstance(value[0], models.Model):
        return sorted(item.pk for item in value)
    return value


def _current(row: models.Model, name: str, is_many: bool):
    if is_many:
        return sorted(getattr(row, name).values_list("pk", flat=True))
    return getattr(row, row._meta.get_field(name).attname)
