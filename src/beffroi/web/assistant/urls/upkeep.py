"""What nobody has written, quality, letters, settings."""

from django.urls import path

from beffroi.web.assistant.views import comparisons, compositions, letters, mailbox, upkeep

urlpatterns = [
    path("rediger/", compositions.compositions, name="assistant-compositions"),
    path("courriers/", letters.letters, name="assistant-letters"),
    path("courriers/<int:number>/", letters.letter, name="assistant-letter"),
    path("courriers/<int:number>/rejeter/", letters.rejected, name="assistant-letter-reject"),
    path("courriers/<int:number>/effacer/", letters.erased, name="assistant-letter-erase"),
    path("courriers/<int:number>.odt", letters.letter_file, name="assistant-letter-odt"),
    path("boite/", mailbox.mailbox, name="assistant-mailbox"),
    path("boite/lire/", mailbox.read_now, name="assistant-mailbox-read"),
    path("sans-reponse/", upkeep.unwritten, name="assistant-unwritten"),
    path("sans-reponse/<int:number>/", upkeep.one_unwritten, name="assistant-unwritten-one"),
    path("qualite/", upkeep.quality, name="assistant-quality"),
    path("qualite/mesurer/", upkeep.measured, name="assistant-measure"),
    path("qualite/questions/", upkeep.trials_sent, name="assistant-trials"),
    path("qualite/questions/exemple.csv", upkeep.trials_example, name="assistant-trials-example"),
    path("qualite/questions/<int:number>/retirer/", upkeep.trial_erased, name="assistant-trial-erase"),
    path("qualite/comparer/", comparisons.comparisons, name="assistant-comparisons"),
    path("qualite/comparer/<int:number>/", comparisons.comparison, name="assistant-comparison"),
    path("qualite/comparer/<int:number>/reveler/", comparisons.comparison_closed, name="assistant-comparison-close"),
    path("reglages/", upkeep.settings, name="assistant-settings"),
    path("reglages/delegations/", upkeep.signatory_added, name="assistant-signatory"),
    path("reglages/delegations/<int:number>/retirer/", upkeep.signatory_removed, name="assistant-signatory-remove"),
]
