"""Search over the published texts: how a text becomes tokens, how they are indexed, how a query finds them.

`analysis` is pure; `index` writes and `query` reads, and nothing else knows what database there is.
"""
