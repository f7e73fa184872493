"""The families of requests: every topic belongs to one."""

from __future__ import annotations

INTENTS = {
    "identite": "papiers d'identité",
    "etat_civil": "état civil",
    "scolaire": "école, cantine et périscolaire",
    "petite_enfance": "petite enfance",
    "dechets": "déchets",
    "urbanisme": "urbanisme",
    "voirie": "voirie et éclairage",
    "eau": "eau",
    "police": "police municipale",
    "social": "action sociale",
    "logement": "logement",
    "elections": "élections",
    "culture_sport": "culture et sport",
    "cimetiere": "cimetière",
    "horaires": "horaires et adresse de la mairie",
    "agent": "parler à une personne",
    "elus": "élus",
    "urgence": "urgence",
}
PERSON, EMERGENCY = "agent", "urgence"
