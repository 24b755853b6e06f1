"""Where a resource graph comes from: a program, a preview of the engine, a deployed state.

`fast_sdk/`, `fast_imports/` and `copy_pages.py` only save time: without them every graph is the same.
"""
