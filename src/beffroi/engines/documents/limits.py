"""What reading one document may take."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """What one document may ask for; past it, it is refused (``scans`` excepted, which is remarked on).

    seconds: wall time of the whole document [s]. page_seconds: wall time without a page done [s].
    cpu_seconds: processor time of the whole document [s]. resident: memory [bytes].
    size: of the file [bytes]. unpacked: of what an archive (DOCX, ODT, XLSX...) holds [bytes].
    pages: at most so many. scans: at most so many pages recognised from their picture.
    """

    seconds: float = 1800
    page_seconds: float = 120
    cpu_seconds: int = 1800
    resident: int = 2_000 * MEGABYTE
    size: int = 200 * MEGABYTE
    unpacked: int = 500 * MEGABYTE
    pages: int = 2000
    scans: int = 200
