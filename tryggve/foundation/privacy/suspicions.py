"""Which phrase says that somebody who can be told is suspected, or what is said of them?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tryggve.foundation.privacy.marks import Action, Kind, Mark
from tryggve.foundation.privacy.reading import Reading

_HEDGE = (
    r"(?:nog|troligen|troligtvis|förmodligen|säkert|sannolikt|antagligen|tydligen|visst|kanske|"
    r"uppenbarligen|möjligen|högst troligt|med största sannolikhet|garanterat|definitivt|uppenbart|"
    r"lär|nog alltid|misstänkt)"
)
_CRIME_NOUN = (
    r"(?:knark\w*|drog\w*|narkotika\w*|hasch\w*|gräs|vejp\w*|vape\w*|vapes|cannabis|marijuana|"
    r"sprit\w*|hembränt|stöldgods|tjuvgods|stulna?|stulet|piller|tabletter|tramadol|benso|amfetamin|"
    r"kokain|kola|ladd|heroin|snus|cigg\w*|spice|lustgas|vapen|fyrverk\w*|smällare|"
    r"raketer|bomber|pistol\w*|knivar|lådvin|folköl|öl|alkohol|sex|stulna \w+|langningen|langning)"
)
_WORDS = r"(?:\s[\wåäöé\-]+)"
_DEEDS = (
    r"(?:säljer|sålt|sålde|langar|langade|langat|dealar|dealade|kränger|krängt|delar ut|smugglar|"
    r"gömmer|gömt|hälar|stjäl|stulit|snattar|snattat|snor|snott|klottrar|klottrat|sprejat|tänder på|"
    r"tänt|eldar|eldat|bränner|bränt|krossar|krossat|hotar|hotat|rånar|rånat|misshandlar|misshandlat|"
    r"slagit|"
    r"köper ut|köpt ut|håller på med|styr|ligger bakom|legat bakom|står bakom|stått bakom|"
    r"vandaliserat|förstört|brutit sig in|tagit|kastat|sparkat|lurat|bedragit|slängt|dumpat|anlagt|"
    r"satt eld|saboterat|repat|skurit sönder|filmat|trakasserat|mobbat|tafsat|våldtagit|knivskurit|"
    r"skjutit|kört)"
)
_PATTERNS = (
    (
        r"\b(?:(?:är|var|blev|blivit|har varit|ä|va|har tidigare varit) )?(?:skäligen |starkt |på "
        rf"sannolika skäl |tidigare |fortfarande |{_HEDGE} )?misstän(?:ks|kts|ktes|kas|kt|kta)\b(?: (?:nu|"
        rf"också|starkt|av \w+|fortfarande|även|{_HEDGE}))?(?: (?:för|vara|att|ha|ligga|stå|sälja|"
        rf"i)\b)*{_WORDS}{{0,2}}"
    ),
    (
        r"\b(?:antas|antages|sägs|tros|uppges|uppgavs|påstås|påstods|befaras|förmodas|ryktas|utpekas|"
        r"anses|bedöms|beskylls|anklagas|anklagats|pekas ut|pekats ut|pekades ut|hängs ut|skylls|åtalas|"
        rf"lär|tycks|verkar)(?: {_HEDGE}| ofta| nu| också| alltid| enligt \w+| av (?:flera|många|alla|"
        r"grannar|boende|\w+))?(?: (?:för|som|av|vara|ha|att|ligga|stå|den|de|dom|hålla|sälja|"
        rf"skuld\w*))*{_WORDS}{{0,2}}"
    ),
    (
        rf"\b(?:ska|skall|skulle) (?:{_HEDGE} )?(?:ha|vara (?:den|de|dom|inblandad|hjärnan|ledaren|"
        rf"skyldig)|ligga|stå bakom|enligt \w+)(?: som)?{_WORDS}{{0,2}}"
    ),
    (
        rf"\b(?:(?:är|var|va|ä|har|hade|det är|det var|[\wåäö]{{2,}}(?:r|de|te)) )?{_HEDGE} (?:är |var |"
        r"har |ha |det |att |också |"
        r"även )*(?:(?:den|de|dom|han|hon|samma)\b ?)?(?:som |skyldig |inblandad |ligger bakom|står "
        rf"bakom)?{_DEEDS}?{_WORDS}{{0,1}}"
    ),
    (
        r"\b(?:säljer|sålde|sålt|sälja|köper|handlar med|håller på med|sysslar med|delar ut|smugglar|"
        r"gömmer|förvarar|bjuder på|tillverkar|odlar|langar|langade|dealar|kränger|hälar|har|bär)(?: "
        r"(?:runt|alltid|ofta|öppet|billig\w*|stora|en massa|både|hemma|ut))?(?: (?:på|med|av))? "
        rf"{_CRIME_NOUN}(?:{_WORDS}{{0,2}}(?= (?:vid|på|i|till|hos|från)\b|[.,;]|$))?"
    ),
    (
        r"\b(?:langar|langat|langade|dealar|dealat|kränger|hälar|snattar|köper ut(?: till \w+)?|"
        r"knarklangar\w*|begår brott|stjäl)\b(?: (?:till|på|i)\s\w+)?"
    ),
    (
        rf"\b(?:är|var|va|ä|som|den) (?:en |den |känd |den stora |själva |{_HEDGE} )*(?:knark|drog|"
        r"spritt?)?(?:langare|langaren|tjuv|tjuven|gängledare|gängledaren|gängmedlem|gängkriminell|"
        r"kriminell|kriminella|yrkeskriminell|buse|busen|värstingen|värsting|hälare|hjärnan(?: bakom)?|"
        r"skyldig|skyldiga|gärningsman|gärningsmannen|pyroman|pyromanen|mordbrännare\w*|brottsling|"
        r"inbrottstjuv\w*|bedragare|cykeltjuv\w*|dealer|dealern|inblandad|inblandade|delaktig|hantlangare|"
        r"torped|våldsverkare|tjallare|ringledare|ringledaren|anstiftare|ligist)\b(?: (?:i|bakom|"
        r"till)\s\w+)?"
    ),
    rf"\b(?:ligger|låg|legat|står|stod|stått) (?:{_HEDGE} )?bakom\b{_WORDS}{{0,1}}",
    rf"\b(?:är|var|va|ä) (?:{_HEDGE} )?(?:den|de|dom) som {_DEEDS}\b{_WORDS}{{0,1}}",
    (
        r"\b(?:inblandad|inblandade|delaktig|kopplas|kopplad|kopplats|knyts|knuten|kopplingar|koppling) "
        r"(?:i|till)\b(?:\s[\wåäö\-]+){0,2}"
    ),
    (
        r"\b(?:är |var )?(?:väl )?(?:känd|kända|bekant) (?:av|hos|för) (?:polisen|polis|rättsväsendet|att|"
        r"tidigare|socialtjänsten|väktarna|ordningsvakterna|stölder|bråk)(?:\s[\wåäö]+)?"
    ),
    (
        r"\b(?:är |var |blev |blivit )?(?:tidigare |nyligen )?(?:dömd|dömts|straffad|häktad|häktats|"
        r"anhållen|anhållits|åtalad|efterlyst|villkorligt frigiven|frigiven)\b(?: (?:för|i|"
        r"efter)\s[\wåäö]+)?"
    ),
    (
        r"\b(?:enligt (?:ett |obekräftade )?(?:rykten?|ryktet|tips|uppgifter|uppgift|skvall\w*|snacket)|"
        r"ryktet (?:säger|går|gör gällande)(?: att)?|det (?:ryktas|sägs|går rykten|snackas|pratas|viskas|"
        r"påstås)(?: om)?(?: att)?|ryktas(?: det)?(?: att)?|(?:folk|alla|många|flera|grannarna|andra "
        r"elever|eleverna|ungdomarna|personalen) (?:säger|tror|påstår|vet|misstänker|pekar ut|pekar på|"
        r"skvallrar om)(?: att)?(?: det är)?|säger ryktet|tror (?:flera|vi|jag|många|grannarna|personalen|"
        r"alla)|(?:vi|jag|man|polisen|väktaren|personalen|grannar|boende|flera) (?:misstänker|tror|"
        r"misstänkte|antar|är (?:ganska |helt |rätt )?säkra? på)(?: starkt)?(?: att)?(?: det är)?|"
        r"misstankar(?:na)? (?:mot|riktas mot|faller på|finns mot)|misstanken (?:faller på|riktas mot)|"
        r"misstänker(?: starkt)?(?: att)?(?: det är)?|pekar ut|pekar på|skyller på|ryktesvägen)\b"
    ),
    rf"\b(?:har|hade) (?:{_HEDGE} )+{_DEEDS}\b{_WORDS}{{0,1}}",
    r"\bmisst\.?(?= |:|,)(?: (?:för|gm|ref|ringa|grov)\b)?(?:\s[\wåäö]+)?",
    r"\b(?:skäligen|sannolika skäl)\b(?: misstänkt\w*)?(?: för\s[\wåäö]+)?",
)
_PHRASE = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS))
_POLICE = re.compile(r"(?<!\w)(?:MT|GM|gm|mt)(?=\b[: ,.)]|\Z)(?!\s?(?:i berg|buss))")
_CLEFT = re.compile(
    rf"(?<!\w)(?:(?:det|dä|de) (?:är|var|va|ä) {_HEDGE} |{_HEDGE} (?:är|var|va|ä) (?:det|dä|de) "
    r")(?:samma |återigen |igen )?\Z"
)
_SAID_OF = re.compile(
    r"\b(?:tror|misstänker|påstår|säger|menar|hävdar|antar|anser|ryktas|sägs|påstås|rykten?|övertygad|"
    r"övertygade|hört|säkra?|gissar|"
    r"tips|skvaller\w*)(?: (?:starkt|nu|ofta|om|på|det))* (?:att|det är|det var)(?: det är| det var)? ?\Z"
)
_ACCUSED = re.compile(
    r"\b(?:misstänker|misstänkte|misstänkt|anklagar|anklagade|beskyller|beskyllde|pekar (?:på|ut)|"
    r"pekade (?:på|ut)|skyller på|utpekar|tipsar om|tipsat om|anmäler|anmälde) ?\Z"
)
_CHARGE = re.compile(rf" (?:för|som|att|ha)\b{_WORDS}{{1,3}}")
_TOLD = re.compile(rf" [\wåäö]+{_WORDS}{{0,1}}")
_DOES = re.compile(
    r"\b(?:säljer|sålde|langar|dealar|kränger|stjäl|gömmer|delar ut|smugglar|odlar|köper ut|stulit|har) ?\Z"
)
_WHAT = re.compile(rf" (?:\w+ )?{_CRIME_NOUN}\b")
_AFTER = re.compile(
    rf" (?:som|ha|har|som har|nog|troligen|säkert)(?: (?:har|hade|ha|nog|troligen|säkert))? [\wåäö]+{_WORDS}{{0,1}}"
)
_AND = re.compile(r"\s?(?:och|å|eller|,)\s?\Z")
_PERSONS = frozenset(
    {
        Kind.PERSON_NAME,
        Kind.SMALL_GROUP,
        Kind.HANDLE,
        Kind.PLATE,
        Kind.PHOTO_URL,
        Kind.APARTMENT,
        Kind.HOME_ADDRESS,
        Kind.PERSONNUMMER,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.BANK_ID,
    }
)


def suspicions(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:
    """Suspicion and rumour, when the text tells whom it is about. A suspicion of nobody is not marked."""
    pointed = [mark for mark in people if mark.kind in _PERSONS]
    if not pointed:
        return
    low = reading.lower
    for mark in pointed:
        yield from _round_somebody(low, mark)
    for match in _PHRASE.finditer(low):
        yield from _around(match.start(), match.end(), low, pointed)
    for match in _POLICE.finditer(reading.text):
        yield Mark(Kind.SUSPICION, match.start(), match.end(), Action.WARN)


def _round_somebody(low: str, mark: Mark) -> Iterator[Mark]:
    """The pieces before and after the one who is told of."""
    if _ACCUSED.search(low, max(0, mark.start - 25), mark.start) and (charge := _CHARGE.match(low, mark.end)):
        yield Mark(Kind.SUSPICION, mark.end + 1, charge.end(), Action.WARN)
    if _SAID_OF.search(low, max(0, mark.start - 40), mark.start) and (told := _TOLD.match(low, mark.end)):
        yield Mark(Kind.SUSPICION, mark.end + 1, told.end(), Action.WARN)
    what = _WHAT.match(low, mark.end)
    does = _DOES.search(low, max(0, mark.start - 14), mark.start)
    if what and does:
        yield Mark(Kind.SUSPICION, does.start(), does.start() + len(does[0].rstrip()), Action.WARN)
        yield Mark(Kind.SUSPICION, mark.end + 1, what.end(), Action.WARN)
    cleft = _CLEFT.search(low, max(0, mark.start - 40), mark.start)
    if cleft:
        yield Mark(Kind.SUSPICION, cleft.start(), cleft.start() + len(cleft[0].rstrip()), Action.WARN)
        if after := _AFTER.match(low, mark.end):
            yield Mark(Kind.SUSPICION, mark.end + 1, after.end(), Action.WARN)


def _around(start: int, end: int, low: str, pointed: Sequence[Mark]) -> Iterator[Mark]:
    """The phrase in two pieces when the name stands inside it."""
    for mark in pointed:
        if mark.start < end and start < mark.end:
            if mark.start > start:
                yield from _around(start, mark.start, low, pointed)
            if mark.end < end:
                yield from _around(mark.end, end, low, pointed)
            return
    while start < end and not low[start].isalnum():
        start += 1
    while end > start and not low[end - 1].isalnum():
        end -= 1
    if end - start > 2 and not _AND.fullmatch(low[start:end]):
        yield Mark(Kind.SUSPICION, start, end, Action.WARN)
