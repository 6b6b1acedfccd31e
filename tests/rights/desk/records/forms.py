"""Records of the desk as a manager has them open: made, filled in, read."""

from django.test import Client
from django.urls import reverse

from countries.models import Country, HelpLine, Source, SupportService
from tests.public_pages import main_of, parse, text_of


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def country(code) -> Country:
    return Country.objects.get(code=code)


def make_source(code) -> Source:
    texts = {"title_en": f"A page, {code}", "publisher": "Ministry", "language": "en"}
    return Source.objects.get_or_create(slug=f"{code.lower()}-page", defaults=texts)[0]


def make_service(code, slug="centre", **fields) -> SupportService:
    names = {"name_en": f"The centre, {code}", "name_et": "Keskus", "name_lv": "Centrs", "hours_lv": "Vienmēr"}
    return SupportService.objects.create(
        country=country(code), slug=slug, kind="victim-support", source=make_source(code), **{**names, **fields}
    )


def make_help_line(code) -> HelpLine:
    return HelpLine.objects.create(
        country=country(code), number="116006", name_en="Victims", operates=True, source=make_source(code)
    )


def address(act, record, *args) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{act}", args=args)


def change_of(record) -> str:
    return address("change", record, record.pk)


def typed(page) -> dict:
    """What a browser would send if nothing was changed in the form of a page."""
    [form] = [form for form in parse(page.content.decode()).iter("form") if (form.get("id") or "").endswith("_form")]
    fields = {}
    for control in form.iter():
        name, kind = control.get("name"), control.get("type")
        if not name or kind in ("submit", "button", "file") or control.get("disabled") is not None:
            continue
        if control.tag == "textarea":
            fields[name] = (control.text or "").removeprefix("\n")
        elif control.tag == "select":
            chosen = [option.get("value") for option in control.iter("option") if option.get("selected") is not None]
            if chosen or control.get("multiple") is None:
                first = [option.get("value") for option in control.iter("option")][:1]
                fields[name] = chosen if control.get("multiple") is not None else (chosen or first)[0]
        elif control.tag == "input" and (kind not in ("checkbox", "radio") or control.get("checked") is not None):
            fields[name] = control.get("value", "on" if kind in ("checkbox", "radio") else "")
    fields.pop("action", None)
    return fields


def edit(client, record, **changed):
    """Open the form of a record, type, send."""
    fields = typed(client.get(change_of(record)))
    assert set(changed) <= set(fields) | set(_new_inlines(fields)) | {"operates", "not_binding"}
    return client.post(change_of(record), {**fields, **changed}, follow=True)


def _new_inlines(fields):
    return (name.replace("__prefix__", "0") for name in fields)


def errors(page) -> str:
    lists = [found for found in parse(page.content.decode()).iter("ul") if "errorlist" in found.get("class", "")]
    return " ".join(text_of(found) for found in lists)


def read(path) -> str:
    """A public page as the next reader gets it."""
    from portal.web import page_cache

    page_cache.version_clock.forget()
    return text_of(main_of(Client().get(path).content.decode()))


def history(client, record) -> list[list[str]]:
    """The rows of a record's history page."""
    page = client.get(address("history", record, record.pk))
    assert page.status_code == 200
    [table] = parse(page.content.decode()).iter("table")
    return [[text_of(cell) for cell in row if cell.tag in ("td", "th")] for row in table.find("tbody").iter("tr")]
