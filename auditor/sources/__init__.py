"""Where a resource graph comes from: a program, a preview of the engine, a deployed state."""
