"""What people keep: pictures, papers, tables."""
