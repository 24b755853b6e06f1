"""Who judges a resource graph. A judge never asks a service: whatever it needs is in the graph."""
