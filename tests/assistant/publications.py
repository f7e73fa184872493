"""Publications written by us in the format of the "vosdroits" feed."""

HOUSING = """<?xml version="1.0" encoding="UTF-8"?>
<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="F90001" type="Fiche pratique"
 spUrl="https://www.service-public.fr/particuliers/vosdroits/F90001">
 <dc:title>Aide au loyer (fiche d'essai)</dc:title>
 <dc:subject>Logement</dc:subject>
 <dc:description>Une aide inventée pour nos tests, versée aux locataires.</dc:description>
 <dc:date>modified 2026-02-03</dc:date>
 <Audience>Particuliers</Audience>
 <Theme ID="N90010"><Titre>Logement</Titre></Theme>
 <DossierPere ID="N90011"><Titre>Aides au logement</Titre><Fiche ID="F90001">Aide au loyer</Fiche></DossierPere>
 <Introduction><Texte><Paragraphe>Vous payez un loyer ? Cette aide d'essai peut vous
  <MiseEnEvidence>concerner</MiseEnEvidence>.
  </Paragraphe></Texte></Introduction>
 <ListeSituations affichage="onglet">
  <Situation><Titre>Cas général</Titre><Texte>
   <Chapitre><Titre><Paragraphe>Qui est concerné ?</Paragraphe></Titre>
    <Paragraphe>Vous devez être <LienInterne LienPublication="R90002">locataire</LienInterne> :</Paragraphe>
    <Liste type="puce"><Item><Paragraphe>depuis plus de 6 mois,</Paragraphe></Item>
     <Item><Paragraphe>d'un logement de la commune.</Paragraphe></Item></Liste>
    <ASavoir><Titre>À savoir</Titre><Paragraphe>les sous-locataires n'y ont pas droit.</Paragraphe></ASavoir></Chapitre>
   <Chapitre><Titre><Paragraphe>Montant</Paragraphe></Titre>
    <Tableau><Titre>Aide par mois</Titre>
     <Rangée type="header"><Cellule><Paragraphe>Loyer</Paragraphe></Cellule>
      <Cellule><Paragraphe>Aide</Paragraphe></Cellule></Rangée>
     <Rangée type="normal"><Cellule><Paragraphe>400 €</Paragraphe></Cellule>
      <Cellule><Paragraphe><Valeur>37 €</Valeur></Paragraphe></Cellule></Rangée></Tableau></Chapitre>
  </Texte></Situation>
  <Situation><Titre>À Paris</Titre><Texte><BlocCas affichage="radio">
   <Cas><Titre><Paragraphe>Vous vivez seul</Paragraphe>
   </Titre><Paragraphe>L'aide est de 41 €.</Paragraphe></Cas></BlocCas></Texte></Situation>
 </ListeSituations>
 <OuSAdresser ID="R90003" type="Local"><Titre>Mairie</Titre><PivotLocal>mairie</PivotLocal>
  <RessourceWeb URL="https://lannuaire.service-public.fr/"/></OuSAdresser>
 <OuSAdresser ID="R90004" type="Centre de contact"><Titre>Allô Loyer</Titre>
  <Texte><Paragraphe>Du lundi au vendredi, de 9h à 17h.</Paragraphe></Texte></OuSAdresser>
 <ServiceEnLigne ID="R90005" URL="https://exemple.invalid/demande" type="Téléservice">
  <Titre>Demande d'aide</Titre></ServiceEnLigne>
 <Reference type="Texte de référence" URL="https://www.legifrance.gouv.fr/">
  <Titre>Code d'essai : article 1</Titre></Reference>
</Publication>
"""
CLUBS = """<?xml version="1.0" encoding="UTF-8"?>
<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="F90009" type="Question-réponse">
 <dc:title>Un club peut-il tenir une buvette ?</dc:title><dc:date>modified 2025-11-30</dc:date>
 <Audience>Associations</Audience>
 <Texte><Paragraphe>Oui, un club d'essai peut tenir une buvette cinq fois par an.</Paragraphe></Texte>
</Publication>
"""
FOLDER = """<?xml version="1.0" encoding="UTF-8"?>
<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="N90011" type="Dossier">
 <dc:title>Aides au logement</dc:title><Fiche ID="F90001">Aide au loyer</Fiche>
</Publication>
"""
BOMB = """<?xml version="1.0"?>
<!DOCTYPE Publication [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>
<Publication ID="F90010"><Texte><Paragraphe>&b;&c;</Paragraphe></Texte></Publication>
"""
