"""The model: commands through the application on real PostgreSQL, against a list and a fold of their own."""
