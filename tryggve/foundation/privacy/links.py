"""Which links lead to somebody's profile or to pictures of people, and which words are an account's name?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.marks import Kind, Mark

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']+|"
    r"(?<![\w@.\-/])(?:[a-z0-9\-]+\.)?(?:facebook|instagram|tiktok|snapchat|youtube|linkedin|twitter|"
    r"flashback|reddit|twitch|telegram|vimeo|"
    r"pinterest|flickr|imgur|discord|threads|kick|dailymotion|onlyfans|vk|streamable|merinfo|hitta|"
    r"eniro|ratsit|mrkoll|birthday|upplysning)"
    r"\.(?:com|se|net|org|tv|me|gg|nu|io|example)/[^\s<>\"']+|"
    r"(?<![\w@.\-/])(?:x\.com|fb\.com|fb\.me|fb\.watch|youtu\.be|t\.me|insta\.gram|ig\.me|discord\.gg|"
    r"wa\.me|snapchat\.com|snap\.com|dropbox\.com|"
    r"icloud\.com|photos\.app\.goo\.gl|goo\.gl|bit\.ly|imgur\.com|drive\.google\.com|vm\.tiktok\.com)/[^\s<>\"']+|"
    r"(?<![\w@.\-/])(?:[a-z0-9\-]+\.)+[a-z]{2,8}/[^\s<>\"']+",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}'\"»"
_SOCIAL = re.compile(
    r"(?:facebook|instagram|tiktok|snapchat|snap|youtube|youtu|linkedin|twitter|flashback|reddit|"
    r"twitch|telegram|vimeo|pinterest|flickr|imgur|"
    r"discord|threads|kick|dailymotion|onlyfans|streamable|merinfo|hitta|eniro|ratsit|mrkoll|birthday|"
    r"upplysning|plick|blocket|tradera|vinted|padlet|marketplace|dropbox|icloud|photos|"
    r"//x|^x|//fb|^fb|^t|//t|^ig|^wa)\.[a-z.]+/|drive\.google",
    re.IGNORECASE,
)
_IS_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|heic|bmp|tiff?|mp4|mov|avi|webm|mkv|m4v|3gp)(?:\b|$)", re.IGNORECASE)
_PATH_SAYS = re.compile(
    r"/(?:\w*foto\w*|\w*bild\w*|\w*film\w*|video\w*|\w*klipp\w*|photos?|img|images?|pics?|media|"
    r"profile?s?|profil\w*|users?|u|members?|medlem\w*|watch|"
    r"album\w*|galleri\w*|gallery|clips?|reels?|stories|story|in|person\w*|anvandare|people|konto|"
    r"account|share|delad\w*|upload\w*|webcam|kamera\w*|cam\w*)"
    r"(?:[/?#\-_.]|$)|[?&](?:v|photo|video|user|id|fbid|profile)=",
    re.IGNORECASE,
)
_HOST_SAYS = re.compile(
    r"//(?:[\w\-]+\.)*(?:\w*(?:bild|foto|film|klipp|video|photo|album|cam|kamera|pic|img|media|tube|"
    r"cloud|delning)\w*)\.",
    re.IGNORECASE,
)
_TEXT_SAYS = re.compile(
    r"\b\w*(?:bild|foto|film|klipp|profil|video|kamera|inspel|selfie|inlägg|lagt ut|ligger ute|"
    r"upplagd|hängs ut|uthäng|konto)\w*\b[^.!?\n]{0,70}$",
    re.IGNORECASE,
)
_PICTURED = re.compile(r"\W{0,3}(?:med|där|visar|på) [^.!?\n]{0,15}\b(?:foto|bild|film|klipp)\w*", re.IGNORECASE)
_SHOWS_WEATHER = re.compile(r"\bwebb?kamer\w+[^.!?\n]{0,60}$", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"kommun|polis|kyrka|kyrkan|bibliotek|forening|förening|raddning|räddning|skola|region|myndighet|"
    r"kopparstaden|dalatrafik|bostad|trygg|museum|"
    r"turism|visit|kultur|fritid|hyres|brottsforebygg|folkbladet|tidning|kurir|nyheter|svt|"
    r"sverigesradio|trafikverket|krisinfo|msb|lansstyrelsen|"
    r"lantmateri|smhi|1177|systembolaget|naturskydd|idrott|sportklubb|hockey|fotboll|stadsnat|energi|"
    r"(?<![a-zåäö])(?:vatten|park|arena|bad(?!_))|teater|(?<!_)(?:hallen|torget|skolan|gården|biblioteket|planen)(?![a-zåäö_])|"
    r"galleria|centrum|hembygd|brandkar|oppettider|nattvandr|grannsamverkan|rodakorset|lions|rotary",
    re.IGNORECASE,
)

_AT_NAME = re.compile(r"(?<![\w.@/+\-])@(?=[\w.]*[^\W\d_])(?P<name>[\w](?:[\w.\-]{0,38}\w)?(?:#\d{2,6})?)")
_LIST_BEFORE = 80
_IS_TEAM = re.compile(
    r"\b(?:lag|lagen|lagnamn|team|teamen|teams)\b:? (?:@[\w.]+(?:, | och | samt | & ))*\Z", re.IGNORECASE
)
_TAGGED = re.compile(r"(?<![\w@])[A-Za-zÅÄÖåäö][\w.\-]{1,30}#(?:\d{3,5}|[a-z]{1,3}\d{2,4})\b")
_SHAPED = re.compile(
    r"(?<![\w@./:\-])(?=[\w.]*[^\W\d_])(?:[^\W_]+(?:\.[^\W_]+)*(?:_[^\W_]+)+(?:[._][^\W_]+)*|_+[^\W_][\w.]*|"
    r"[^\W\d_]{2,}(?:[._][^\W\d_]+)*[._][^\W\d_]*\d[\w]*|[^\W\d_]{3,}\.[a-z]{1,3}\d{1,4}|"
    r"\w+_+)(?![\w@/])(?!\.(?:se|com|nu|org|net|example)\b)"
)
# "hot från kungen.av.falun": small letters with dots behind a word that says from whom; not a page, not a lost space.
_DOTTED = re.compile(
    r"\b(?:av|från|via|som|hos|konto(?:t|n|na)?|heter|kallas|och|å|samt|mot|innehåller|följ|profilen) "
    r"(?P<name>[a-zåäö]{3,}(?:\.[a-zåäö]{2,}){1,3})(?![\w@/.]*[@/])(?!\w)"
)
_NOT_LAST = lexicon.section("belongings", "not_last_in_an_account")
_SERVICE = (
    r"snap(?:chat)?\w*|insta(?:gram)?\w*|ig|tik\s?tok\w*|tt|discord\w*|kik|telegram\w*|signal|"
    r"whatsapp|roblox\w*|fortnite\w*|minecraft\w*|steam\w*|"
    r"xbox\w*|psn|playstation\w*|twitch\w*|youtube\w*|youtubekanal\w*|facebook\w*|fb|messenger|"
    r"twitter|reddit|flashback|wickr|valorant|csgo|cs2?|"
    r"league of legends|among us|clash royale|brawl stars|threads|bereal|jodel|yubo|tellonym|omegle|spotify"
)
_NAMED = re.compile(
    rf"\b(?:(?:{_SERVICE})-?(?:konto\w*|profil\w*|användar\w*|namn\w*|kanal\w*)?|konto(?:t|namn|"
    r"namnet)?|användar(?:namn|namnet|en|id)?|alias(?:et)?|"
    r"gamer-?tag\w*|nick(?:et|name)?|spelnamn\w*|signatur(?:en)?|profil(?:en)?|kanal(?:en)?|"
    r"snappar|användare)"
    r"(?P<link>(?:\s(?:på|i|hos)\s(?:"
    + _SERVICE
    + r"))?\s?(?:[:=]|\bsom\b|\bheter\b|\bkallad\w*\b|\bär\b|\bmed namnet\b|\bnamnet\b|\bunder namnet\b|"
    r"\bav\b|\bfrån\b|\bmed\b)?\s?[\"'(]?)"
    r"(?P<name>@?[^\W_][\w.\-]{1,30}\w(?:#\d+)?)",
    re.IGNORECASE,
)
_ON_SERVICE = re.compile(
    rf"(?<![\w@./])(?P<name>[a-zåäö0-9]+(?:[._][a-zåäö0-9]+)+|[a-zåäö]{{2,}}\d{{1,4}}) (?:på|i) "
    rf"(?:{_SERVICE})\b",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"användar(?:namn|namnet|id)|alias|gamer-?tag|nick|spelnamn|kontonamn|[:=]|heter|kallad|under namnet|med namnet",
    re.IGNORECASE,
)
_LOOKS_MADE = re.compile(r"\d|[._]|[a-zåäö][A-Z]|#|^x+[A-Z]|xx|zz|[^\W\d_]{14,}")
_AND_MORE = re.compile(r"\s?(?:,|och|å|&|samt|/)\s(?P<name>@?[\w](?:[\w.\-]{1,30}\w))")
_ORDINARY = re.compile(r"(?:[A-ZÅÄÖ]?[a-zåäö]+-?)+|\d+(?:[.:]\d+)*|[A-ZÅÄÖ]+")


def links(text: str) -> Iterator[Mark]:
    """Links to a profile, a picture or a film. An organisation's page is nobody's."""
    if "." not in text or "/" not in text:
        return
    for match in _LINK.finditer(text):
        link = match[0].rstrip(_TRAILING)
        if link.lower().startswith("www.") and "/" not in link:
            continue
        before, after = text[max(0, match.start() - 90) : match.start()], text[match.end() : match.end() + 40]
        if _SHOWS_WEATHER.search(before):
            continue
        if _shows_people(link, before) or _PICTURED.match(after):
            yield Mark(Kind.PHOTO_URL, match.start(), match.start() + len(link))


def _shows_people(link: str, before: str) -> bool:
    path = link.rsplit("//", maxsplit=1)[-1]
    path = path[path.find("/") :] if "/" in path else ""
    if _IS_PICTURE.search(link):
        return True
    if _SOCIAL.search(link):
        return len(path) > 1 and not _ORGANISATION.search(path)
    host = link.removesuffix(path)
    if _ORGANISATION.search(host) or (_ORGANISATION.search(path) and not _HOST_SAYS.search(link)):
        return False
    return bool(_PATH_SAYS.search(path) or _HOST_SAYS.search(link) or _TEXT_SAYS.search(before))


def handles(text: str) -> Iterator[Mark]:  # noqa: C901, PLR0912 - one loop for each way to write an account
    """Names of accounts in social media and games, with their @ where it is written."""
    if "@" in text:
        for match in _AT_NAME.finditer(text):
            if _IS_TEAM.search(text, max(0, match.start() - _LIST_BEFORE), match.start()):
                continue
            if not _ORGANISATION.search(match[0]) and not _is_mail(text, match):
                yield Mark(Kind.HANDLE, match.start(), match.end())
                yield from _more(text, match.end())
    if "#" in text:
        for match in _TAGGED.finditer(text):
            yield Mark(Kind.HANDLE, match.start(), match.end())
    if " " in text and ("_" in text or "." in text):  # alone in a cell, a word_with_lines is a code
        for match in _SHAPED.finditer(text):
            if not _ORGANISATION.search(match[0]):
                yield Mark(Kind.HANDLE, match.start(), match.end())
    for match in _DOTTED.finditer(text):
        last = match["name"].rsplit(".", maxsplit=1)[-1]
        if last not in _NOT_LAST and not _ORGANISATION.search(match["name"]):
            yield Mark(Kind.HANDLE, match.start("name"), match.end("name"))
    for match in _ON_SERVICE.finditer(text):
        if not _ORGANISATION.search(match["name"]):
            yield Mark(Kind.HANDLE, match.start("name"), match.end("name"))
    for match in _NAMED.finditer(text):
        name = match["name"]
        if name.isdigit() or _ORGANISATION.search(name) or not (match["link"].strip() or match["link"]):
            continue
        strong = _STRONG.search(match[0][: match.start("name") - match.start()])
        if _LOOKS_MADE.search(name) or (strong and name.lower() not in _COMMON):
            yield Mark(Kind.HANDLE, match.start("name"), match.end("name"))
            yield from _more(text, match.end("name"))


def _more(text: str, position: int) -> Iterator[Mark]:
    """ "@en och tva.99": the one after is an account too when it does not look like a word."""
    match = _AND_MORE.match(text, position)
    if match and not _ORDINARY.fullmatch(match["name"]) and not _ORGANISATION.search(match["name"]):
        yield Mark(Kind.HANDLE, match.start("name"), match.end("name"))


def _is_mail(text: str, match: re.Match[str]) -> bool:
    return match.start() > 0 and text[match.start() - 1 : match.start()].isalnum()


_COMMON = lexicon.section("contexts", "common")
