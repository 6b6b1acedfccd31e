"""Search over the published texts: `query` is a query's way to its results; each step is a module.

`rights.services.search_index` writes what is found here; `rights.services.search_backends` alone knows which database
there is.
"""
