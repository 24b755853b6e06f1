"""Starts the command-line tool, as `footing` or `python -m auditor`."""

from __future__ import annotations

import atexit
import gc


def main() -> None:
    """Run the tool without Python's cycle collector.

    Nothing of a graph is thrown away before the end, yet the collector would go through all of it again and again:
    it took half of the time for each resource. It must be off before Pulumi is imported.
    """
    gc.disable()
    atexit.register(gc.freeze)  # at its end too, Python would collect once more
    from auditor.sources.later import import_later

    import_later()
    from auditor.cli import main as run

    run()


if __name__ == "__main__":
    main()
