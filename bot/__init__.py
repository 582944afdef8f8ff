"""ภาคี (phakhi): a chat facilitator for development partnerships."""

__version__ = "0.1.0"
"""As in pyproject.toml (a test compares them)."""
