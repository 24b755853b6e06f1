"""A modular monolith: one container, a package for each data domain. It shows what the stack expects; replace it."""
