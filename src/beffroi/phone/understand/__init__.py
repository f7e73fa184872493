"""Understanding a caller's sentence: what is asked, how surely, whether life is at stake."""

from __future__ import annotations

from beffroi.phone.understand.reader import Reader, open_reader

__all__ = ["Reader", "open_reader"]
