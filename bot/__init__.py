"""ภาคี (phakhi): a chat facilitator for development partnerships."""
