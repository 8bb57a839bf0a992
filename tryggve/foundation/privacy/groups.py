"""Which words point out one person or a few without a name?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tryggve.foundation.privacy.marks import Action, Kind, Mark
from tryggve.foundation.privacy.reading import Reading

_ONE = (
    r"(?:mannen|kvinnan|killen|tjejen|pojken|flickan|grabben|gubben|tanten|damen|herren|paret|"
    r"familjen|grannen|eleven|sonen|dottern|brodern|systern|hyresgästen|änkan|änklingen|pensionären|"
    r"tonåringen|snubben|mamman|pappan|farbrorn|gumman|syskonparet|tvillingparet|ungen|typen|"
    r"barnfamiljen|storfamiljen|ensamstående mamman|farmorn|farfarn|mormorn|morfarn|personen|"
    r"(?:småbarns|fyrabarns|trebarns|tvåbarns|fembarns|barn)?(?:mamman|pappan|familjen)|missbrukaren|"
    r"alkisen|hundägaren|kattägaren|mopedisten|odlaren|fiskaren|katt-?tanten|målaren|kassörskan|"
    r"städerskan|kioskägaren|innehavaren|grannpojken|grannflickan|grannfrun|grannparet)"
)
_SEVERAL = (
    r"(?:tvilling|tonårs|små|grann|halv|styv|skol|gymnasie|högstadie|mellanstadie|"
    r"lågstadie)?(?:bröderna|systrarna|syskonen|tvillingarna|trillingarna|killarna|tjejerna|pojkarna|"
    r"flickorna|"
    r"grabbarna|sönerna|döttrarna|kusinerna|barnen|ungarna|eleverna|ungdomarna|kompisarna|"
    r"föräldrarna|grannarna|männen|kvinnorna|gubbarna|tanterna|damerna|tonåringarna|tonårskillarna|"
    r"tonårstjejerna|småkillarna|småtjejerna|lågstadiekillarna|högstadiekillarna|studenterna|"
    r"hyresgästerna|busarna|bråkstakarna|polarna|snubbarna|gänget|kompisgänget|trion|kvartetten|duon)"
)
_FEW = r"(?:två|tre|fyra|fem|båda|bägge|2|3|4|5|ett par|tvenne)"
_INDEFINITE = (
    r"(?:kill(?:e|ar)|tjej(?:er)?|elev(?:er)?|pojk(?:e|ar)|flick(?:a|or)|grabb(?:ar)?|ungdom(?:ar)?|"
    r"syskon|bröder|kompisar|unge|ungar|barn|högstadieelev(?:er)?|gymnasieelev(?:er)?)"
)
_GRADE = (
    r"(?:\d{1,2}\s?[:]?\s?[a-hs]\b|klass \d{1,2}\s?[a-h]?\b|årskurs \d|åk \d\s?[a-h]?|ettan|tvåan|"
    r"trean|fyran|femman|sexan|sjuan|åttan|nian|parallellklassen|särskolan|särskoleklassen|sär|"
    r"förberedelseklassen|na\d\w*|sa\d\w*|te\d\w*|ek\d\w*|ba\d\w*|el\d\w*|fordonsprogrammet)"
)
_DWELLING = (
    r"(?:(?:familjen|hushållet|paret) (?:på|i|ovanför|under|högst|längst)\b|"
    r"\w*hus(?:et)?\b|\w*vill(?:a|an)\b|\w*lägenhet(?:en)?\b|\w*våning(?:en)?\b|uppgång(?:en)?|"
    r"\w*port(?:en)?\b|\w*trapp(?:a|an|uppgång|uppgången)?\b|nedre botten|nedre plan|\w*plan\b|"
    r"bottenplan|\w*stug(?:a|an)\b|\w*husvagn(?:en)?\b|"
    r"\w*kåk(?:en)?\b|\w*garage(?:t)?\b|källaren|vinden|vindslägenhet\w*|gård(?:en)? \d\w*|"
    r"\w*torp(?:et)?\b|etta[n]?|tvåa[n]?|trea[n]?|fyra[n]?|barack(?:en)?|\w*kiosk(?:en)?\b|"
    r"tält(?:et)?|\w*kolonilott\w*|lgh|"
    r"nr \d+|nummer \d+|\d+:an|hyreshus\w*|gaveln?|gavel\w*|hörnet|hörn\w*|kåken|bilen vid|skåpbil\w*|"
    r"övervåning\w*|entréplan|loftet|loftgången|balkong\w*|rummet|boendet|affären|butiken|tobaks\w*|"
    r"båten|skjulet|boden)"
)
_WHERE = (
    r"(?:i|på|från|ur|under|ovanför|ovanpå|bredvid|mitt ?emot|vägg i vägg|högst upp|längst (?:ner|ned|"
    r"upp|in|bort)|närmast|intill|hos|en trappa upp|snett ovanför|snett mitt emot)"
)
_HABIT = (
    r"(?:(?:alltid|ofta|jämt|nästan|ensam|själv) )?(?:bor|bodde|brukar|hyr|äger|driver|sover|tigger|"
    r"håller till|flyttade|flyttat|har flyttat|alltid|jämt|varje|går i|gick i|går med|jobbar|arbetar|"
    r"kör|cyklar|matar|säljer|sitter|står|dricker|letar|"
    r"samlar|heter|aldrig|ofta|nyss|precis flyttat|har (?:kiosken|butiken|hund\w*|butik\w*|\w+hund)|nyligen)"
)
_KIN = (
    r"(?:(?:tonårs|lill|små|stor|tvilling|bonus|styv|plast|svär|halv|barn|grann|yngsta |äldsta |yngre |"
    r"äldre |vuxna |minsta |lilla |stora |gamla |nya |ena |andra |båda |bägge |två |tre |fyra |fem )*"
    r"(?:lillebror|storebror|lillasyster|storasyster|lillasyskon|bror|brorsa|brorsan|brorsor|broder|"
    r"bröder|brorson|syster|systrar|syrra|syrran|syrror|systerson|syskon|mamma|morsa|morsan|mor|moder|"
    r"pappa|farsa|farsan|far|fader|son|söner|sonen|grabb|grabben|grabbar|dotter|döttrar|"
    r"kusin|kusiner|fru|hustru|make|maka|sambo|sambos?|särbo|flickvän|pojkvän|exman|exmake|exfru|"
    r"ex-man|exflickvän|expojkvän|exsambo|ex-fru|ex|barnbarn|sonson|dotterson|mormor|morfar|farmor|"
    r"farfar|moster|faster|morbror|farbror|svåger|svägerska|"
    r"föräldrar|pojke|pojkar|flicka|flickor|unge|ungar|barn|familj|tjej|kille|killar|tjejer|granne|"
    r"grannar|kompis|kompisar|polare|bästis|klasskamrat\w*|man|fästmö|fästman|fosterson|fosterdotter|"
    r"fosterbarn|gudson|släkting|släktingar))"
)
_CLOSE_KIN = (
    r"(?:lillebror|storebror|lillasyster|storasyster|bror|brorsa|brorsor|bröder|syster|systrar|syrra|"
    r"syskon|mamma|morsa|mor|pappa|farsa|far|son|söner|grabb|grabbar|dotter|döttrar|kusin|kusiner|fru|"
    r"hustru|make|maka|sambo|flickvän|pojkvän|exman|exfru|exsambo|"
    r"barnbarn|sonson|dotterson|mormor|morfar|farmor|farfar|pojke|pojkar|flicka|flickor|unge|ungar|tonåring|tonåringar)"
)
_SIZE = r"(?:(?:tonårs|lill|små|stor|tvilling|bonus|styv|plast|svär|halv|barn|grann)?)"
_ADJECTIVES = (
    r"(?:(?:tonåriga|unga|yngsta|äldsta|yngre|äldre|vuxna|minsta|lilla|stora|gamla|nya|ena|andra|båda|"
    r"bägge|två|tre|fyra|fem|långa|korta|stökiga|bråkiga|egna|samma|värsta|skäggiga|lugna|"
    r"värstingarna|rödhåriga|blonda|högljudda|arga|berusade|ensamma|små|tjocka|magra|blivande)\s)*"
)

_POSSESSED = re.compile(rf"\b(?:hans|hennes|hans egen|hennes egen)\s{_ADJECTIVES}{_SIZE}{_KIN}\b")
_OWN = re.compile(rf"\b(?:sin|sina|sitt|deras|dennes|min|mina|vår|våra)\s(?:egen |egna )?{_ADJECTIVES}{_SIZE}{_KIN}\b")
_OF_SOMEBODY = re.compile(
    r"\b(?!(?:barn|kommun|skol|förskol|område|stad|by|land|hus|gård|park)\w*s\s)\w+(?:ens|ans|arens|"
    r"rens|ets|arnas|ornas|ernas|örens|örs|ins|ns|parets|ants|nnes|ors|tors|"
    rf"ares)\s{_ADJECTIVES}(?:tonårs|tvilling|bonus|styv|lill|stor|yngsta |äldsta )?{_CLOSE_KIN}\b"
)
_BARE_KIN = re.compile(rf"(?:'s|:s)?\s{_ADJECTIVES}{_SIZE}{_KIN}\b")
_TO = re.compile(
    rf"\b(?:(?:den|de|dom) )?{_ADJECTIVES}(?:mamman|pappan|morsan|farsan|föräldrarna|modern|fadern|"
    r"brodern|brorsan|systern|syrran|sonen|dottern|sönerna|döttrarna|lillebrodern|storebrodern|"
    r"kusinen|kusinerna|frun|sambon|flickvännen|pojkvännen|tjejen|killen|kompisen|kompisarna|grannen|"
    r"exmannen|exfrun|bästisen|"
    r"mamma|pappa|bror|syster|son|dotter|kusin|sambo|kompis|granne|morfar|farfar|mormor|farmor|"
    r"lillebror|storebror|lillasyster|storasyster|polare|flickvän|pojkvän|syskon|söner|"
    r"föräldrar)\still\b"
)
_COUNTED = re.compile(
    rf"\b(?:de|dom|dessa|di|våra)\s(?:här |där )?{_ADJECTIVES}{_FEW}\s(?:[\wåäö-]+\s){{0,2}}?{_SEVERAL}"
)
_GRADED = re.compile(
    rf"\b(?:(?:den|de|dom|en|ett|två|tre|fyra|fem|några|ett par|2|3|4|5)\s){{0,2}}(?:[\wåäö-]+a\s)?(?:{_ONE}|"
    rf"{_SEVERAL}|{_INDEFINITE})\s(?:som går |som gick )?(?:i|från|ur)\s(?:\w+s\s)?{_GRADE}"
)
_HOUSED = re.compile(
    rf"\b(?:(?:den|de|dom)\s)?{_ADJECTIVES}(?:{_ONE}|"
    rf"{_SEVERAL})\s(?:{_WHERE}\s)?{_WHERE}\s(?:(?:[\wåäö:-]+)\s){{0,3}}?{_DWELLING}"
)
_OVERHEAD = re.compile(
    rf"\b{_ADJECTIVES}(?:grannen|grannarna|familjen|paret|hyresgästen|hyresgästerna|mannen|kvinnan|"
    r"killen)\s(?:ovanför|ovanpå|under|nedanför|mitt ?emot|bredvid|vägg i vägg|högst upp|längst "
    r"(?:ner|ned|upp|in|bort)|snett (?:ovanför|emot|mitt emot)|en trappa (?:upp|ner)|närmast)\b"
)
_RELATIVE = re.compile(rf"\b(?:den\s)?{_ADJECTIVES}{_ONE}\ssom\s{_HABIT}\b")
_RELATIVE_SEVERAL = re.compile(
    rf"\b(?:de|dom)?\s?{_ADJECTIVES}{_SEVERAL}\ssom\s(?:bor|hyr|går i|jobbar|driver|äger|flyttat|nyss flyttat|sover)\b"
)
_WITH_MARK = re.compile(
    rf"\b(?:den\s)?{_ADJECTIVES}{_ONE}\s(?:med|i)\s(?:(?:den|det|de|sin|sina|en|"
    rf"ett)\s)?(?:[\wåäö-]+\s){{0,2}}?(?:rullstol\w*|rullator\w*|hund\w*|schäfer\w*|tax\w*|pitbull\w*|"
    r"hår\w*|skägg\w*|tatuering\w*|keps\w*|käpp\w*|krycka\w*|permobil\w*|barnvagn\w*|mössa\w*|"
    r"jacka\w*|rock\w*|glasögon\w*|tofs\w*|ärr\w*|katt\w*|katterna|hundarna|\w*moppe\w*|\w*moped\w*|"
    r"\w*volvo\w*|flakmoped\w*)\b"
)
_SOME_ONE = re.compile(
    r"\b(?:en|ett)\s(?:[\wåäö-]+\s){0,2}?(?:man|kvinna|familj|pensionär|mamma|pappa|par|dam|kille|"
    r"tjej|hyresgäst|änka|granne|pojke|flicka|missbrukare)\s(?:i|på|högst upp|längst)\s(?:(?:den|det|"
    r"i|på|en|ett)\s)?(?:[\wåäö:-]+\s)?(?:lägenhet\w*|våning\w*|\w*våningen|nedre botten|bottenplan|"
    r"\w*radhus\w*|uppgång\w*|port \w+|trapp\w*|hörnhus\w*|villa\w*)\b"
)
_ALWAYS = (_POSSESSED, _OF_SOMEBODY, _GRADED, _HOUSED, _OVERHEAD, _RELATIVE, _SOME_ONE)
_TAILED = (_GRADED, _HOUSED, _OVERHEAD, _RELATIVE, _SOME_ONE, _COUNTED, _RELATIVE_SEVERAL, _WITH_MARK)
# Every phrase has one of these: a quick look before the long ones.
_HEAD = re.compile(
    rf"\A(?:{_ONE}|{_SEVERAL}|{_INDEFINITE}|familj|pensionär|par|dam|hyresgäst|änka|missbrukare)\Z|"
    rf"(?:{_KIN}|{_CLOSE_KIN})\Z|(?:man|kvinna|modern|fadern|brodern|systern|kusinen|frun|sambon|"
    r"flickvännen|pojkvännen|kompisen|exmannen|exfrun|bästisen|ensamstående)\Z"
)

# The verb of the sentence ends the phrase.
_VERB = re.compile(
    r"\b(?:påstås|utpekas|uppges|utreds|vårdas|behandlas|placerats|placerades|omhändertogs|lider|äter|"
    r"injicerar|saknar|förmodas|ryktas|anses|beskylls|anklagas|verkar|fungerar|filmade|"
    r"byggt|bygger|\w{3,}ades|\w{4,}ade|är|ä|e|har|hade|heter|var|va|blev|blir|går|gick|får|fick|ska|"
    r"skulle|kom|kommer|satt|sitter|"
    r"matar|skriker|skrek|sa|säger|sade|hotade|hotar|låste|eldar|eldade|tänder|ställer|ställde|slog|"
    r"slår|kastar|"
    r"kastade|säljer|sålde|langar|stal|stjäl|misstänks|antas|tros|lär|sägs|pekas|vill|ville|kan|kunde|"
    r"måste|brukar|stör|störde|klagar|klagade|ringde|ringer|spelar|spelade|röker|rökte|dricker|drack|"
    r"knarkar|"
    r"kör|körde|ligger|låg|står|stod|gör|gjorde|tar|tog|ser|såg|verkar|verkade|visar|visade|lever|"
    r"bråkar|bråkade|förstör|förstörde|mobbar|trakasserar|terroriserar|krossade|krossar|sparkade|"
    r"sparkar|klottrar|klottrade|"
    r"bjuder|samlar|lämnar|lämnade|skräpar|tigger|tiggde|sover|sov|gråter|behöver|behövde|mår|"
    r"missbrukar|bor|hyr|och|men|nog|troligen|säkert|igen|så|under|enligt|av|som|ofta|alltid|aldrig|"
    r"inte|hela|varje|ute|utan|när|för|till|ringt|fått|setts|på sista|i natt|i går|igår|natten|"
    r"kvällen|säger|säkert)\b"
)
_LONGEST_TAIL = 45


def groups(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:  # noqa: C901, PLR0912 - a loop for each phrase
    """Noun phrases that point out one person or a few: relatives, a class and a few, the man in the corner house."""
    low = reading.lower
    if not any(map(_is_head, reading.lowers)):
        return
    for pattern in _ALWAYS:
        for match in pattern.finditer(low):
            yield _mark(low, match.start(), match.end(), with_tail=pattern in _TAILED)
    names = [mark for mark in people if mark.kind is Kind.PERSON_NAME]
    for match in _COUNTED.finditer(low):
        end = _tail(low, match.end())
        if end > match.end() + 2 or people:
            yield Mark(Kind.SMALL_GROUP, match.start(), end, Action.WARN)
    for match in _TO.finditer(low):
        if _leads_to_somebody(low, match.end(), people):
            yield Mark(Kind.SMALL_GROUP, match.start(), _end_of_to(low, match.end(), people), Action.WARN)
    for pattern in (_RELATIVE_SEVERAL, _WITH_MARK):
        for match in pattern.finditer(low):
            yield _mark(low, match.start(), match.end(), with_tail=True)
    if people:
        for match in _OWN.finditer(low):
            yield _mark(low, match.start(), match.end(), with_tail=False)
    for name in names:
        if reading.text[name.end - 1] in "sS":
            kin = _BARE_KIN.match(low, name.end)
            if kin:
                yield Mark(
                    Kind.SMALL_GROUP,
                    name.end + len(kin[0]) - len(kin[0].lstrip("':s ")) if kin[0][0] in "':" else name.end + 1,
                    kin.end(),
                    Action.WARN,
                )


@lru_cache(maxsize=8192)
def _is_head(word: str) -> bool:
    return _HEAD.search(word) is not None


def _leads_to_somebody(low: str, position: int, people: Sequence[Mark]) -> bool:
    after = low[position : position + 40]
    if any(0 <= mark.start - position <= 2 for mark in people):
        return True
    return bool(
        re.match(
            rf"\s(?:en av |den |de |dom |två av |tvillingarna|{_ONE}|{_SEVERAL}|{_INDEFINITE}|ägaren|"
            r"vaktmästaren|rektorn|föreståndaren|kassörskan|grannen)",
            after,
        )
    )


def _end_of_to(low: str, position: int, people: Sequence[Mark]) -> int:
    for mark in people:
        if 0 <= mark.start - position <= 2 and mark.kind is not Kind.SMALL_GROUP:
            return position
    return _tail(low, position)


def _mark(low: str, start: int, end: int, *, with_tail: bool) -> Mark:
    return Mark(Kind.SMALL_GROUP, start, _tail(low, end) if with_tail else end, Action.WARN)


def _tail(low: str, position: int) -> int:
    """Where the noun phrase ends: at the sentence's verb, a sign, or when it has gone on for long."""
    limit = min(len(low), position + _LONGEST_TAIL)
    stop = re.search(r"[.,;:!?\n(|]", low[position:limit])
    end = position + stop.start() if stop else limit
    verb = _VERB.search(low, position, end)
    if verb:
        end = verb.start()
    if end == limit < len(low) and not stop:
        end = low.rfind(" ", position, end) if " " in low[position:end] else position
    return position + len(low[position:end].rstrip())
