"""Figures per page against a bare Flask page of the same content, measured in one run."""
