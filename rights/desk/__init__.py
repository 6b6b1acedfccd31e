"""The editors' desk: Django's admin with a first page of its own, and pages to write, review and follow answers."""
