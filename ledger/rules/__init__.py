"""Plain rules: `decide(state, fact, basis, …)` gives a verdict and the state that it leaves. No clock, no I/O, no SQL."""
