"""Recordings of visits: kept piece by piece as they come, with the consent they rest on, until their time is over."""

from attending.exchange.recordings.following import Following
from attending.exchange.recordings.heard import HeardBefore
from attending.exchange.recordings.recording import Beginning, Piece, Recording, State
from attending.exchange.recordings.recordings import Recordings

__all__ = [
    "Beginning",
    "Following",
    "HeardBefore",
    "Piece",
    "Recording",
    "Recordings",
    "State",
]
