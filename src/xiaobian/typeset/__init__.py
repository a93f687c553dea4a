"""Typesetting: Markdown in, what each account will show out. Pure values, usable from anywhere.

typeset("**你好**", "blog").html
check(typeset(text, "thread", limits=limits), limits)
"""

from xiaobian.typeset.layouts import LAYOUTS, typeset
from xiaobian.typeset.limits import Bound, check
from xiaobian.typeset.measures import MEASURES
from xiaobian.typeset.reader import read

__all__ = ["LAYOUTS", "MEASURES", "Bound", "check", "read", "typeset"]
