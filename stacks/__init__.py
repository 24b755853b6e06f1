"""What an environment is: its settings, and the layers that compose components from them."""
