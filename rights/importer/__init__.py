"""Published factsheets → drafts on the desk.

`reading.report_on` is the way in: it decodes a text (`decoding.py`), parts it into pages without what the site put
around them (`pages.py`, `boilerplate.py`, `blocks.py`), matches their headings with the questions of the templates
(`matching.py`, `heading_keywords.py`, `template.py`) and finds the organisations that it names (`contacts.py`). The
answer is an `ImportReport` (`report.py`); nothing is written. What is chosen of it becomes drafts (`drafts.py`) and
records (`organisations.py`) through the services, and headings that an editor placed are remembered
(`confirmed_headings.py`).
"""
