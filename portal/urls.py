"""The table of contents."""

urlpatterns = []
