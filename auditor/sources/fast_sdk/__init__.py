"""Faster replacements for functions of Pulumi's SDK, in effect while a program is recorded.

The SDK creates about a hundred futures, tasks and callbacks for each resource, because an engine may take minutes to
answer. The recorder answers at once, so `eager.py` runs each coroutine as soon as it is created, registers resources
without protobuf, and computes outputs and evaluates types on demand (docs/decisions/0005-an-eager-sdk.md).

`FOOTING_STOCK_SDK=1` turns it off. Deleting it would change no graph: test_eager.py compares the graphs, byte by byte,
of all stacks and of programs of every kind with those of the stock SDK. Only `property_types.py` stays in use, for
`schema.py`.
"""
