"""The words a fictional hospital is made of: names of all origins, units, trades, machines."""

SURNAMES = """
Abadie|Adam|Alonso|Amrani|Andrieu|Arnaud|Aubert|Auger|Bailly|Barbier|Baron|Barré|Benali|Bernard|Berger|Bertin|Besson|
Blanchard|Boisseau|Bonnet|Bouchard|Boulanger|Bourgeois|Bousquet|Boyer|Briand|Brunet|Camara|Carlier|Carpentier|
Chauvin|Chevallier|Cissé|Clément|Cohen|Colin|Collet|Cordier|Costa|Coulibaly|Courtois|Cousin|Dacosta|Daniel|David|
Delaunay|Delmas|Denis|Deschamps|Diallo|Diarra|Dubreuil|Dufour|Duhamel|Dumas|Dumont|Dupuis|Durand|Duval|Étienne|
Fabre|Faure|Fernandes|Ferrand|Fischer|Fleury|Fontaine|Fournier|François|Gaillard|Garnier|Gauthier|Gérard|Germain|
Gilbert|Gillet|Girard|Gomes|Gonzalez|Grégoire|Guérin|Guichard|Guillot|Haddad|Hamel|Hebert|Henry|Hervé|Hoarau|
Hoffmann|Huet|Humbert|Jacquet|Joly|Kaplan|Keller|Klein|Kowalski|Kouassi|Lacroix|Lambert|Langlois|Laurent|Lebon|
Leclerc|Lefort|Legrand|Lemaire|Lemoine|Leroux|Lévêque|Lopes|Maillard|Mallet|Marchand|Maréchal|Marion|Masson|
Mathieu|Maurin|Ménard|Mercier|Meunier|Meyer|Millet|Monnier|Moreau|Morin|Moulin|Müller|Navarro|Nicolas|Noël|Olivier|
Ortega|Ouattara|Pagès|Paris|Pasquier|Pelletier|Pereira|Perret|Perrot|Picard|Pichon|Pineau|Poirier|Poulain|Prévost|
Rahmani|Rakoto|Raynaud|Renard|Renaud|Rey|Ribeiro|Richard|Rivière|Robin|Rocher|Rousseau|Roussel|Royer|Sanchez|Sauvage|
Schmitt|Schneider|Seguin|Simon|Tanguy|Tessier|Texier|Thibault|Thomas|Traoré|Valentin|Vasseur|Verdier|Vidal|Vigneron|
Villain|Vincent|Voisin|Wagner|Weber|Yilmaz|Zimmermann
"""
# Surnames that no roll holds: whoever bears them is unknown to the establishment.
STRANGERS = """
Aguirre|Alvès|Armengaud|Baptista|Bastide|Bédard|Bellanger|Bénard|Bouvet|Brossard|Cadiou|Cazenave|Charrier|Chastel|
Corre|Cuvelier|Daguerre|Delorme|Dieng|Doucet|Duclos|Escande|Favreau|Gicquel|Gosselin|Granger|Guilloux|Hennequin|
Ibarra|Jourdan|Keïta|Labbé|Lacombe|Laporte|Lavigne|Mabille|Magnier|Malherbe|Montagne|Narcisse|Nivet|Okafor|Pujol|
Quéméner|Raffin|Ribot|Sabatier|Serrano|Thévenet|Touzet|Urbain|Vacher|Verger|Vernet|Wozniak|Zeller
"""
# Real surnames that a lexicon of generic accounts would take for a post or a unit.
FALSE_FRIENDS = "Garde|Salle|Major|Interne|Caisse|Poste|Bureau|Cadet|Bloch|Teste|Borne|Infirmier"
WOMEN = """
Adèle|Agnès|Aïcha|Aline|Amélie|Anaïs|Andrée|Anna|Anne-Marie|Aurélie|Béatrice|Camille|Carole|Catherine|Céline|Chloé|
Christelle|Claire|Coralie|Corinne|Delphine|Élise|Élodie|Émilie|Estelle|Fanny|Fatima|Fatoumata|Florence|Gaëlle|
Geneviève|Hélène|Inès|Isabelle|Jeanne|Joëlle|Julie|Karine|Khadija|Laetitia|Laure|Léa|Linda|Louise|Lucie|Maëlle|
Magali|Manon|Marie-Claude|Marie-Line|Marine|Maryse|Mathilde|Mélanie|Muriel|Myriam|Nadia|Nathalie|Noémie|Océane|
Odile|Pascale|Patricia|Pauline|Rachel|Régine|Sabrina|Samira|Sandrine|Sarah|Solène|Stéphanie|Sylvie|Valérie|
Véronique|Virginie|Yasmina|Zoé
"""
MEN = """
Adrien|Alain|Alexandre|Amadou|Antoine|Arnaud|Baptiste|Benoît|Bertrand|Bruno|Cédric|Christophe|Clément|Cyril|Damien|
Denis|Éric|Étienne|Fabrice|Farid|Florian|Franck|Frédéric|Gaël|Gérard|Gilles|Grégory|Guillaume|Hervé|Hugo|Ibrahim|
Jean-Baptiste|Jean-Luc|Jean-Pierre|Jérémy|Jérôme|Joël|Jonathan|Julien|Karim|Kévin|Laurent|Loïc|Lucas|Ludovic|Marc|
Mathieu|Maxime|Mehdi|Michaël|Mohamed|Moussa|Nicolas|Noé|Olivier|Pascal|Patrice|Philippe|Pierre-Yves|Quentin|Rachid|
Raphaël|Régis|Rémi|Romain|Samuel|Sébastien|Stéphane|Sylvain|Théo|Thierry|Tristan|Vincent|Xavier|Yann|Youssef
"""

# Unit code, label, share of staff.
UNITS = (
    ("1101", "Urgences", 3),
    ("1102", "SMUR", 1),
    ("1204", "Médecine polyvalente", 4),
    ("1208", "Cardiologie", 2),
    ("1210", "Gériatrie", 4),
    ("1302", "Chirurgie viscérale", 3),
    ("1305", "Bloc opératoire", 2),
    ("1401", "Maternité", 3),
    ("1501", "Réanimation", 2),
    ("1604", "EHPAD Les Tilleuls", 4),
    ("2101", "Imagerie médicale", 2),
    ("2102", "Laboratoire", 2),
    ("2104", "Pharmacie", 1),
    ("3101", "Direction", 1),
    ("3102", "Ressources humaines", 1),
    ("3104", "Bureau des entrées", 2),
    ("3201", "Services techniques", 2),
    ("3202", "Informatique", 1),
    ("3301", "Restauration", 2),
)
GRADES = (
    "INFIRMIER EN SOINS GENERAUX", "AIDE-SOIGNANT", "ASH QUALIFIE", "CADRE DE SANTE", "PH", "MERM",
    "TECHNICIEN DE LABORATOIRE", "ADJOINT ADMINISTRATIF", "TSH", "OUVRIER PRINCIPAL", "SAGE-FEMME",
    "AMA", "PREPARATEUR EN PHARMACIE", "PSYCHOLOGUE",
)  # fmt: skip
COMPANIES = (
    "Medilogis", "Santélia Informatique", "Biotech Maintenance", "Netélec", "Propreté Services",
    "Archivéa", "Imagix",
)  # fmt: skip

# Login and display name of shared accounts; a display name of None: none is filled in.
GENERICS = (
    ("urgences", "Urgences"), ("ide.nuit", "IDE nuit"), ("ide.urgences", "IDE Urgences"),
    ("as.jour", "AS jour"), ("smur", "SMUR"), ("regul", "Régulation SAMU"), ("bloc", "Bloc opératoire"),
    ("sspi", "Salle de réveil"), ("reanimation", "Réanimation"), ("maternite", "Maternité"),
    ("sdn", "Salle de naissance"), ("pediatrie", "Pédiatrie"), ("cardio", "Cardiologie"),
    ("consult.cardio", "Consultations cardiologie"), ("medecine1", "Médecine 1"),
    ("medecine2", "Médecine 2"), ("chirurgie", "Chirurgie"), ("secmed", "Secrétariat médical"),
    ("sec.cardio", "Secrétariat cardiologie"), ("dialyse", "Dialyse"), ("geriatrie", "Gériatrie"),
    ("ehpad", "EHPAD Les Tilleuls"), ("ssr", "SSR"), ("had", None), ("radio", "Imagerie"),
    ("irm", None), ("scanner1", "Poste scanner"), ("labo", "Laboratoire"), ("pharmacie", "Pharmacie"),
    ("pui", None), ("steril", "Stérilisation"), ("kine", "Kinésithérapie"), ("dietetique", "Diététique"),
    ("mortuaire", "Chambre mortuaire"), ("accueil", "Accueil"), ("admissions", "Admissions"),
    ("bde", "Bureau des entrées"), ("caisse", "Caisse"), ("standard", "Standard"), ("cadre.nuit", "Cadre de nuit"),
    ("brancard", "Brancardage"), ("ambulances", "Ambulances"), ("vaguemestre", "Vaguemestre"),
    ("archives", "Archives médicales"), ("dim", "DIM"), ("biomed", "Biomédical"), ("atelier", "Atelier"),
    ("magasin", "Magasin"), ("cuisine", "Cuisine"), ("lingerie", "Lingerie"), ("creche", "Crèche"),
    ("ifsi", "IFSI"), ("formation1", "Poste de formation"), ("formation2", "Poste de formation"),
    ("syndicat", "Local syndical"), ("garde", "Médecin de garde"), ("astreinte", "Astreinte technique"),
    ("securite", "PC sécurité"), ("interne1", "Interne de garde"), ("externe", "Externes"),
    ("stagiaire1", "Stagiaire"), ("stagiaire2", "Stagiaire"), ("etudiant", "Étudiants"),
    ("remplacant", "Médecin remplaçant"), ("interim", "Intérim"), ("visiteur", "Visiteur"),
    ("poste1", None), ("poste2", None), ("chariot1", "Chariot de soins 1"), ("chariot2", "Chariot de soins 2"),
    ("borne", "Borne d’accueil"), ("salle.reunion", "Salle de réunion"), ("affichage", "Écran d’affichage"),
    ("tablette1", "Tablette repas"), ("test", "Test"), ("test2", None), ("recette", "Recette DPI"),
    ("temp", None), ("support", "Support informatique"), ("dsi", "DSI"),
)  # fmt: skip

# Login, display name, service principal names, words of the description.
SERVICES = (
    ("svc_sql", "Service SQL", ("MSSQLSvc/srv-sql.{realm}:1433",), "Compte de service SQL"),
    ("svc_veeam", "Veeam", (), "Compte de service sauvegarde"),
    ("svc-dpi", "svc-dpi", ("HTTP/srv-dpi.{realm}",), "Compte de service application DPI"),
    ("svc_pacs", "PACS", (), "Compte technique interface PACS"),
    ("svc_glpi", "svc_glpi", (), "Compte de service GLPI"),
    ("sa-backup", None, (), "Compte technique sauvegarde"),
    ("s-print", None, (), "Serveur impression"),
    ("ldap.bind", "LDAP bind", (), "Compte applicatif"),
    ("copieur", "Copieurs", (), "Compte technique scan copieur"),
    ("scan_imagerie", None, (), "Compte technique"),
    ("wsus", "WSUS", (), ""),
    ("centreon", "Centreon", (), "Compte de service supervision"),
    ("zabbix", None, (), "supervision"),
    ("radius", "RADIUS", ("HOST/radius.{realm}",), ""),
    ("wifi", "Wifi", (), "Compte technique"),
    ("eai", "EAI", (), "Compte technique interface"),
    ("hl7", None, (), "Compte technique interface"),
    ("interface_labo", "Interface laboratoire", (), "Compte technique interface"),
    ("tma_dpi", "Télémaintenance DPI", (), "Compte de service télémaintenance éditeur"),
    ("antivirus", "Antivirus", (), "Compte de service"),
    ("vcenter", None, (), "Compte de service"),
    ("fax", "Serveur de fax", (), ""),
    ("sso", "SSO", ("HTTP/sso.{realm}",), "Compte de service"),
    ("bacula", "Bacula", (), "Compte de service sauvegarde"),
    ("MSOL_4f2a91c07be3", None, (), "Compte de service synchronisation"),
    ("batch_paie", "Batch paie", (), "tâche planifiée"),
)
MAILBOXES = (
    ("bal.qualite", "Qualité", 4), ("bal.rh", "Ressources humaines", 4), ("bal.achats", "Achats", 4),
    ("bal.secretariat", "Secrétariat de direction", 4), ("salle.ardoise", "Salle Ardoise", 16),
    ("salle.granit", "Salle Granit", 16), ("visio1", "Visioconférence 1", 32),
)  # fmt: skip

# System as the directory writes it (no-break spaces included), version, how many of 40.
SYSTEMS = (
    ("Windows\u00a011 Professionnel", "10.0 (26200)", 8),
    ("Windows 11 Entreprise", "10.0 (26100)", 3),
    ("Windows 10 Professionnel", "10.0 (19045)", 10),
    ("Windows\u00a010 Entreprise LTSC", "10.0 (17763)", 2),
    ("Windows 7 Professionnel", "6.1 (7601)", 4),
    ("Windows Server 2022 Standard", "10.0 (20348)", 3),
    ("Windows Server 2019 Standard", "10.0 (17763)", 2),
    ("Windows Server 2016 Standard", "10.0 (14393)", 2),
    ("Windows Server 2012 R2 Standard", "6.3 (9600)", 2),
    ("Windows Server® 2008 Standard", "6.0 (6003)", 1),
    ("pc-linux-gnu", None, 1),
    (None, None, 2),
)


def listed(text: str) -> tuple[str, ...]:
    """The names of a list, in its order."""
    return tuple(name.strip() for name in text.split("|"))
