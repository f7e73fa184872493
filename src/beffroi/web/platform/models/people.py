"""People, the roles they hold in a tenant, who stands in for them."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from beffroi.web.platform.models.tenants import TenantRow


def random_key() -> str:
    """Return 32 hexadecimal digits that say nothing of the person."""
    return secrets.token_hex(16)


class Role(models.TextChoices):
    """What a person may do in a tenant."""

    AGENT = "agent", "Agent"
    LEAD = "lead", "Responsable de service"
    REFERENT = "referent", "Référent IA"
    ELECTED = "elected", "Élu"
    DPO = "dpo", "Délégué à la protection des données"
    ADMIN = "admin", "Administrateur"
    DELEGATE = "delegate", "Exploitant délégué"


# The other roles oversee the whole tenant: held for one service only, they would open every page.
SERVICE_ROLES = (Role.AGENT, Role.LEAD, Role.DELEGATE)


def whole_or_service_role(name: str) -> models.CheckConstraint:
    """Return the constraint that only an agent or a service lead may be limited to one service, a delegate always."""
    whole = models.Q(service="") & ~models.Q(role=Role.DELEGATE)
    one = ~models.Q(service="") & models.Q(role__in=SERVICE_ROLES)
    return models.CheckConstraint(condition=whole | one, name=name)


class People(BaseUserManager["Person"]):
    """Creates persons; addresses are compared in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Create a person; without a password only OpenID Connect signs them in."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find by address, case forgiven."""
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Someone who signs in. The ledger knows only ``key``; erasing blanks the rest.

    subject: digest of the provider's issuer and ``sub``; asserted_siret: the employer that the provider last named;
    stamp: changing it ends every session.
    """

    key = models.CharField(max_length=32, unique=True, default=random_key, editable=False)
    email = models.EmailField("courriel", unique=True)
    name = models.CharField("nom", max_length=120, blank=True)
    subject = models.CharField("identifiant OpenID Connect", max_length=64, blank=True, editable=False)
    asserted_siret = models.CharField(max_length=14, blank=True, editable=False)
    stamp = models.CharField(max_length=32, default=random_key, editable=False)
    is_operator = models.BooleanField("opérateur de l'instance", default=False)
    is_active = models.BooleanField("compte ouvert", default=True)
    wants_digest = models.BooleanField("recevoir le courriel de la semaine", default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "personne"
        constraints = [
            models.UniqueConstraint(fields=["subject"], condition=~models.Q(subject=""), name="one_person_a_subject"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie sessions to the password and to the stamp (Django ties them to the password only)."""
        salt = "beffroi.web.platform.Person.session"
        return salted_hmac(salt, f"{self.password}\n{self.stamp}", secret=secret, algorithm="sha256").hexdigest()

    def end_sessions(self) -> None:
        """Sign the person out of every browser."""
        self.stamp = random_key()
        self.save(update_fields=["stamp"])


class Membership(TenantRow):
    """One role of one person in a tenant, for all services or one."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="personne")
    role = models.CharField("rôle", max_length=10, choices=Role)
    service = models.CharField("service", max_length=30, blank=True)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "rôle d'une personne"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "person", "role", "service"], name="one_row_a_role"),
            whole_or_service_role("membership_whole_or_service"),
        ]

    def __str__(self) -> str:
        return f"{self.person} : {self.get_role_display()}"


class Delegation(TenantRow):
    """Someone stands in for a colleague between two days, both included, with the colleague's roles."""

    absent = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="personne absente")
    substitute = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="remplaçant")
    first = models.DateField("premier jour")
    last = models.DateField("dernier jour")

    class Meta:
        verbose_name = "remplacement"
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="delegation_in_order"),
            models.CheckConstraint(condition=~models.Q(absent=models.F("substitute")), name="delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} pour {self.absent}"


class Invitation(TenantRow):
    """A role offered by e-mail; only the digest of its word is kept."""

    leaves = False

    email = models.EmailField("courriel")
    name = models.CharField("nom", max_length=120, blank=True)
    role = models.CharField("rôle", max_length=10, choices=Role)
    service = models.CharField("service", max_length=30, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "invitation"
        constraints = [whole_or_service_role("invitation_whole_or_service")]

    def __str__(self) -> str:
        return self.email

    @property
    def ended(self) -> bool:
        """Whether the link is too old."""
        return self.expires_at <= timezone.now()


class Erasure(TenantRow):
    """Someone whose data a tenant has erased: their key in the ledger has no name there any more."""

    key = models.CharField(max_length=32)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="one_erasure_a_person")]

    def __str__(self) -> str:
        return self.key[:6]
