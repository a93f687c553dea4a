"""The demonstration: 山野茶, a tea house with a believable year, and fake platforms to post to.

Started by `make run DEMO=1`. Everything here lives in a data folder of its own and refuses a desk
that has people.
"""

EMAIL = "demo@example.com"
# Printed at the start and written in docs/demo.md: it protects nothing.
PASSWORD = "mountain-tea"  # noqa: S105
