"""Chromium runs nothing that somebody brought in: with the site's policy, and without it, by cleaning alone."""

import contextlib
import mimetypes

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client

from countries.models import Country, HelpLine, Source, SupportService
from portal.text import richtext
from rights.models import Answer, Question
from rights.services import drafting, errors
from tests.rights.desk.people import BACKEND
from tests.security.vectors import VECTORS

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PORTAL = "http://portal.test"
COUNT = "window.hits = []; window.hit = number => window.hits.push(number);"
POLICY = "Content-Security-Policy"
# What would run at a touch, and what a browser was shown that no text may hold.
LURKING = """() => [...document.querySelectorAll('*')].flatMap(element => [
  ...[...element.attributes].map(each => each.name).filter(name => name.startsWith('on') || name === 'srcdoc'),
  ...['href', 'action', 'formAction', 'src', 'data'].map(name => String(element[name] ?? ''))
    .filter(address => /^\\s*(javascript|data|vbscript|blob):/i.test(address) && !address.startsWith('data:image/')),
])"""


def cleaned(vector: str) -> str:
    with contextlib.suppress(richtext.TooMuch):
        return richtext.clean(vector)
    return ""


@pytest.fixture
def pages(reference, publish_text, cast):
    """What the portal answers where every text of the corpus is in its database: address → (body, headers)."""
    answer = publish_text("EE", "damages", "en")
    estonia, source = Country.objects.get(code="EE"), Source.objects.get(slug="test-source")
    bodies = {
        "damages": "".join(f"<p>{cleaned(vector)}</p>" for vector in VECTORS),
        "property-return": cleaned("\n".join(VECTORS)),
        "state-compensation": "".join(cleaned(vector) for vector in reversed(VECTORS)),
        "legal-aid": richtext.from_markdown("\n\n".join(VECTORS)),
    }
    for question in [slug for slug in bodies if Question.objects.filter(slug=slug).exists()]:
        publish_text("EE", question, "en")
        Answer.objects.filter(country=estonia, question__slug=question).update(body_en=bodies[question])
    for number, question in enumerate(Question.objects.filter(section__slug="trial")):
        with contextlib.suppress(errors.Refusal):
            publish_text("EE", question.slug, "en")
        plain = " ".join(VECTORS[number * 20 : number * 20 + 20]).replace("\0", "")
        Answer.objects.filter(country=estonia, question=question).update(summary_en=plain, legal_basis_en=plain)
    for number, vector in enumerate(each.replace("\0", "") for each in VECTORS):
        SupportService.objects.create(
            country=estonia, slug=f"v{number}", kind="ngo", name_en=vector[:200], description_en=vector,
            hours_en=vector[:100], source=source,
        )  # fmt: skip
    HelpLine.objects.create(country=estonia, number="116006", name_en=VECTORS[0], note_en=VECTORS[30], source=source)
    draft = drafting.start_draft(answer, "en", cast.author)
    plain = " ".join(VECTORS).replace("\0", "")  # which forms refuse
    texts = {"body": bodies["damages"], "summary": plain[:9000], "legal_basis": plain[9000:18000]}
    draft = drafting.save_draft(draft, cast.author, draft.saved_at, **texts)

    editor = Client()
    editor.force_login(cast.superuser, backend=BACKEND)
    desk = "/admin/answers/estonia/damages/en/"
    paths = [
        "/en/estonia/compensation/", *(f"/en/estonia/compensation/{slug}/" for slug in list(bodies)[:3]),
        "/en/estonia/trial/", "/en/estonia/services/", "/en/estonia/", desk, f"{desk}preview/", f"{desk}history/",
        "/admin/countries/supportservice/",
    ]  # fmt: skip
    found = {path: editor.get(path) for path in paths}
    for number in range(30, len(VECTORS), 100):
        found[f"/en/search/?{number}"] = editor.get("/en/search/", {"q": VECTORS[number][:300]})
    conflict = {"act": "save", "seen": "2020-01-01T00:00:00+00:00", "kind": "text", "significance": "minor", **texts}
    conflict["body"] = "\n".join(VECTORS).replace("\0", "")
    found[f"{desk}?conflict"] = editor.post(desk, conflict)
    assert found[f"{desk}?conflict"].status_code == 409, found[f"{desk}?conflict"].context["form"].errors
    cache.clear()
    return {path: (page.content, page.headers) for path, page in found.items() if page.status_code != 404}


@pytest.fixture
def show(browser):
    """Opens bytes as a page of the portal, its static files beside it, and says what ran and what would."""

    def show(bodies: dict, has_policy: bool) -> tuple[dict[str, list], list[str]]:
        context, said, ran = browser.new_context(base_url=PORTAL), [], {}
        context.add_init_script(COUNT)

        def answer(route):
            path = route.request.url.removeprefix(PORTAL)
            if path in bodies:
                body, headers = bodies[path]
                policy = {POLICY: headers[POLICY]} if has_policy and POLICY in headers else {}
                route.fulfill(body=body, headers={"Content-Type": "text/html; charset=utf-8", **policy})
            elif path.startswith("/static/") and (file := finders.find(path[8:].partition("?")[0])):
                route.fulfill(path=file, content_type=mimetypes.guess_type(file)[0])
            else:
                route.abort()

        context.route("**/*", answer)
        page = context.new_page()
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        for path in bodies:
            page.goto(path)
            page.wait_for_timeout(50)
            ran[path] = [*page.evaluate("window.hits"), *page.evaluate(LURKING)]
        context.close()
        return ran, said

    return show


def test_the_browser_would_run_them(show):
    """Uncleaned, many do where there is no policy, though one swallows another; with the policy none does."""
    raw = {"/": ("".join(VECTORS[21:35]).encode(), {POLICY: "script-src 'self'"})}
    ran, _said = show(raw, has_policy=False)
    assert len({hit for hit in ran["/"] if isinstance(hit, int)}) > 5
    ran, _said = show(raw, has_policy=True)
    assert [hit for hit in ran["/"] if isinstance(hit, int)] == []


@pytest.mark.parametrize("has_policy", [False, True], ids=["without the policy", "with the policy"])
def test_nothing_that_was_brought_in_runs(pages, show, has_policy):
    ran, said = show(pages, has_policy)
    assert {path: hits for path, hits in ran.items() if hits} == {}
    assert said == []


def test_a_page_may_ask_the_device_for_nothing(visit):
    """Of all that this browser knows; what concerns no device but the page's own process or a screen reader stays."""
    harmless = {"cross-origin-isolated", "aria-notify"}
    allowed = visit("/en/").evaluate("document.featurePolicy ? document.featurePolicy.allowedFeatures() : []")
    assert {feature for feature in allowed if not feature.startswith("ch-")} <= harmless
