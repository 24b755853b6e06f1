"""Translates a resource graph to Terraform configuration. Facts of AWS are in the generated mapping, and nowhere else."""
