"""People at the desk: each reads its pages and fills in its forms as a browser would, through the HTML alone."""

from functools import cached_property
from xml.etree.ElementTree import Element

from django.test import Client

from tests.public_pages import parse, text_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
DAMAGES = "/admin/answers/estonia/damages/et/"
STATUS = "/admin/status/estonia/"
TYPED = {
    "summary": "You can claim damages.",
    "body": "<p>Claim them in court.</p>",
    "legal_basis": "Code of Criminal Procedure, § 38",
}


class AtDesk:
    """Somebody signed in, with a session of their own."""

    def __init__(self, person, **options):
        self.person = person
        self.client = Client(**options)
        self.client.force_login(person, backend=BACKEND)

    def open(self, address: str = DAMAGES, **data) -> "Page":
        return Page(self, self.client.get(address, data))

    def send(self, address: str, fields: dict) -> "Page":
        return Page(self, self.client.post(address, fields, follow=True))


class Page:
    """A page that somebody was shown."""

    def __init__(self, desk: AtDesk, response):
        self.desk, self.response = desk, response
        self.status = response.status_code
        self.html = response.content.decode()

    @cached_property
    def root(self) -> Element:
        return parse(self.html)

    @cached_property
    def text(self) -> str:
        return text_of(self.root)

    def all(self, *tags: str, **attributes) -> list[Element]:
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            element
            for element in self.root.iter()
            if element.tag in tags and all(value in element.get(name, "").split() for name, value in wanted.items())
        ]

    @property
    def alert(self) -> str:
        """What a refusal says."""
        return " ".join(text_of(element) for element in self.all("div", role="alert"))

    @property
    def boxes(self) -> list[str]:
        """What stands in the text areas, which is what somebody can still copy or send."""
        return [element.text or "" for element in self.all("textarea")]

    @property
    def acts(self) -> list[str]:
        """What the buttons of the page offer."""
        return [button.get("value") for button in self.all("button") if button.get("name") == "act"]

    def form_of(self, act: str) -> Element:
        parents = {child: parent for parent in self.root.iter() for child in parent}
        [button] = [button for button in self.all("button") if button.get("value") == act]
        if button.get("form"):
            return self.all("form", id=button.get("form"))[0]
        while button.tag != "form":
            button = parents[button]
        return button

    def fields(self, act: str) -> dict:
        """What the form of a button sends, as it stands."""
        found = {}
        for field in self.form_of(act).iter():
            if field.tag not in ("input", "textarea", "select"):
                continue
            if field.get("type") in ("checkbox", "radio"):
                if field.get("checked") is not None:
                    found.setdefault(field.get("name"), []).append(field.get("value", "on"))
            elif field.tag == "select":
                options = list(field.iter("option"))
                chosen = [option for option in options if option.get("selected") is not None] or options[:1]
                found[field.get("name")] = chosen[0].get("value")
            else:
                value = field.get("value", "") if field.tag == "input" else field.text or ""
                found[field.get("name")] = value
        return {name: value for name, value in found.items() if name}

    def press(self, act: str, **typed) -> "Page":
        """Type into the form of a button, then press it; where it leads to. None takes a tick away.

        Who hands a text in that names no source ticks the first that is offered, unless `sources` says otherwise.
        """
        fields = {**self.fields(act), **typed, "act": act}
        offered = [box.get("value") for box in self.all("input") if box.get("name") == "sources"]
        if act == "submit" and offered:
            fields.setdefault("sources", offered[:1])
        request = self.response.request
        here = "?".join(filter(None, [request["PATH_INFO"], request["QUERY_STRING"]]))
        address = self.form_of(act).get("action") or here
        return self.desk.send(address, {name: value for name, value in fields.items() if value is not None})
