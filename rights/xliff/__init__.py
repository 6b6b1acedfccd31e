"""Texts to translators and back, as XLIFF 2.0.

`segments.py` parts a text into segments and its skeleton and puts it together again; `markup.py` is the file format;
`exporting.py` says what goes out, `importing.py` what comes back and makes drafts of it.
"""
