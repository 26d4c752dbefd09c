"""German words that carry no meaning in a search, and nothing else."""

# Only words that hardly ever decide what a text is about; those that change what is asked ("nicht", "ohne",
# "neu") stay searchable. Both spellings of umlauts are derived below, so "fuer" is as empty as "für" while
# "Ware" keeps its meaning although "wäre" has none.
_ARTICLES_AND_PRONOUNS = """
der die das des dem den ein eine eines einer einem einen kein keine keinen keinem keiner keines ich du er
sie es wir ihr mich mir dich dir ihn ihm uns euch ihnen sich man mein meine meinen meinem meiner meines
dein deine deinen deinem deiner deines sein seine seinen seinem seiner seines ihre ihren ihrem ihrer ihres
unser unsere unseren unserem unserer unseres euer eure euren eurem eurer eures dieser diese dieses diesen
diesem jener jene jenes jenen jenem jeder jede jedes jeden jedem solch solche solcher solches solchen
solchem selbst selber etwas jemand jemanden jemandem
"""
_QUESTION_WORDS = """
was wer wen wem wessen wie wo wohin woher wann warum weshalb wieso wozu womit wofür wodurch woran worauf
worin worüber wovon welche welcher welches welchen welchem
"""
_PREPOSITIONS = """
ab am an ans auf aufs aus außer bei beim bis durch für gegen gegenüber hinter im in ins mit nach neben
seit statt trotz über um unter vom von vor während wegen zu zum zur zwischen
"""
_CONJUNCTIONS = """
aber als also bevor bzw damit daher dann dass daß denn deshalb doch falls indem nachdem ob obwohl oder
sobald sodass sofern solange sondern soweit sowie sowohl und weil wenn wobei zwar
"""
_VERBS = """
bin bist ist sind seid war warst waren wart wäre wären gewesen habe hast hat haben habt hatte hattest
hatten hätte hätten gehabt werde wirst wird werden werdet wurde wurden würde würden worden geworden kann
kannst können könnt konnte konnten könnte könnten muss muß musst müssen müsst musste mussten müsste
müssten soll sollst sollen sollt sollte sollten will willst wollen wollt wollte wollten darf darfst dürfen
dürft durfte durften dürfte dürften mag mögen möchte möchten lassen lässt gibt
"""
_PARTICLES = """
auch allerdings bereits da dabei dafür dagegen daran darauf daraus darf darin darüber davon dazu demnach
dort eben eigentlich einfach einmal erst etwa ganz genau gerade gern gerne hier hierbei hierfür hin ja je
jedoch jetzt kaum mal mehr mehrere meist noch nun nur schon sehr so sogar somit sonst überhaupt viel viele
vielen vielleicht wieder wohl bitte danke hallo
"""

_GROUPS = (_ARTICLES_AND_PRONOUNS, _QUESTION_WORDS, _PREPOSITIONS, _CONJUNCTIONS, _VERBS, _PARTICLES)
_WORDS = [word for group in _GROUPS for word in group.split()]
_WITHOUT_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

STOP_WORDS = frozenset(_WORDS) | frozenset(word.translate(_WITHOUT_UMLAUTS) for word in _WORDS)
"""Lower-case words as they are written, before any folding; umlauts also in their two-letter spelling."""
