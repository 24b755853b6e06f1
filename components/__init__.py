"""AWS capabilities, one a file: frozen arguments and one Pulumi component each."""
