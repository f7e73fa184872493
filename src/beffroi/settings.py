"""Settings: environment variables only, each listed here and in docs/settings.md."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

from beffroi.territory.errors import BadInput

SETTINGS: Mapping[str, str] = {
    "BEFFROI_DATA": "Dossier des données partagées, pour les bancs d'essai et les tests.",
    "BEFFROI_PACKS": "Dossier où les paquets de référence sont gardés ; par défaut le cache de l'utilisateur.",
    "BEFFROI_NPM_REGISTRY": "Adresse du registre npm d'où viennent certains paquets ; par défaut celle de npm.",
    "BEFFROI_PACKS_MIRROR": "Dossier ou adresse https://… des paquets d'une autre machine.",
    "BEFFROI_LANGUAGE": "Modèle de texte : embedded:, https://clé@serveur/v1?model=…, echo: ; vide : aucun.",
    "BEFFROI_LANGUAGE_TRIALS": "Autres modèles de texte à comparer, adresses séparées par des espaces.",
    "BEFFROI_INSIDE": "Machines du réseau intérieur que l'assistant peut lire (site, courriel), par des virgules.",
    "BEFFROI_EMBEDDINGS": "Vecteurs de l'assistant : e5: (par défaut) ou none: (mots seuls).",
    "BEFFROI_HOME": "Dossier de l'instance : base, fichiers, secret ; par défaut dans le dossier de l'utilisateur.",
    "BEFFROI_DATABASE": "Adresse de la base : postgresql://… ou sqlite:////… ; par défaut SQLite dans BEFFROI_HOME.",
    "BEFFROI_SECRET": "Secret de l'instance ; par défaut fabriqué et gardé dans BEFFROI_HOME.",
    "BEFFROI_HOSTS": "Noms de machine acceptés, séparés par des virgules.",
    "BEFFROI_ADDRESS": "Adresse publique de l'instance, https://… ; règle aussi les témoins sécurisés.",
    "BEFFROI_OPENID": "Fournisseur OpenID Connect (ProConnect) : https://identifiant:secret@fournisseur/chemin.",
    "BEFFROI_SECOND_FACTOR": "required (par défaut) ou, sur la machine elle-même seulement, offered.",
    "BEFFROI_MAIL": "Serveur de courriel : smtp://utilisateur:mot@serveur:587 ; par défaut des fichiers.",
    "BEFFROI_MAIL_FROM": "Expéditeur des courriels.",
    "BEFFROI_METRICS": "Mot que Prometheus présente à /metrics (Authorization: Bearer …).",
    "BEFFROI_LOG": "Niveau du journal technique : DEBUG, INFO, WARNING ou ERROR.",
}


class SettingUnknown(BadInput):
    """A BEFFROI_ variable that means nothing."""


class SecondFactorUnreadable(BadInput):
    """BEFFROI_SECOND_FACTOR says what may not be."""


def check_environment(environment: Mapping[str, str]) -> None:
    """Raise SettingUnknown on a ``BEFFROI_*`` name that is not a setting."""
    for name in environment:
        if name.startswith("BEFFROI_") and name not in SETTINGS:
            near = get_close_matches(name, SETTINGS, n=1)
            hint = f" ; vouliez-vous dire {near[0]} ?" if near else f" ; réglages connus : {', '.join(SETTINGS)}."
            raise SettingUnknown(f"Réglage inconnu : {name}{hint}")


def data_folder(environment: Mapping[str, str]) -> Path | None:
    """Return the folder of the shared data, or None when it is not set or absent."""
    value = environment.get("BEFFROI_DATA")
    return Path(value) if value and Path(value).is_dir() else None


def packs_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder where packs are kept."""
    cache = environment.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(environment.get("BEFFROI_PACKS") or Path(cache) / "beffroi" / "packs")


def language_address(environment: Mapping[str, str]) -> str:
    """Return the address of the text model, empty where there is none."""
    return environment.get("BEFFROI_LANGUAGE", "").strip()


def trial_addresses(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the addresses of the text models that may be compared, that of the connected one first."""
    told = (language_address(environment), *environment.get("BEFFROI_LANGUAGE_TRIALS", "").split())
    return tuple(dict.fromkeys(filter(None, told)))


def inside_hosts(environment: Mapping[str, str]) -> frozenset[str]:
    """Return the hosts of the inside network that a tenant's pages and mailbox may be read from."""
    return frozenset(filter(None, (name.strip().lower() for name in environment.get("BEFFROI_INSIDE", "").split(","))))


def mail_server(environment: Mapping[str, str]) -> tuple[str, str]:
    """Return the address of the mail server, empty where there is none, and who writes."""
    return environment.get("BEFFROI_MAIL", "").strip(), environment.get("BEFFROI_MAIL_FROM") or "beffroi@localhost"


def home_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of the instance: database, files, secret."""
    share = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(environment.get("BEFFROI_HOME") or Path(share) / "beffroi")


def public_address(environment: Mapping[str, str]) -> str:
    """Return the address under which people reach the instance, without a slash at the end."""
    return (environment.get("BEFFROI_ADDRESS") or "http://127.0.0.1:8000").rstrip("/")


def second_factor(environment: Mapping[str, str]) -> str:
    """Return whether administrators need a second factor: "required", or "offered" on the machine itself."""
    value = environment.get("BEFFROI_SECOND_FACTOR") or "required"
    here = urlsplit(public_address(environment)).hostname in {"127.0.0.1", "localhost", "::1"}
    if value not in {"required", "offered"} or (value == "offered" and not here):
        raise SecondFactorUnreadable(
            "BEFFROI_SECOND_FACTOR : écrivez required ; offered ne vaut que si BEFFROI_ADDRESS est 127.0.0.1."
        )
    return value
