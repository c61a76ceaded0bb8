"""Plain rules: `decide` gives a verdict, and the state that it leaves. No clock, no I/O, no SQL."""
