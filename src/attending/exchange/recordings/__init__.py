"""Recordings of visits: kept piece by piece as they come, with the consent they rest on, until their time is over."""

from attending.exchange.recordings.consent import ConsentGiven, file_consent
from attending.exchange.recordings.heard import HeardBefore
from attending.exchange.recordings.recording import Beginning, Piece, Recording, State
from attending.exchange.recordings.recordings import Recordings

__all__ = ["Beginning", "ConsentGiven", "HeardBefore", "Piece", "Recording", "Recordings", "State", "file_consent"]
