"""The words of which the seeded city is made: names, departments, and sentences about digital work."""


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words("""
Anja Bernd Carla Dirk Elif Frank Gesa Hakan Ines Jonas Katrin Lars Mira Nils Olga Petra Ralf Sabine Timo Ulrike
Volker Wiebke Yusuf Zoe Agnes Bruno Clara David Esther Felix Greta Hannes Irina Jakob Kira Leon Marta Noah Paula
Rosa
""")
LAST = _words("""
Albers Brandt Cordes Decker Ehlers Fricke Gerdes Hartwig Illner Jansen Kessler Lorenz Mahler Neumann Ostermann
Peters Quast Reimann Sander Thiele Urban Vogt Wegner Yilmaz Zander Aydin Böhm Dreyer Engels Förster Grabow Hübner
Jürgens König Löffler Möller Nowak Öztürk Pfeiffer Rösler Schäfer Tönnies Uhlig Voß Wächter Zöllner Adler Busch
Claasen Dahl
""")
DIVISIONS = ["Verwaltung", "Recht und Ordnung", "Bauen und Umwelt", "Soziales und Bildung", "Finanzen"]
DEPARTMENTS = _words("""
Personalamt Organisationsamt Rechtsamt Ordnungsamt Standesamt Bürgeramt Ausländerbehörde Feuerwehr Bauordnungsamt
Stadtplanungsamt Tiefbauamt Hochbauamt Umweltamt Grünflächenamt Vermessungsamt Sozialamt Jugendamt Gesundheitsamt
Schulverwaltungsamt Kulturamt Sportamt Stadtbücherei Volkshochschule Musikschule Stadtarchiv Kämmerei Stadtkasse
Steueramt Liegenschaftsamt Rechnungsprüfungsamt Wahlamt Statistikamt Presseamt Gleichstellungsstelle Wohnungsamt
Versicherungsamt Friedhofsamt Forstamt Marktamt Eichamt
""")
SYSTEMS = _words("""
E-Akte Fachverfahren Dokumentenmanagement Rechnungsworkflow Personalportal Zeiterfassung Vergabeplattform
Ratsinformationssystem Geoportal Terminvergabe Serviceportal Intranet Videokonferenz Kalender Postfach
Formularserver Registratur Adressverzeichnis Auswertungswerkzeug Lernplattform Datenaustausch Bezahlkomponente
Signaturkarte Scannerarbeitsplatz Homeoffice-Zugang Diensthandy Drucker Mehrfaktoranmeldung Kennwortverwaltung Chat
""")
THINGS = _words("""
Bescheid Antrag Rechnung Protokoll Vertrag Genehmigung Gutachten Urlaubsantrag Reisekostenabrechnung Sitzungsvorlage
Ausschreibung Lageplan Meldebescheinigung Geburtsurkunde Zahlungseingang Widerspruch Mahnung Stellenbeschreibung
Vollmacht Wohngeldbescheid Bauakte Kontoauszug Terminliste Serienbrief Postausgang Aktenplan Formular Anlage
Nachweis Verteiler
""")
AREAS = _words("""
Wohngeld Gewerbe Bau Melde Personal Reisekosten Haushalts Kassen Steuer Vergabe Schul Kita Jugend Sozial Pflege Rechts
Melderegister Ausweis Fahrerlaubnis Fahrzeug Park Verkehrs Straßen Kanal Wasser Umwelt Baum Abfall Energie Gebäude
Mängel Schlüssel Inventar Bestell Liefer Waren Miet Pacht Grundstücks Kataster Vermessungs Denkmal Brandschutz
Einsatz Feuerwehr Rettungs Gesundheits Impf Hygiene Lebensmittel Veterinär Markt Standesamts Ehe Geburten Sterbe
Namens Einbürgerungs Aufenthalts Asyl Integrations Sprachkurs Bibliotheks Ausleih Archiv Museums Konzert Sport
Vereins Ehrenamts Spenden Förder Zuwendungs Beschluss Ausschuss Rats Wahl Wahlhelfer Bürger Beschwerde Anregungs Presse
Veranstaltungs Raum Dienstwagen Urlaubs Krankheits Stellen Bewerbungs Ausbildungs Fortbildungs Besoldungs Entgelt
""")
PAPERS = _words("""
antrag bescheid akte liste formular vermerk nachweis bericht ausweis vertrag kalender plan entwurf beleg auszug
verzeichnis protokoll vorlage meldung anzeige erklärung genehmigung abrechnung übersicht anfrage mitteilung rechnung
mahnung quittung urkunde karte mappe statistik bilanz satzung richtlinie anleitung prüfung freigabe statusliste
""")
VERBS = _words("""
freigeben verschieben ablegen signieren exportieren drucken weiterleiten löschen wiederherstellen teilen umbenennen
sperren archivieren scannen verschlüsseln zuordnen prüfen korrigieren zusammenführen ausfüllen übertragen versenden
""")
TAGS = _words("""
E-Akte Signatur Datenschutz Homeoffice Drucken Scannen Kennwort Videokonferenz Kalender E-Mail Formulare Rechnung
Vergabe Personal Zeiterfassung Archiv Serienbrief Tabellen Barrierefreiheit Schulung Diensthandy Vertretung Postfach
Berechtigung Schnittstelle Bezahlen Termine Bürgerservice Geodaten Statistik Umzug Störung Update Sicherung Vorlagen
Übersetzung Protokoll Ratsarbeit Chat Verschlüsselung
""")
TITLES = [
    "Wie kann ich {a} in {s} {v}?",
    "{s}: {a} lässt sich nicht {v}",
    "Wer darf {a} in {s} {v}?",
    "Warum fehlt {a} nach dem Umzug in {s}?",
    "Muss ich {a} vor dem {v_noun} noch einmal prüfen?",
    "{a} und {b} gemeinsam {v} – geht das mit {s}?",
    "Wo finde ich {a} in {s} wieder?",
]
SENTENCES = [
    "Ich möchte {a} {v}, aber {s} meldet einen Fehler.",
    "In unserem Amt arbeiten wir seit einigen Wochen mit {s}.",
    "Bisher haben wir {a} auf Papier geführt und {b} per Hauspost verschickt.",
    "Die Anleitung im Intranet beschreibt nur, wie man {b} {v} kann.",
    "Beim {v_noun} erscheint ein leeres Fenster, danach ist {a} verschwunden.",
    "Die Kolleginnen und Kollegen im Nachbaramt haben dasselbe Problem mit {s}.",
    "Gibt es eine Vorlage, mit der sich {a} leichter {v} lässt?",
    "Zuerst öffnen Sie {s} und wählen links den Bereich für {a}.",
    "Danach können Sie {a} über das Menü oben rechts {v}.",
    "Wichtig ist, dass {b} vorher gespeichert und geschlossen ist.",
    "Falls {s} nicht antwortet, melden Sie sich einmal ab und wieder an.",
    "Die Berechtigung dafür vergibt die Amtsleitung auf Antrag.",
    "Für {a} gilt eine Aufbewahrungsfrist, deshalb bitte nichts vorzeitig löschen.",
    "Bei uns hat es geholfen, {a} neu anzulegen und {b} dann anzuhängen.",
    "Die Störung in {s} ist bekannt und wird mit der nächsten Version behoben.",
    "Wenn {b} größer als zehn Megabyte ist, müssen Sie {a} vorher aufteilen.",
]
QUERIES = [
    "wohngeldantrag signieren",
    "reisekostenabrechnung",
    "urlaubsantrag freigeben personalportal",
    "wie kann ich einen mietvertrag löschen",
    "bauakte e-akte",
    "videokonferenz leeres fenster",
    "schlüsselverzeichnis drucken",
    "berechtigung kassenbeleg",
    "fahrzeugliste exportieren",
    "aufbewahrungsfrist pachtvertrag",
    "serienbrief verteiler wahlhelfer",
    "geburtenurkunde scannen",
]
