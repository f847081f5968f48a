# ruff: noqa: E501  (one pattern a line reads better than a wrapped one)
"""Finds danger in a message: the district's urgent words and the patterns below, English and Spanish.

Biased to recall: a doubtful match alarms, unless the sentence itself says drill, paperwork or false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from broker_bot.matching.signals import ENOUGH, danger_sum
from broker_bot.matching.text import fold

PERSON = (
    r"(?:student|kid|kids|child|children|boy|girl|kinder\w*|toddler|(?:first|second|third|fourth|fifth|sixth|seventh|eighth)"
    r" grader|\w+ grader|teen|nino|nina|ninos|alumno|alumna|estudiante|bebe)"
)

STRONG: tuple[str, ...] = (
    # gas, fire, air
    r"\bsmell\w* (?:of |like )?(?:natural )?gas\b(?! (?:bill|card))|\b(?:gas|propane|fuel|chemical) (?:smell|odor|leak|fumes)|\bsmell\w*(?: of| like)? (?:propane|fuel|gasoline|chemicals|fumes)|\bfumes\b|\bsmell\w*(?: \w+){0,3} gas\b",
    r"\brotten eggs?\b.{0,30}(?:smell|odor|stove|kitchen|boiler|room)|(?:smell|odor)\w*.{0,12}rotten egg",
    r"\b(?:caught|catching) fire\b|\b(?:small|big|active|trash|electrical|kitchen|a|there'?s|have a) (?:\w+ )?fire\b(?! ?(?:drill|doors?|works?|house|alarm|exit|lane|hydrant|chief|inspect\w*|marshal|code|pit|ants?|fighter))|\bon fire\b|\bfire in (?:the|a|my|our|room|rm)\b|\bflames?\b",
    r"\bsmoke (?:is |was )?(?:coming|pouring|in|from|out|filling|everywhere)|\b(?:see|seeing|smell\w*|full of|lots of) smoke\b",
    r"\bsmok(?:e|ing|y)\b.{0,25}\b(?:outlet|panel|motor|unit|ceiling|vent|wire|bus|engine|room)\b|\bsmell\w*(?: like| of| as if| kind of| a bit| really)*(?: something| it)?(?: is|\'s| was)? (?:burn|smok|scorch)\w*",
    r"\bburn(?:ing|t)(?: plastic| rubber| electrical| wire)?(?: smell|ing smell)|\bburning (?:plastic|rubber|wires?)\b",
    r"\b(?:spark(?:s|ing|ed)|arcing)\b(?! (?:joy|interest|idea|learning|curiosity|program|grant))",
    r"\b(?:live|exposed|downed|hanging) (?:electrical )?(?:wire|wires|line|lines|cable)|\bwires? (?:is|are )?(?:down|hanging|exposed)\b",
    r"\bpower lines? (?:is |are )?down|\belectrocut\w+|\bgot (?:a )?shock(?:ed)?\b|\bshocked by\b",
    r"\bcarbon monoxide\b|\bco (?:detector|alarm|monitor|2? ?level)",
    r"\b(?:water|rain)\b.{0,25}\b(?:electrical|panel|outlet|breaker|light fixture|lights)",
    r"\bexplosi(?:on|ve)|\b\bhissing\b|\bwent into labor|\bwater broke|\b(?:boiler|outlet|panel|kiln|stove|transformer|tank|oven|battery|lab|pipe|something) (?:just )?exploded\b|\bchemical (?:spill|smell|leak|burn)",
    # weapons and threats
    r"\b(?:gun|pistol|firearm|knife|machete|weapon|rifle|handgun|box ?cutter|switchblade|taser|ammo|bullets?)s?\b.{0,40}"
    r"\b(?:backpack|bag|locker|pocket|waistband|student|school|campus|class|playground|parking|bathroom|car|kid)\b",
    r"\b(?:has|have|with|brought|bring\w*|found|pulled|carrying|holding|a|threaten\w*)(?: \w+){0,2} "
    r"(?:gun|pistol|firearm|knife|machete|rifle|handgun|box ?cutter|switchblade|loaded)\b",
    r"\bactive shooter\b|\bshots? (?:fired|heard)|\bgun ?(?:shots?|fire)\b|\bshooter\b|\b(?<!photo )(?<!picture )shooting\b(?! (?:star|photos|pictures|hoops|baskets|guard|video|percentage|for))",
    r"\b(?:going to|gonna|gon|will|'ll|ll|wants? to|wanted to|threaten\w*(?: \w+)? to|plans? to|planning to|about to|'d|tried to|trying to) (?:\w+ )?"
    r"(?:shoot|kill|stab|murder|hurt|blow|burn|beat|jump|fight (?:him|her|me|them|after|each|another|with|a (?:kid|student|teacher))|rape|bomb|attack)\b(?! (?:it\b|in (?:our|my|the)|a (?:video|film|documentary|segment|commercial)|for\b|this decision|the (?:decision|suspension|charge|ruling|ticket|fee)|hoops|baskets|photos|the deadline|time|an email|pictures|video|off (?:an|the) email))",
    r"\b(?:shoot|kill|stab|murder|bomb)(?:ing)? (?:everyone|everybody|people|us all|them all|up|kids|students|teachers|my|his|her|the) ?(?:\w+)?\b(?<!time)(?<!photos)",
    r"\b(?:blade|bat|crowbar|hammer|scissors|brick|hatchet|axe|sword|bb gun|airsoft|pepper spray|mace|fireworks?|firecrackers?)\b.{0,40}\b(?:threat\w*|attack\w*|swing\w*|stab\w*|chas\w*|hit|locker|backpack|set off|sprayed|fight\w*|waving|at (?:a|the) (?:student|teacher|kid))",
    r"\b(?:kid|student|boy|girl|parent|dad|mom|man|guy|woman|one|someone|he|she)\b.{0,20}\b(?:has|with|had|waving|swinging|pulled|holding) (?:a |an )?(?:blade|bat|crowbar|hammer|hatchet|axe|taser|razor)\b",
    r"\bstabb(?:ed|ing)|\bshot (?:at|by|in the|himself|herself|dead)\b|\bgot shot\b|\bwas shot\b|\bjump(?:ed|ing)? (?:off|from|out of) (?:the |a )?(?:roof|bridge|building|window|balcony|moving|bus)",
    r"\b(?:hit|kill) ?list\b|\bdon'?t come (?:to school )?tomorrow\b|\bshoot (?:it |the \w+ )?up\b",
    r"\bbomb (?:threat|in|under|found|on)|\b(?:there'?s|there is|theres|has|have|planted|says|with) (?:a |an )?(?:\w+ )?bomb\b|\bgrenade|\b(?:white|unknown|strange|suspicious) powder\b|\bsuspicious (?:package|device|bag|person|man|vehicle|car)\b|\bthreat(?:s|ened|ening)?\b(?! of (?:rain|snow|storm|weather|heat|budget|layoff))",
    r"\bintruder|\b(?:being|getting|is|very|really) (?:aggressive|violent|combative|threatening) (?:with|to|toward\w*|at)\b|\b(?:homeless|strange) (?:man|guy|person|woman)\b|\b(?:unknown|strange|weird|creepy|random|unidentified|drunk|intoxicated|naked|agitated|irate|aggressive|violent|hostile) (?:\w+ )?(?:male|man|guy|adult|person|woman|female|parent|dad|mom|father|individual|van)\b|\b(?:parent|dad|mom|father|mother|man|guy|visitor|boyfriend)\b.{0,25}\b(?:is|here|showed up|acting) (?:drunk|high|out of control|violent|intoxicated)|\b(?:girls?|kids?|students?|children|boys?)\b.{0,20}\binto (?:his|a|the|their) (?:van|car|truck)|\b(?:stranger|man|guy|woman|adult|person|someone)\b.{0,45}\b(?:don'?t know|wont leave|won'?t leave|won'?t stop|"
    r"refus\w+ to leave|trespass\w*|following|followed|watching (?:the )?(?:kids|students|girls)|trying to (?:get|come) in|lurking|stalking|pounding on|banging on|forced (?:his|her) way|got past|pushed past|at the (?:fence|gate) )",
    r"\b(?:in|on|into|under|went into|put us (?:in|on))(?: a| soft| hard| full)* (?:lock ?down|lock ?out)\b|\block(?:ed|ing) down (?:now|the)"
    r"|\blockdown (?:now|in progress)|\b(?:told|telling|ordered|asked|want) us to (?:lock|evacuate|shelter|stay)|\bwe(?:'re| are|re)? (?:locked|locking) down|\bhelicopter|\bmanhunt|\bstandoff|\bshelter\w*(?: |-)in(?: |-)place|\bevacuat(?:ed|ing|e now)|\bsecure (?:status|hold)\b",
    r"\b(?:riot|brawl|mob)\b|\bfight\w*\b.{0,40}\b(?:now|bleed\w*|blood|hurt|injur\w*|unconscious|police|can'?t (?:stop|break))",
    # somebody is missing
    r"\b(?:missing|lost|can'?t find|cannot find|cant find|couldn'?t find|looking for)(?: \w+){0,3} " + PERSON + r"\b(?! \w*'?s? (?:chromebook|file|folder|form))",
    r"\b" + PERSON + r"(?: \w+){0,4} (?:is missing(?! (?:\w+ )*(?:days?|work|file|form|folder|grade|credit|attendance|record|assignment))|went missing|gone missing|missing (?:since|from)(?! (?:the|my) (?:roster|list|system|class list))|never (?:made it|got|arrived|came) home|"
    r"is gone|disappeared|can'?t be found|nowhere|hasn'?t been seen|hasnt been seen|hasn'?t (?:come|made it|gotten|arrived|been) (?:home|back)|not home yet|still not home|didn'?t (?:make it|come|get) (?:home|back)|never came back|didn'?t come back)",
    r"\b(?:hasn'?t|hasnt|not|nobody has|no one has) (?:been )?seen (?:him|her|since|in)\b(?! for)(?! (?:speech|ot|therapy))|\bnever (?:got off|made it|came (?:back|home)|arrived at|showed up at) (?:the bus|home|back|daycare|class)\b|\b(?:wander|stray)ed (?:off|away|out)\b|\bnot where (?:he|she)\b|\bno idea where (?:he|she|the (?:kid|child|student))",
    r"\b(?:no one|nobody|don'?t|dont|do not) knows? where (?:he|she|the \w+|this \w+|my \w+) (?:is|are|went)\b|\bnobody was home\b|\bnot on the bus\b.{0,30}\b(?:not|where|home)",
    r"\bran (?:into|toward\w*|across) (?:the )?(?:traffic|street|road|highway|woods|parking)|\bin (?:the )?traffic\b|\b(?:climbed|jumped|hopped|over) the fence\b.{0,40}\b(?:highway|road|street|gone|ran|heading|running|left)|\bheading (?:to|for|toward\w*) the (?:highway|road|street|woods|freeway|tracks|river)|\b(?:child|daughter|son|kid|student|boy|girl|he|she)\b.{0,12}\b(?:isn'?t|isnt|not|never got|never came) home\b|\b(?:nobody|no one|can'?t|cannot) (?:can )?reach (?:him|her|the (?:student|kid|girl|boy))|\bgoodbye (?:note|text|message|letter)|\b(?:texted|wrote|said|posted)\b.{0,25}\bgood ?bye|\b(?:off|left|leaving) campus\b.{0,30}\b(?:find|looking|search|alone|without|running)",
    r"\bcan(?:'?t|not) account for|\bunaccounted\b|\blost sight of|\b(?:eloped|elopement|ran away|runaway|ran off|ran out (?:the|of (?:the )?(?:class\w*|room|building|school|gate|door))|bolted)\b"
    r".{0,60}(?:campus|building|gate|street|road|door|school|looking|find|search|gone)?",
    r"\b(?:abduct|kidnap)\w*|\b(?:took|grabbed|taken|snatched)\b.{0,25}\b" + PERSON + r"\b.{0,50}(?:custody|dad|father|mom|mother|stranger|playground|without)",
    r"\b(?:kid|kids|child|student|boy|girl|kinder\w*|preschooler|baby|he|she|him|her|son|daughter|grader|left|forgotten)\b.{0,40}\b(?:left|forgotten|forgot|asleep|still|alone|sleeping)\b.{0,12}\bon (?:the |a |that |his |her )?(?:bus|van)\b|\b(?:left|forgot) (?:a |the |my |our )?(?:kid|child|student|boy|girl|kinder\w*|preschooler|\w+ grader)\b.{0,30}\b(?:bus|van|museum|zoo|trip|park)|\bbus\b.{0,60}\b(?:asleep|left) on it\b|\b(?:kid|child|student|boy|girl|kinder\w*|preschooler|\w+ grader|\w+garten\w*) (?:was |got |is |were )?(?:accidentally )?(?:left|forgotten) (?:behind|at|in|on)\b|\bleft behind\b.{0,30}\b(?:trip|museum|field|bus|stop)",
    r"\b(?:dropped|let|left)\b.{0,45}\bwrong (?:stop|street|corner|house|school)|\bgot (?:on|off)(?: at)? the wrong\b|\bslipped (?:out|away)\b|\bis(?:n'?t| not) in the (?:building|school)\b|\bjumped the curb|\bon the (?:railroad|train) tracks",
    # somebody is hurt or ill
    r"\b(?:not|isn'?t|isnt|stopped|can'?t|cant|trouble|difficulty|hardly|barely|struggling to) breath\w*|\bnot responsive|\bunresponsive",
    r"\bunconscious|\bpass(?:ed|ing) out\b|\bfainted|\b(?<!chair )(?<!shelf )(?<!table )(?<!tent )collapsed?\b(?! (?:folder|table|chair|shelf|ceiling))|\bcardiac|\bheart attack|\b(?:having|had) a stroke\b(?! last)",
    r"\b(?:having|had|has) (?:a |an )?(?:\w+ )?(?:seizure|asthma attack|allergic reaction|reaction)|\bseizing\b|\banaphyla\w+|\bthroat (?:is )?clos\w+",
    r"\b(?:gave|given|used|giving|administered|doing) (?:an? |the |her |his )?(?:epi\w*|narcan|cpr)\b|\bepi ?pen (?:given|used)|\boverdos\w*|\bod'?e?d\b",
    r"\bbleed(?:s|ing)?\b(?! (?:subs|teachers|money|staff|enrollment|students|kids|into|through))|\bblood everywhere|\bhead injury|\bhit (?:his|her|their) head|\bbroke (?:his|her) (?:neck|back)|\bchoking\b|\bturn(?:ed|ing) blue\b|\blips (?:are |is )?(?:blue|swell\w*)|\b(?:face|lips|throat|tongue|eyes?|airway)\b.{0,12}\bswell\w*|\bswelling (?:up|shut)|\bcan'?t swallow|\bswallowed\b.{0,25}\b(?:pills?|battery|batteries|magnet|bleach|poison|razor|glass)|\b(?:took|ate|drank|swallowed)\b.{0,25}\b(?:pastillas|tylenol|advil|bottle of|pills|bleach|poison|too many|edibles?|fentanyl)|\bfentanyl|\bpoison(?:ed|ing)\b(?! ivy)|\bpoison control|\bbone (?:is )?(?:sticking|showing|out)|\b(?:severe|bad|badly) (?:burn\w*|cut|hurt|injur\w*|bleed\w*)|\bgot burned\b|\bscald\w*|\bimpaled|\bchest pains?\b|\bfell (?:from|off|out of) (?:the |a )?(?:roof|bleachers|balcony|window|ladder|second|2nd|stage)|\bwon'?t wake|\bcan'?t wake|\bnot waking|\blow blood sugar|\bblood sugar (?:is )?(?:\d|crash\w*|low|drop\w*)|\bhang(?:ing|ed) (?:himself|herself|from)|\bnoose\b|\bwith(?:out)? a pulse|\bno pulse|\bdrown(?:ed)\b",
    r"\bcall(?:ed|ing)? 911|\b911 (?:called|on|now)|\bambulance\b|\bparamedic|\bems (?:is|here|on)|\bpolice (?:are|is|on|were|activity|here|just)",
    r"\bhit by (?:a )?(?:car|bus|truck|van)|\bbus (?:accident|crash|fire|wreck)|\bbus\b.{0,40}\b(?:crash\w*|rear.?ended|rolled|collision|flipped|in a ditch|got hit|was hit)",
    r"\baccident\b.{0,40}\b(?:bus|hurt|injur\w*|kids)|\b(?:bus|van)\b.{0,30}\baccident",
    r"\b(?:dogs?|pit ?bull|coyote|snake|rattlesnake|bear|raccoon|fox|bobcat|cougar|swarm)\b.{0,40}\b(?:bit|bites|biting|attack\w*|aggressive|loose|chas\w*|rabid|growl\w*|charg\w*)\b|\brabid\b|\bbitten by\b",
    # self-harm and abuse
    r"\bsuicid\w+\b|\bkill (?:him|her|them|my|your)sel(?:f|ves)|\b(?:end|take|took) (?:his|her|their|my) (?:own )?life\b|\bself.?harm\w*",
    r"\b(?:want|wants|wanted|going|wish\w*)(?: \w+){0,2} (?:to die|to be dead|not be alive|he was dead|she was dead|to disappear)|\b(?:be|being) alive\b",
    r"\bcut(?:s|ting)? (?:on )?(?:(?:himself|herself|themselves|themself)|(?:his|her|their) (?:arms?|wrists?|legs?|skin|thigh))\b|\bcuts on (?:his|her|their)\b|\bbetter off (?:dead|without)",
    r"\b(?:step)?(?:dad|mom|father|mother|uncle|parent|brother|boyfriend|teacher|coach)\b.{0,20}\b(?:hits|hurts|beats|beating|hitting|touch(?:es|ed|ing)|molest(?:s|ed|ing)|chok\w+|hit|beat|raped|abus\w+|burned|punched)\b(?! out).{0,25}"
    r"\b(?:him|her|me|them|kid|child|student|home|face|bruise\w*)|\bscared to go home\b|\b(?:sexual(?:ly)?|physical(?:ly)?) (?:assault|abuse)\w*|\brap(?:e|ed)\b|\bsex(?:ual)? (?:assault|abuse|contact)\w*|\bmolest\w*|\bgroped|\btouched (?:him|her|me) (?:down|in|inapprop\w*|private)|\bdisclos(?:ed|ure|ing)\b.{0,40}\b(?:abuse|hit|touch\w*|hurt\w*|uncle|dad|stepdad|father|mom)|\bsays? (?:he|she) (?:is|was) (?:being )?(?:abused|hit|beaten|touched)|\b(?:bruises|marks|burns|welts)\b.{0,30}\b(?:from|says|said|told|scared|afraid)",
    # building
    r"\bceiling\b(?! tiles?).{0,20}\b(?:came down|collaps\w*|caved|fell (?:on|in|while))|\bceiling\b.{0,30}\bfell on\b|\b(?:roof|wall|bleachers?|stage|tree|light fixture|goal)\b.{0,15}\b(?:collaps\w*|caved|came down|fell (?:in|on|down on))",
    r"\b(?:stuck|trapped|stopped)\b.{0,30}\b(?:elevator|lift)\b|\b(?:elevator|lift)\b.{0,25}\b(?:stuck|trapped|stopped)\b.{0,40}\b(?:inside|in it|with|kid|student|teacher|someone)",
    r"(?<!nearly got )(?<!almost got )\btrapped\b|\b(?:sewage|raw sewage|flood(?:ed|ing)?)\b|\bwater (?:is )?(?:pouring|gushing|shooting)|\bburst (?:pipe|main)|\bpipe burst",
    r"\bno (?:heat|power|water)\b.{0,40}\b(?:whole|entire|all|building|school|campus)\b|\b(?:whole|entire) (?:building|school|campus)\b.{0,40}\b(?:no (?:heat|power|water)|lost power|without (?:heat|power|water))",
    r"\btornado\b(?! drill)",
    # Spanish
    r"\b(?:huele|olor|fuga|oler)\b.{0,8}\bgas\b|\b(?:hay|se) (?:fuego|incendi\w+|quema\w*)|\bincendio en\b|\bhumo\b|\bchispas?\b",
    r"\b(?:pistola|arma|armas|cuchillo|navaja|machete|rifle|balazos?|disparos?|tiroteo)\b|\bamenaz\w+|\bbomba\b(?! de agua)",
    r"\bno (?:encontramos|encuentro|aparece|encontraron|respira|puede respirar|reacciona)\b|\bdesaparecid\w+|\b(?:se|perdimos a|perdieron a) (?:perdio|un|una|escapo|llevaron|llevo|salio corriendo)\b.{0,20}(?:\bun|\bnin|\balumn|\bestud)?",
    r"\bse quedo\b.{0,30}\b(?:autobus|camion|bus)\b|\b(?:dejaron|olvidaron)\b.{0,30}\b(?:autobus|camion|bus|parada)\b",
    r"\bse (?:quiere|queria|va a) (?:matar|morir|quitar)|\bquiere (?:matarse|morirse|quitarse la vida)|\bsuicid\w+|\bsangr(?:e|ando)\b|\bconvulsi\w+|\bdesmay\w+|\binconsciente|\bambulancia|\bemergencia\b",
    r"\bse metio (?:un|una|alguien)|\bahogand\w+|\bse esta (?:ahogando|quemando|muriendo|desangrando)|\bherid[oa]s?\b|\bataque (?:de asma|epileptico|al corazon)|\breaccion alergica|\bgolpe en la cabeza|\bpelea\b.{0,20}\b(?:sangr\w*|navaja|cuchillo|grande)|\b(?:una|la) balacera|\bexplosion\b",
    r"\b(?:hombre|senor|persona|desconocido|extrano)\b.{0,30}\b(?:dentro|no se quiere ir|desconocid\w|siguiendo|merodea\w*)|\bencierro\b|\bsobredosis|\batragant\w+|\bla policia\b",
    r"\b(?:lo|la|le) (?:golpea|pega|toca)\b|\b(?:le|lo|la) (?:pegan|golpean|tocan|lastima)\b|\bmiedo (?:de|a) (?:ir|regresar|volver) a (?:su )?casa",
)  # fmt: skip

FALSE_ALARM = re.compile(
    r"\bfalse alarm\b|\bfalsa alarma\b|\ball clear\b|\beverything (?:is|was|s) (?:ok|fine)\b|\bya quedo\b|\bera un juguete\b"
    r"|\bwent (?:fine|well|great|smooth\w*|ok)\b|\bsalio bien\b|\bjust (?:a )?kidding\b"
)

LOOK_ALIKE = re.compile(
    r"\b(?:fire|lock ?down|lock ?out|evacuation|tornado|shelter.in.place|active shooter|intruder|earthquake|safety|emergency|bus evac\w*)"
    r" (?:drill|alarm (?:test|inspection|panel|box|cover)|extinguisher|station|truck|safety|marshal|department|door|exit|code|inspection|"
    r"system|hydrant|hose|lane|plan|training|cards?|contacts?|sub plans?|kit|procedures?|certification|money)\w*"
    r"|\bfire ?(?:walls?|wood|works|flies|fly|place|fighters?|stick|tv)\b|\b(?:fired|fires?) (?:up|off|him|her|from|my)\b|\bfire sale\b|\bkindle fire\w*|\bamazon fire"
    r"|\b(?:glue|staple|nail|heat|caulk|spray|nerf|water|price|radar|tape|massage|label|scan\w*|squirt)[ -]?guns?\b|\bgun[ -]?metal\b|\btop gun\b|\bjump(?:ed|ing)? the gun"
    r"|\b(?:putty|butter|palette|x-?acto|plastic|kitchen|chef|bread|craft|cake)\W? (?:knife|knives)\b|\bknife (?:sharpen|switch)\w*"
    r"|\b(?:is|are|s|was) (?:killing|drowning)\b(?! (?:himself|herself))|\b(?:cards?|badges?|fobs?|accounts?|access)\b.{0,20}\bkill (?:it|them)\b|\bkill (?:the |her |his |that )?(?:card|badge|fob|access|account|lights?|power|switch)|\bkilling (?:us|me|it|my|our|time)\b|\bdrowning in\b|\bdying (?:to|for|of boredom|laughing)\b"
    r"|\b(?:gun|knife|water|bike|bus|lab|playground|internet) safety\b|\bbath bombs?\b|\b(?:is|are|was) the bomb\b(?!ing)|\bbleeding (?:subs|teachers|staff|students|enrollment)\b|\bphoto ?bomb\w*|\bbomb shelter\b|\bbombed the\b|\bcherry bomb\b|\bexploding (?:enrollment|numbers)"
    r"|\b(?:photo|video|picture|film|yearbook) ?shoot(?:s|ing)?\b|\bshoot(?:ing)? (?:photos|pictures|video|a video|me an? |you an? |for|hoops|baskets|over)\b|\bparking[ -]lot dog\b"
    r"|\bsmoke (?:detector|alarm)s?\b(?! (?:is |are )?(?:going off|went off|sounding|won'?t stop))|\bsmoke ?free\b|\bno smoking\b"
    r"|\b(?:heart|panic|asthma|shark)? ?attack (?:on|the) (?:our|the|my|this)\b|\bthreat assessment\w*|\bno threat\b|\bflood (?:of|insurance|light\w*)\b|\bflood(?:ed|ing) with (?:calls|emails|requests|work)\b"
    r"|\bmissing child support\b|\bchild support\b|\b(?:student|kid|child)s? (?:is|are) missing (?:\w+ )*(?:days|work|files?|forms?|grades?|credits?|assignments?|attendance|records?)\b"
    r"|\blight (?:is )?bleed\w*|\bbleed(?:ing)? (?:the )?(?:radiator|line|money|edge)\w*|\bstroke of\b|\bback ?stroke\b|\bbreast ?stroke\b|\bchoking hazard\b|\bheart (?:rate|month|walk)\b"
    r"|\b(?:suicide|seizure|overdose|allergy|anaphylaxis|cpr|aed|narcan|epi ?pen|active shooter|abuse) (?:prevention|awareness|action|response|training|plan|protocol|module|certification|class|education)\w*"
    r"|\bsimulacros?\b(?: de \w+)?|\bcon (?:la|una) bomba de agua\b|\bthreatening (?:weather|clouds|skies|rain)\b|\bpizza\b.{0,10}\bexplosion\b|\bcompany on fire\b|\b(?:team|kids|scores) (?:is|are) on fire\b"
)  # fmt: skip

PAPERWORK = re.compile(
    r"\b(?:polic(?:y|ies)|training|form|forms|template|certification|certif\w+|class(?:es)? on|curriculum|unit plan|lesson|novel|poster|book|video|assembly about|"
    r"webinar|workshop|vendor|invoice|po|purchase|order|quote|budget|inspection|inspected|expired|tag|battery|batteries|schedule|scheduled|scheduling|drills?|report from last|"
    r"after action|last (?:week|month|year|spring|fall)'?s?|link|module|procedure|procedures|protocol|handbook|brochure|ordered|signage|sign)\b"
)
NEGATION = re.compile(
    r"\b(?:no|not an?|not any|without|wasn'?t|isn'?t|never|didn'?t|nobody|none|sin|no habia|no hay|no era|no fue)(?: (?:any|real|actual|more|one|a|was|is|un|una|the))* $"
)
NEGATABLE = re.compile(
    r"^(?:guns?|pistols?|weapons?|kni(?:fe|ves)|fires?|flames?|smoke|threats?|bleed\w*|blood|intruder|bombs?|shooter|fuego|arma|armas|pistola|cuchillo|"
    r"incendio|humo|amenaza|bomba|seizure|injur\w*|lockdown|spark\w*|flood\w*|sewage|gas|suspicious|suicid\w*|riot|brawl|sangre|found|a|has|have|with)\b"
)
HARD_WORDS = frozenset({"breath", "respira", "911", "unconscious", "missing", "eloped"})
COLD_BELOW = 60
"""Degrees Fahrenheit inside below which missing heat is a safety matter (many districts close rooms there)."""

_COLD = re.compile(r"\b(\d{1,2})\s*(?:°|º|degrees?|deg\b|grados|f\b)")
_BARE_COLD = re.compile(
    r"\b(?:says|reads|reading|at|is|its|it's|below|under|room is)\s+(\d{1,2})\b(?!\s*(?:am|pm|:|st|nd|rd|th|kids|students|days|min))"
)
_HEAT = re.compile(
    r"(?<!walk in )(?<!walk-in )\b(?:heat|heater|heating|furnace|boiler|thermometer|thermostat|freezing|cold|coats?|calefaccion|frio)\b"
)
_FRIDGE = re.compile(r"\b(?:milk|freezer|fridge|refrigerator|cooler|walk.in)\b")
CLAUSE = re.compile(r"[.!?;\n]+(?:\s|$)|,\s+(?:but|pero|and now)\s")
PIECE = re.compile(r",\s+|\s(?:also|plus|tambien)\s")
"""What a clause about paperwork is cut at: danger in a piece without any such word is danger."""


def danger_in(text: str, listed: Iterable[str] = ()) -> tuple[str, ...]:
    """The words of `text` (cleaned) that speak of danger, in order, as folded text; empty if none.

    `listed` holds the district's and the routes' own urgent words.
    """
    folded = fold(text)
    if FALSE_ALARM.search(folded) and not re.search(r"\b911\b", folded):
        return ()
    found: list[str] = []
    for clause in CLAUSE.split(LOOK_ALIKE.sub(" _ ", folded)):
        found += _in_clause(clause, tuple(listed))
    return tuple(dict.fromkeys(found))


def _in_clause(clause: str, listed: tuple[str, ...]) -> list[str]:
    paperwork = bool(PAPERWORK.search(clause))
    found = [hit.group().strip() for pattern in _strong() for hit in pattern.finditer(clause) if _stands(clause, hit)]
    if paperwork:
        found = [words for words in found if any(hard in words for hard in HARD_WORDS)]
        pieces = [piece for piece in PIECE.split(clause) if not PAPERWORK.search(piece)]
        found += [words for piece in pieces if piece != clause for words in _in_clause(piece, listed)]
    else:
        found += [hit.group() for hit in _listed(listed).finditer(clause) if listed and _stands(clause, hit)]
    total, words = danger_sum(clause)
    return (
        found + _cold(clause) + (list(words) if total >= ENOUGH and not found and not NEGATION.search(clause) else [])
    )


def _stands(clause: str, hit: re.Match[str]) -> bool:
    words = hit.group().strip()
    return bool(words) and not (NEGATABLE.match(words) and NEGATION.search(clause[: hit.start()]))


def _cold(clause: str) -> list[str]:
    if not _HEAT.search(clause) or _FRIDGE.search(clause):
        return []
    degrees = [*_COLD.finditer(clause), *_BARE_COLD.finditer(clause)]
    return [hit.group().strip() for hit in degrees if 0 < int(hit.group(1)) < COLD_BELOW]


@lru_cache(maxsize=1)
def _strong() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in STRONG)


@lru_cache(maxsize=8)
def _listed(words: tuple[str, ...]) -> re.Pattern[str]:
    folded = sorted((fold(word) for word in words), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(word) for word in folded) + r")\b" if folded else r"(?!)")
