"""The start page and what stands beside every area: legal pages, view settings, health, the demo city."""
