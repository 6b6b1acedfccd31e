"""The rule of upgrades: a row that still says what was last shipped is updated, one that was edited is left alone."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from countries.models import KeepsOldSlugs, RetiredSlug
from rights.models import Shipped
from rights.services import records
from rights.services.batches import Batch

ROWS = 400  # of one statement

Row = TypeVar("Row", bound=models.Model)


class RowFault(Exception):
    """A shipped row that cannot be brought in; its text names the row and says why."""


@dataclass
class LoadReport:
    """What a load did: how many rows it created, updated and found unchanged, and which it left to their editors."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left_alone: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = f"{self.created} new, {self.updated} updated, {self.unchanged} unchanged"
        return f"{counts}, {len(self.left_alone)} left as edited" if self.left_alone else counts


def digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()[:24]


class Ledger:
    """What was last shipped, field by field. Read by prefixes of keys, a query each; `write` writes all at once."""

    def __init__(self) -> None:
        self.records: dict[str, Shipped] = {}
        self.noted: dict[str, Shipped] = {}

    def read(self, prefix: str) -> None:
        self.records |= {record.key: record for record in Shipped.objects.filter(key__startswith=prefix)}

    def has(self, key: str) -> bool:
        return key in self.records

    def fields(self, key: str) -> set[str]:
        return set(self.records[key].digests) if key in self.records else set()

    def is_unedited(self, key: str, current: dict[str, Any]) -> bool:
        """Whether a row still says what was last shipped; a field that was not shipped then must be empty still."""
        if key not in self.records:
            return False
        shipped = self.records[key].digests
        return all(
            digest(value) == shipped[name] if name in shipped else _is_empty(value) for name, value in current.items()
        )

    def note(self, key: str, values: dict[str, Any]) -> None:
        digests = {name: digest(value) for name, value in values.items()}
        record = self.records.setdefault(key, Shipped(key=key))
        if record.pk is None or record.digests != digests:
            record.digests = digests
            self.noted[key] = record

    def write(self) -> None:
        Shipped.objects.bulk_create(
            [Shipped(key=record.key, digests=record.digests) for record in self.noted.values()],
            ROWS,
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["digests"],
        )
        self.noted.clear()


def ever_shipped(model: type[models.Model]) -> set[str]:
    """The slugs or codes of a model's rows that shipped at any time, of those too that an editor has deleted."""
    prefix = f"{model._meta.label_lower}:"
    keys = Shipped.objects.filter(key__startswith=prefix).values_list("key", flat=True)
    return {key.removeprefix(prefix) for key in keys}


@dataclass
class Load:
    """What all rows of one load share."""

    batch: Batch
    report: LoadReport = field(default_factory=LoadReport)
    ledger: Ledger = field(default_factory=Ledger)


class Upserter(Generic[Row]):
    """Brings the shipped rows of one model in: all of them, or those of one `owner`: the services of a
    country, the terms of a language.

    `identifier` is the field that tells the rows apart; `start` narrows to those whose identifier begins so.
    """

    def __init__(self, load: Load, model: type[Row], identifier: str, start: str = "", **owner: Any) -> None:
        self.load, self.model, self.identifier, self.owner = load, model, identifier, owner
        within = Q(**owner, **({f"{identifier}__startswith": start} if start else {}))
        column = _column(model, identifier)
        self.rows = {getattr(row, column): row for row in model._base_manager.filter(within)}
        self.seen: set[str] = set()
        load.ledger.read(self.key(start))

    def key(self, identifier: Any) -> str:
        """The name of a row in the ledger."""
        parts = [*self.owner.values(), identifier]
        return f"{self.model._meta.label_lower}:{':'.join(str(_plain(part)) for part in parts)}"

    def upsert(self, identifier: Any, values: dict[str, Any]) -> Row | None:
        """Create or update one row; returns it as it then stands, None where an editor has deleted it.

        A row is also found by a slug that it no longer has. `values` are all its other shipped fields; a list
        of objects fills a many-to-many relation. A field that was shipped once and is no longer is emptied. Raises
        `RowFault`.
        """
        key, ledger, report = self.key(identifier), self.load.ledger, self.load.report
        if key in self.seen:
            raise RowFault(f"{_place(key)}: stands twice")
        self.seen.add(key)
        row = self._find(identifier)
        if row is None and ledger.has(key):
            report.left_alone.append(key)
            return None
        values = {name: _default(self.model, name) for name in ledger.fields(key) - values.keys()} | values
        shipped = {name: _plain(value) for name, value in values.items()}
        if row is None:
            row = self._write(key, self.model(**self.owner, **{self.identifier: identifier}), values, before=None)
            report.created += 1
        elif (current := self._current(row, values)) == shipped:
            report.unchanged += 1
        elif ledger.is_unedited(key, current):
            self._write(key, row, values, before=records.snapshot(row))
            report.updated += 1
        else:
            report.left_alone.append(key)
            return row
        ledger.note(key, shipped)
        return row

    def _find(self, identifier: Any) -> Row | None:
        row = self.rows.get(_plain(identifier))
        if row is None and issubclass(self.model, KeepsOldSlugs) and self.identifier == "slug":
            retired = RetiredSlug.objects.filter(kind=self.model._meta.model_name, slug=identifier).first()
            row = self.model._base_manager.filter(pk=retired.successor).first() if retired else None
        return row

    def _current(self, row: Row, names: Iterable[str]) -> dict[str, Any]:
        """What a row says, in the form of `_plain`."""
        return {
            name: sorted(getattr(row, name).values_list("pk", flat=True))
            if _is_many(self.model, name)
            else getattr(row, _column(self.model, name))
            for name in names
        }

    def _write(self, key: str, row: Row, values: dict[str, Any], before: dict[str, Any] | None) -> Row:
        many = {name: value for name, value in values.items() if _is_many(self.model, name)}
        for name in values.keys() - many.keys():
            setattr(row, name, values[name])
        try:
            row.full_clean(exclude=many)
        except ValidationError as error:
            faults = [f"{name}: {sentence}" for name, sentences in error.message_dict.items() for sentence in sentences]
            raise RowFault(f"{_place(key)}: {'; '.join(faults)}") from error
        records.save(row, before=before, many=many, batch=self.load.batch)
        self.rows[getattr(row, _column(self.model, self.identifier))] = row
        return row


def _place(key: str) -> str:
    return key.split(":", 1)[1]


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _is_many(model: type[models.Model], name: str) -> bool:
    return bool(model._meta.get_field(name).many_to_many)


def _field(model: type[models.Model], name: str) -> models.Field:
    return cast(models.Field, model._meta.get_field(name))  # shipped fields are the model's own, no reverse relations


def _column(model: type[models.Model], name: str) -> str:
    return _field(model, name).attname


def _default(model: type[models.Model], name: str) -> Any:
    return [] if _is_many(model, name) else _field(model, name).get_default()


def _plain(value: Any) -> Any:
    """A value as JSON can hold it: an object as its primary key, a list of objects as their sorted keys."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, list) and value and isinstance(value[0], models.Model):
        return sorted(item.pk for item in value)
    return value
