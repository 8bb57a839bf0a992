"""Which letters and digits are a car's registration plate?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tryggve.foundation.privacy.marks import Kind, Mark

# I, Q, V, Å, Ä and Ö are not used on plates, nor O as the last letter (Transportstyrelsen).
_LETTERS = "A-HJ-PR-UW-Z"
_PLATE = re.compile(
    rf"(?<![\w@#/\-])(?P<letters>[{_LETTERS}]{{3}})(?P<gap>[ \t\u00a0\u202f]?[\-\u2010-\u2013]?[ \t\u00a0\u202f]?)"
    rf"(?P<digits>\d\d)(?P<last>\d|[A-HJ-NPR-UW-Z])(?![\w@])(?![.,:\-/]\d)",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"(?:\breg\b|regn|registrering|skylt|\bplåt|\bbil|personbil|lastbil|skåpbil|fordon|moped|\bmc\b|motorcykel|"
    r"traktor|husbil|släp|epa|volvo|saab|audi|bmw|toyota|\bvw\b|golf|passat|ford\b|kia\b|skoda|mercedes|opel|"
    r"peugeot|renault|nissan|mazda|hyundai|tesla|citro[eë]n)\w*[^.!?]{0,25}$",
    re.IGNORECASE,
)
# The word just before says that the letters and digits name a thing.
_NAMES_A_THING = re.compile(
    r"(?:station|stolpe|skåp|brunn|pump|modell|typ|rum|sal|hall|linje|buss|tåg|objekt|ärende|diarie|dnr|serie|"
    r"artikel|kamera|lampa|lampor|armatur|färg|kulör|kurs|plats|port|zon|detalj|version|standard|faktura|order)"
    r"\w*\W{1,2}(?:av typ |nr |nummer )?$",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r"\s?(?:kr\b|kronor|spänn|sek\b|:-|%|procent|m\b|meter|cm\b|mm\b|km|mil\b|kg\b|gram|g\b|liter|l\b|w\b|watt|kwh|v\b|"
    r"volt|db\b|st\b|styck|personer|pers\b|människor|ungdomar|barn\b|besök|bilar|cyklar|min\b|minuter|sek|timmar|"
    r"dagar|grader|gånger|ggr|platser|lägenheter|hushåll|boende|elever|år\b)",
    re.IGNORECASE,
)
_LOOK_BEHIND = 45
# Swedish words and everyday abbreviations that can be spelled with plate letters.
_WORDS = frozenset(
    "ack ada adj ags akt ala all alm aln als alt and ann ans apa apr arm art arv ask ass att aug ave avg axa axe axs "
    "bad bag bak bal ban bar bas bea bed ben ber bly boa bod bok bol bor bra bro bud buk bur bus byn byr bys byt "
    "cad cap cox cpu css dag dal dam dan dar dax dec del den der des det dog dok dom dop dos dra dun dur dvs dyk "
    "dyn dyr dys ebb eco eda edt efs egg ehf eka eko eld ell elm els elt eme end enl ens epa era est eta ett etc "
    "exp fan far fas fat feb fee fel fem fen fes fet fjor flo fly fon for fot fot fox fra fri fru fuk ful fyr fys "
    "gad gag gal gap gas gel gem ger get gno god gom gos grp gud gul gum gym gyt hag haj hal ham han har has hav "
    "hed hej hel hem hen hes het hjo hoj hon hop hos hot hov hud huj huk hur hus hut hyn hyr hyt jag jak jan jas "
    "jet jmf job jod jon jon jox jul jun jus juk kaj kal kan kap kar kar kas kat kbt ked kel ken kex kgs kom kon "
    "kod kok kol kor kos kox kpm krb kry kub kuf kul kun kur kut kyl kyr lab lad lag lan lar las lat lax led lee "
    "leg lek lem len ler les let lga lgh log lok lom lon lop los lot lov lst lua ludd lug lum lun lur lus lut lux "
    "lya lyd lyx mac mad mag maj mak mal man mao mao mar mas mat max med mek men mer mes met mfl mha mob mod mol "
    "mon mor mos mot msk mta mud muk mul mun mur mus myr mys nag nak nap nas nba ned nej ner nod nog nos not nov "
    "nrs nsk nun nya nyp nys obs och ock ode okt oms opp ord org ork orm oro orr ort ost oxe pad paj pak pal pan "
    "pap par pax per pet pga pkt pol pol pop pos pot pub puh pub pud puk pyr pys rak ram ran rap ras rat rea red "
    "ref reg rek ren rep res ret rev rob rom rop ror ros rot rov rsk rub rum run rus rut ryk rym rys ryt sak sal "
    "sam san sas sav sax sed seg sek sel sem sen sep ser set sex sja sjuk sju sjö ska sko sky slo smed sms snr sno "
    "sol som son sop sot ssk sto stp sub sud sug sul sum sun sup sur sus sxt syd syl sym syn syr tag tak tal tam "
    "tan tar tas tax tbx tee tel ten ter tex tio tjo tog tok tom ton top tor tot tox tre tro trp trr trå tub tuff "
    "tum tun tur tut two tya tyg tyk tyr tys typ udd ugn ull und ung upp ups ur urs ute uns usb www yes yla yrt ytt "
    "zon zoo "
    "adhd ams apl bbc bmw bnp bup che cmr cnn ddr dna dvd ehl ekg emp eon esp eur fbk fhm fmn fps gbg gdpr gps gsm "
    "hbt hbo hdr hpv hvb lcd lhb lma lpg lrf lss lvm lvu mbl mms mkr mph msb nato ndt net ntu osl pcb pcr pdf pet "
    "ppm pvc pwc ral rsv sab sae sas scb sfs sgu skr sos sou spf ssl stk svt tco tfn tgl tkr tsd tva ubs uhf usa "
    "usd vma".split()
)


def plates(text: str) -> Iterator[Mark]:
    """ABC 123 and ABC 12D, in capitals or not, that are not a word and a number."""
    for match in _PLATE.finditer(text):
        if _is_plate(match, text):
            yield Mark(Kind.PLATE, match.start(), match.end())


def _is_plate(match: re.Match[str], text: str) -> bool:
    before = text[max(0, match.start() - _LOOK_BEHIND) : match.start()]
    letters = match["letters"]
    if _NAMES_A_THING.search(before) or _counts_something(match, text):
        return False
    if letters.lower() in _WORDS:
        return letters.isupper() and _CUE.search(before) is not None
    return True


def _counts_something(match: re.Match[str], text: str) -> bool:
    """'kar 300 kr': what follows is a unit, so what stands before is a word."""
    return bool(match["gap"]) and match["last"].isdigit() and _UNIT_AFTER.match(text, match.end()) is not None
