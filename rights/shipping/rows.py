"""The rule of upgrades: a row that still says what was last shipped is updated, one that was edited is left alone."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from rights.models import Shipped


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

    def knows(self, key: str) -> bool:
        return key in self.records

    def is_unedited(self, key: str, current: dict[str, Any]) -> bool:
        """Whether a row still says what was last shipped. Fields that were not shipped then do not count."""
        record = self.records.get(key)
        return record is not None and all(
            digest(current[name]) == shipped for name, shipped in record.digests.items() if name in current
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
):
    """Bring one shipped row in; returns the row as it then stands, None where an editor has deleted it.

    `natural_key` finds the row (field → value or object), `values` are all its other shipped fields; a value that is a
    list of objects fills a many-to-many relation.
    """
    key = row_key(model, natural_key)
    row = model._base_manager.filter(**natural_key).first()
    if row is None and ledger.knows(key):
        report.kept.append(key)
        return None
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
    fields = {name: value for name, value in values.items() if name not in many}
    if row is None:
        row = model(**natural_key, **fields)
        row.full_clean(exclude=many)
        row.save()
        report.created += 1
    else:
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=list(fields))
        report.updated += 1
    for name in many:
        getattr(row, name).set(values[name])
    ledger.note(key, wanted)
    return row


def row_key(model: type[models.Model], natural_key: dict[str, Any]) -> str:
    return f"{model._meta.label_lower}:{':'.join(str(_plain(value)) for value in natural_key.values())}"


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
    field = row._meta.get_field(name)
    return getattr(row, field.attname)
