"""Writes of the home area: the demo city."""

from home.actions.demo_city import DEMO_PASSWORD, DEMO_SIGN_INS, load_demo

__all__ = ["DEMO_PASSWORD", "DEMO_SIGN_INS", "load_demo"]
