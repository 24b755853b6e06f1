"""What is read off a resource graph for an auditor: the inventory, the networks, and where health data is and moves."""
