"""Checkov, the second judge: its rules for Terraform, asked about the translation of a resource graph.

It lives in an environment of its own (`make checkov`), because it and Pulumi need different versions of a package.
"""
