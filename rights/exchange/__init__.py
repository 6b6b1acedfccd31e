"""What comes into the portal from elsewhere and goes out of it: one module for each format.

Published factsheet text comes in through `published.py`; it reads pages (`pages.py`), matches their headings with the
questionnaire (`matching.py`) and answers with a report (`report.py`), without a database. What is chosen of a report
becomes drafts (`drafts.py`) and records (`organisations.py`) through the workflow, and what an editor confirmed is
remembered (`confirmed.py`).

XLIFF 2.0 goes out to translators (`xliff_export.py`) and comes back (`xliff_import.py`), passage by passage
(`passages.py`); `xliff.py` is the format itself.
"""
