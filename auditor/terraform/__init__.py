"""Translates a resource graph to Terraform configuration. What is AWS's own is in generated and written tables."""
