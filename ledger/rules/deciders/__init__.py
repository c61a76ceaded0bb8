"""Whose a decision is to make: what the council alone decides, and whose a frame is."""
