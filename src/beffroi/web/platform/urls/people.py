"""Sign-in, the account, the people of a tenant."""

from django.urls import path

from beffroi.web.platform.views import (
    people,
    people_account,
    people_delegations,
    people_import,
    people_invitations,
    people_openid,
    people_passwords,
    people_second_factor,
    people_sign_in,
)

urlpatterns = [
    path("connexion/", people_sign_in.sign_in, name="sign-in"),
    path("connexion/code/", people_sign_in.sign_in_code, name="sign-in-code"),
    path("connexion/fin/", people_sign_in.sign_out, name="sign-out"),
    path("connexion/openid/", people_openid.openid_sign_in, name="openid-sign-in"),
    path("connexion/openid/retour/", people_openid.openid_callback, name="openid-callback"),
    path("connexion/oubli/", people_passwords.forgotten, name="password-forgotten"),
    path("connexion/choisir/<uidb64>/<token>/", people_passwords.choose, name="password-choose"),
    path("compte/", people_account.account, name="account"),
    path("compte/mot-de-passe/", people_passwords.change, name="password-change"),
    path("compte/sessions/", people_account.end_other_sessions, name="end-other-sessions"),
    path("compte/identite/", people_openid.openid_link, name="openid-link"),
    path("compte/second-facteur/", people_second_factor.enrol, name="second-factor"),
    path("compte/second-facteur/qr.svg", people_second_factor.qr_code, name="second-factor-qr"),
    path("compte/second-facteur/changer/", people_second_factor.change_second_factor, name="second-factor-change"),
    path("<slug:tenant>/personnes/", people.people, name="people"),
    path("<slug:tenant>/personnes/importer/", people_import.import_people, name="people-import"),
    path("<slug:tenant>/personnes/inviter/", people_invitations.invite, name="invite"),
    path("<slug:tenant>/personnes/<int:number>/", people.person, name="person"),
    path("<slug:tenant>/personnes/<int:number>/retirer/", people.remove_person, name="person-remove"),
    path("<slug:tenant>/personnes/<int:number>/retirer/<int:held>/", people.take_role, name="role-take"),
    path("<slug:tenant>/personnes/<int:number>/facteur/", people.reset_second_factor, name="second-factor-reset"),
    path("<slug:tenant>/invitations/<int:number>/renvoyer/", people_invitations.send_again, name="invitation-again"),
    path("<slug:tenant>/invitations/<int:number>/retirer/", people_invitations.withdraw, name="invitation-withdraw"),
    path("<slug:tenant>/invitation/<str:word>/", people_invitations.invitation, name="invitation"),
    path("<slug:tenant>/absences/", people_delegations.delegations, name="delegations"),
    path("<slug:tenant>/absences/<int:number>/fin/", people_delegations.end_delegation, name="delegation-end"),
]
