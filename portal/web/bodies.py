"""How large what is sent to a page may be: decided before anything of it is read, by Django's form token included."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

LARGEST_OF_READERS = 64 * 1024  # bytes: a short text, in any alphabet and encoding
LARGEST = "largest_body"  # the attribute of a view that takes more than a form: a file


def takes_files(largest: int) -> Callable:
    """Lets a view take a file of so many bytes, besides the fields of its form."""

    def decorate(view: Callable) -> Callable:
        setattr(view, LARGEST, largest + 64 * 1024)
        return view

    return decorate


class BodySizeMiddleware:
    """Refuses by the length that a request says it has. One that says none is read by neither gunicorn nor Django."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, *_address) -> None:
        is_desk = request.path_info.startswith("/admin/")
        largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if is_desk else LARGEST_OF_READERS
        if _length(request) > getattr(view, LARGEST, largest):
            raise RequestDataTooBig


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isdecimal() and len(said) < 20 else 0
