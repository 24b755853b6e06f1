"""What Footing claims, framework by framework, and which rules speak for each claim."""
