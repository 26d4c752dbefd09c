"""What every area may use; knows no area."""
