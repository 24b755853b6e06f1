"""A minimal modular monolith that shows what the stack expects: one container, a package for each data domain."""
