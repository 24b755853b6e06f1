"""Makes the mapping, of Pulumi's names to Terraform's, from the provider's schema and the installed package."""
