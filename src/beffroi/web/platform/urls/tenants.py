"""Authorities: the operator's pages, a tenant's settings, a lead authority's members."""

from django.urls import path

from beffroi.web.platform.views import lead, settings, tenants

urlpatterns = [
    path("exploitation/", tenants.authorities, name="authorities"),
    path("exploitation/collectivites/nouvelle/", tenants.authority_created, name="authority-created"),
    path("exploitation/collectivites/<int:number>/", tenants.authority, name="authority"),
    path("exploitation/collectivites/<int:number>/etat/", tenants.authority_switched, name="authority-switched"),
    path("exploitation/collectivites/<int:number>/inviter/", tenants.authority_invites, name="authority-invites"),
    path("<slug:tenant>/reglages/", settings.tenant_settings, name="tenant-settings"),
    path("<slug:tenant>/reglages/apercu/", settings.colour_preview, name="colour-preview"),
    path("<slug:tenant>/reglages/services/", settings.tenant_services, name="tenant-services"),
    path("<slug:tenant>/reglages/cles/", settings.tokens, name="tokens"),
    path("<slug:tenant>/reglages/cles/<int:number>/refuser/", settings.token_revoked, name="token-revoked"),
    path("<slug:tenant>/consommation/", lead.usage, name="usage"),
    path("<slug:tenant>/membres/", lead.lead_members, name="lead-members"),
    path("<slug:tenant>/membres/nouveau/", lead.member_created, name="member-created"),
    path("<slug:tenant>/administrateur/", lead.member_invites, name="member-invites"),
    path("<slug:tenant>/membres/factures.csv", lead.lead_bills, name="lead-bills"),
]
