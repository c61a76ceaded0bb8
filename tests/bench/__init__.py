"""What reading, replaying and recording cost, as ratios of two measurements of the same run. `make bench` runs it.

Nothing here is a test: no limit is asserted, and `make test` runs none of it.
"""
