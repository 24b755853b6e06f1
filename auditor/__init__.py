"""The command-line tool `footing`: renders, judges and reports a stack without an AWS account."""
