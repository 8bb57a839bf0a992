"""Which passage is the dwelling or the home address of somebody?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.marks import Kind, Mark
from tryggve.foundation.privacy.people import alternatives, people_forms

_ORDINAL = r"(?:första|andra|tredje|fjärde|femte|sjätte|sjunde|åttonde|översta|nedersta|[1-9]:?[ae])"
_COUNT = r"(?:[1-9]|1[0-9]|en|ett|två|tre|fyra|fem|sex|sju|åtta)"
_SIDE = (
    r"(?:t\.?\s?v\.?|t\.?\s?h\.?|vänster|höger|mitt ?emot(?: (?:hissen|trappan))?|mitt(?:en)?|mitt fram|"
    r"rakt fram|innerst(?: inne)?|"
    r"längst (?:in|bort|ner|åt (?:vänster|höger))\b(?: i korridoren)?)"
)
_WAY = rf"(?:(?:till|åt|på) )?(?:{_SIDE})(?![\wåäö])"
_DOOR = (
    rf"(?:{_ORDINAL} )?(?:(?:mitten)?dörr(?:en)?|balkong(?:en)?|lägenhet(?:en)?|lgh)"
    rf"(?: (?:nr |nummer )?\d{{1,2}})?(?: {_WAY})?"
)
_APARTMENT = re.compile(
    r"(?<!\w)(?:"
    r"(?:lgh|lght|läg|lägenh|lägenhet(?:en|erna|er)?|lägenhetsn(?:umme)?r|bostad(?:en)?|"
    r"hyresrätt(?:en)?)[\s.:]{0,2}(?:nr|nummer)?[\s.:]{0,2}[A-Z]?-?\d{1,4}[A-Z]?\b(?!\s?(?:rum|rok|"
    r"r\.?o\.?k|:or|kvm|m2|kvadrat|procent|%|kr|st\b|av\b|x\b|:\d))(?!\.\d)"
    r"(?:(?:\s?,\s?|\s(?:och|å|samt)\s)\d{3,4}\b)*|"
    rf"tr(?:\.|app|appa)?\s?[1-9]\b(?!\d)(?:,? {_WAY})?|"
    rf"{_COUNT}\s?tr(?:\.|\b)(?!\s?(?:ner|ned)\b|\s?upp (?:mot|till|i)\b)(?:\s?upp\b)?(?:[\s,]{{1,2}}{_WAY})?|"
    rf"{_COUNT} trapp(?:or|a)(?: upp| ner)?[\s,]{{1,2}}(?:{_DOOR}|{_WAY})|{_ORDINAL} trappan {_WAY}|"
    rf"(?:våning(?:en)?|vån\.?|plan)\s?{_COUNT}\b[\s,]{{1,2}}(?:på )?(?:{_DOOR}|{_WAY})(?:[\s,]{{1,2}}{_WAY})?|"
    rf"{_ORDINAL} (?:våning(?:en)?|vån|plan(?:et)?)[\s,]{{1,2}}(?:{_DOOR}|{_WAY})(?:[\s,]{{1,2}}{_WAY})?|"
    rf"(?:lägenheten|dörren|lgh|etta[n]?|tvåa[n]?|trea[n]?) (?:{_WAY} )?på (?:{_ORDINAL} "
    rf"(?:våning(?:en)?|plan(?:et)?)|våning(?:en)? {_COUNT}|plan {_COUNT}|nedre botten|"
    rf"bottenvåningen)(?:[\s,]{{1,2}}{_WAY})?|"
    rf"(?:nb|bv|ög|n\.b\.|nedre botten|bottenvåningen|bottenplan|entréplan)[\s,]{{1,2}}(?:{_WAY}|{_DOOR})|"
    r"(?:lägenheten|lgh|dörren) (?:längst (?:upp|ner|in|bort)|högst upp|direkt|närmast|rakt fram)(?: "
    rf"{_WAY})?(?: i (?:uppgång|port|trapp\w*)(?: [A-Z0-9]{{1,3}})?)?|"
    r"rum(?:met)? \d{1,4} på (?:boendet|stödboendet|hvb\w*|vandrarhemmet|äldreboendet|hotellhemmet|gruppboendet)"
    r")",
    re.IGNORECASE,
)
_NOT_DWELLING = re.compile(
    r"(?:parkering|p-hus|garage|galleri|sjukhus|lasarett|kontor|skol|bibliotek|rulltrapp|hiss|"
    r"plan)\w*\W{1,2}(?:\w+\W){0,2}$",
    re.IGNORECASE,
)

_STREET_ENDING = re.compile(
    r"(?:gatan|gata|vägen|väg|gränden|gränd|grand|granden|vagen|vag|stigen|"
    r"stig|backen|backe|allén|allé|torget|torg|plan|"
    r"platsen|plats|gården|gård|höjden|ringen|"
    r"slingan|kroken|svängen|leden|kajen|brinken|kullen|vreten|vret|åsen|lyckan|hagen|ängen|berget|"
    r"stråket|promenaden|esplanaden|parken|"
    r"gången|heden|mossen|hyttan|tået|täppan|rundan|bågen|spåret|liden|klinten|lunden|dalen|terrassen|bron)\Z"
)
_LAST_WORDS = re.compile(r"(?:(?:[A-ZÅÄÖ][\w:'\-]*|[a-zåäö]+s)\.? ){0,2}[\w\-]+\Z")
_NUMBER = re.compile(
    r"(?<=[^\W\d_])\s(?P<number>\d{1,4}(?:(?:[A-Za-z]|\s[A-HJ-NP-Za-hj-np-z])(?![\wåäö]))?)(?!\d|[.:]\d|"
    r"\s?(?:meter|m\b|st\b|"
    r"kr\b|personer|ungdomar|bilar|platser))"
    r"(?P<post>,?\s\d{3}\s?\d{2}(?:\s[A-ZÅÄÖ][\wåäö]+)?)?"
)
_BOX_ADDRESS = re.compile(
    r"(?<![\w\-])(?P<street>[A-ZÅÄÖ][\wåäö]{3,}(?:\s[A-ZÅÄÖ]?[\wåäö]{2,})?)\s(?P<number>\d{1,4}\s?[A-Za-z]?)"
    r"(?P<post>,?\s\d{3}\s?\d{2}\s[A-ZÅÄÖ][\wåäö]+)"
)
_LIVES = re.compile(
    r"(?:\b(?:bor|bodde|bott|bosatt|hemmahörande|hembesök\w*|vräk\w*|(?:brevlåd|postlåd|ytterdörr|altan)\w* (?:på|vid)|"
    r"till (?:dörren|porten) på|"
    r"undertecknad?|undertecknat|avsändare|husvagnen|"
    r"(?:brev(?:et)?|svar|post|paket|skickas?|faktura(?:n)?|skjuts|körd|bud) till|"
    r"(?:farmor|mormor|farfar|morfar|mamma|pappa|syster|bror|sambo|kompis|granne|frun|sonen|dottern) på|"
    r"\w*fest|fest hos|hem hos|boendes?|bofast|skriven|folkbokförd|"
    r"mantalsskriven|hemma|hem till|"
    r"hemmavid|hemadress\w*|bostadsadress\w*|bostad(?:en)?|"
    r"hemvist|flytta\w*|inneboende|inhyst|inhyses|hyr\w*|huserar|håller till|adress|adr|"
    r"privatadress\w*|uppehåller sig|äger (?:huset|villan|radhuset)|"
    r"villan|radhuset|familjen|hushållet|hemmet|sover)\b[^.!?\n]{0,45})$",
    re.IGNORECASE,
)
_NAMELESS_RESIDENTS = re.compile(
    r"^(?:boende|hyresgäster|de boende|boendes)\s(?:på|vid|i|längs|runt|kring)\s$|(?:^|"
    r"[.!?:\n]\s?)(?:flera |många |några |övriga |alla )?(?:boende|hyresgäster)\s(?:på|vid|i|längs|"
    r"runt|kring|mellan)\s$",
    re.IGNORECASE,
)
_ONLY_ADDRESS = re.compile(r"(?<!gammal )(?<!hans )(?<!hennes )\b(?:adress|adr)\b\W{0,3}$", re.IGNORECASE)
_WHERE_THEY_LIVE = re.compile(
    r"^[,\s]{1,3}(?:där\s(?:\w+\s){0,3}(?:bor|bodde|har sin bostad|är skriven)|hemma hos)\b|"
    rf"^[,\s]{{1,3}}där\s(?:han|hon|hen|{alternatives(people_forms('told').the_one)})\b|"
    r"^,? (?:han|hon|den|de|dom|personen|familjen) som (?:bor|hyr)\b|"
    r"^ (?:ringde|mejlade|klagade|hörde av sig|uppger|uppgav|säger att|berättar|anmälde|undrar)\b|^ (?:är|"
    r"e) (?:hans|hennes|deras|\w+s|hem)\s?(?:adress|bostad|hemadress|hem)?\b",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"\b(?:tvättstug\w*|cykelrum\w*|trapphus\w*|entré\w*|garage\w*|soprum\w*|miljörum\w*|källar\w*|"
    r"förråd\w*|hissen|port(?:en)?|uppgång\w*|lekplats\w*|"
    r"butik\w*|restaurang\w*|café\w*|kiosk\w*|kontor\w*|skol\w*|förskol\w*|gym\w*|bankomat\w*|"
    r"busshållplats\w*)\W(?:[\wåäö]+\W){0,2}$",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\d,?\s\d{3}\s?\d{2}(?:\s[A-ZÅÄÖ][\wåäö]+)?\Z")
_OFFICE = re.compile(
    r"(?:kontor|besöksadress|postadress|expedition|butik|förening|skola|kommun|bolag|bibliotek|kyrka|mottagning|"
    r"restaurang|\bAB\b|verkstad|hall|lokal)\w*\W[^.!?\n]{0,30}$",
    re.IGNORECASE,
)
_TOUCHES = re.compile(
    r"\A(?: (?:med|i|på) (?:[a-zåäö]+ ){0,2}[a-zåäö]+,)?"
    r"(?:[\s,(:;–\-]|på|i|från|boende|bor|hemma|adress|av|tr|lgh|vid|född|pnr|personnr|tel|nr|på "
    r"adressen|at|&|och|uppe|nere|borta|bortom|målsägande\w*|"
    r"vittne\w*|oppi|oppe|uppi|ve|hemma|me)*\Z",
    re.IGNORECASE,
)


def apartments(text: str) -> Iterator[Mark]:
    """The dwelling itself: the flat's number or its door on a floor, not the stairwell."""
    for match in _APARTMENT.finditer(text):
        if not _NOT_DWELLING.search(text[max(0, match.start() - 40) : match.start()]) or "l" in match[0][:1].lower():
            yield Mark(Kind.APARTMENT, match.start(), match.end())


def home_addresses(text: str, people: Sequence[Mark]) -> Iterator[Mark]:
    """Street and number where the text says that somebody lives there. `people` is what else was marked."""
    for match in _NUMBER.finditer(text):
        street = _LAST_WORDS.search(text, max(0, match.start() - 60), match.start())
        if street is None or not _STREET_ENDING.search(street[0].lower()):
            continue
        start = _street_start(street)
        if text[start : match.start()].lower() in _BARE_ENDINGS:
            continue  # "på plan 3" is no street
        if _is_home(text, start, match.end(), people):
            yield Mark(Kind.HOME_ADDRESS, start, match.end())
    for match in _BOX_ADDRESS.finditer(text):
        if _is_home(text, match.start(), match.end(), people):
            yield Mark(Kind.HOME_ADDRESS, match.start(), match.end())


def _street_start(street: re.Match[str]) -> int:
    """ "Gustaf Vasas väg" is three words, "Bor Sotarvägen" is one."""
    words = street[0].split(" ")
    if words[-1].lower() in _BARE_ENDINGS:
        return street.start() + (len(words[0]) + 1 if len(words) > 2 and not words[1][:1].isupper() else 0)
    if len(words) > 1 and words[-2].lower() in _COMPASS:
        return street.end() - len(words[-2]) - 1 - len(words[-1])
    return street.end() - len(words[-1])


def _is_home(text: str, start: int, end: int, people: Sequence[Mark]) -> bool:
    before, after = text[max(0, start - 60) : start], text[end : end + 45]
    if _POSTCODE.search(text, start, end) and not _OFFICE.search(before):
        return True
    if _NAMELESS_RESIDENTS.search(before) or _PUBLIC.search(before):
        return False
    if _WHERE_THEY_LIVE.match(after):
        return True
    pointed = [mark for mark in people if mark.kind in _POINTS]
    if _LIVES.search(before) and (pointed or not _ONLY_ADDRESS.search(before)):
        return True
    near = [mark for mark in pointed if -2 <= start - mark.end <= 30 and _TOUCHES.match(text[mark.end : start])]
    flat = [mark for mark in people if mark.kind is Kind.APARTMENT and -1 <= mark.start - end <= 12]
    return bool(near or flat)


_BARE_ENDINGS = lexicon.section("contexts", "bare_endings")
_COMPASS = lexicon.section("contexts", "compass")
_POINTS = frozenset({Kind.PERSON_NAME, Kind.PERSONNUMMER, Kind.PHONE, Kind.EMAIL, Kind.SMALL_GROUP, Kind.BANK_ID})
