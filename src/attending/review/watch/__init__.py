"""The watch list: risks that models computed, and what people did about each: seen, acted on, dismissed, and why.

No risk of this list is part of a patient's record; what should be goes through a Draft and a signature like all else.
"""

from attending.review.watch.entry import (
    ACTIONS,
    DISMISSALS,
    WatchCount,
    WatchDriver,
    WatchEntry,
    WatchRow,
    WatchRun,
    WatchState,
    WatchWord,
)
from attending.review.watch.watchlist import WatchList

__all__ = [
    "ACTIONS",
    "DISMISSALS",
    "WatchCount",
    "WatchDriver",
    "WatchEntry",
    "WatchList",
    "WatchRow",
    "WatchRun",
    "WatchState",
    "WatchWord",
]
