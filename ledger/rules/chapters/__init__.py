"""The families of rules, one module for each chapter of events."""
