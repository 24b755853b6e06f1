"""What an environment can promise on paper: what AWS promises of each part, multiplied."""
