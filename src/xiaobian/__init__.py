"""Xiaobian (小编): one desk for the whole working day of a new-media operator."""

__version__ = "0.1.0"
