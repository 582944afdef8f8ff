"""Commands that work on the data and end: papers out of it, a partnership into it."""
