"""Import hooks that save time: lazy imports of generated packages, and shared imports for all stacks.

They replace Python's import of whole packages, of which a program uses a hundredth (`generated_packages.py`), and its
import of the same modules in each fork (`installed_packages.py`, `shared_modules.py`) and after each saved file
(`unchanged_modules.py`, `compiled_once.py`).

`FOOTING_STOCK_SDK=1` turns them off. Deleting them would change no graph: test_eager.py compares the graphs of all
stacks with and without them, byte by byte, and the tests of each hook compare modules with those that Python imports.
"""
