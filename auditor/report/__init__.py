"""What an auditor reads: the verdict on every stack, as HTML, JSON, CSV and a table."""
