"""Plain rules: `decide(state, fact, basis) -> verdict`. No clock, no I/O, no SQL."""
