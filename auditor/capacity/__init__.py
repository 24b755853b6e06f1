"""What share of a day's requests a stack would answer in time, by the scaling that it declares."""
