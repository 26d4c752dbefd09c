"""The map of departments and their pilots, and the appointments behind it."""
