"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()
reverse("root")  # loads all addresses before workers are forked: none of them keeps its first reader waiting
