"""Forms of the knowledge area: parse and validate shape."""
