"""Forms of the accounts area: what is typed, and whether it has the right shape."""
