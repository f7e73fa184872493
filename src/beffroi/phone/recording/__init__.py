"""Keeping calls: nothing stays of the words of a call in which nothing was left."""

from beffroi.phone.recording.folder import FolderRecorder
from beffroi.phone.recording.memory import MemoryRecorder
from beffroi.phone.recording.queue import Kept, cut_message

__all__ = ["FolderRecorder", "Kept", "MemoryRecorder", "cut_message"]
