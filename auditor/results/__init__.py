"""What the judges found, as plain data, which every form of the report is made from."""
