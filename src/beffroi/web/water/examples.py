"""The files of the service: what each is for, and what it looks like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from beffroi.web.water.models import FileKind


@dataclass(frozen=True)
class Example:
    """What a kind of file brings, and its columns."""

    purpose: str
    columns: str


EXAMPLES: Mapping[FileKind, Example] = {
    FileKind.NETWORK: Example("Le modèle où chercher les fuites.", "fichier EPANET .inp"),
    FileKind.SCADA: Example(
        "Pressions, débits, niveaux passés : la recherche part de là.", "t, puis une colonne par nœud ou conduite"
    ),
    FileKind.AMR: Example("Ce que consomment les abonnés télérelevés, en l/h.", "t, puis le total"),
    FileKind.KNOWN_LEAKS: Example("Les fuites trouvées et réparées avant la recherche.", "link, start, end"),
    FileKind.FLOWS: Example("Le débit entrant de chaque secteur, en m³/h.", "t, puis une colonne par secteur"),
    FileKind.CUSTOMERS: Example(
        "Les usages légitimes de nuit, pour chiffrer les pertes.", "sector, subscribers, large_users_m3h"
    ),
    FileKind.PIPES: Example(
        "Les conduites à classer et leur tracé (RAEPA ou CSV).", "pipe_id, material, diameter_mm, length_m, installed"
    ),
    FileKind.BREAKS: Example("Les casses passées : le classement en apprend.", "pipe_id, date"),
    FileKind.VOLUMES: Example(
        "Rendement, pertes et seuil légal.", "period, produced, billed, length_km, et bought, sold, service…"
    ),
}
