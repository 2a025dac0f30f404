"""Vietnamese from before Unicode, as old spreadsheets still hold it: TCVN3 (.VnTime) and VNI (VNI-Times).

Both keep Vietnamese in the codes of Western letters and leave the rest to the font: "hép møt tÕt" is
hộp mứt tết in TCVN3, one code a letter; "chaøo" is chào in VNI, the vowel and then its marks.
"""

import re
import unicodedata

TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền hỏi ngã sắc nặng, the order of the codes below
TCVN3_TONED = {
    "a": "µ¶·¸¹",
    "ă": "»¼½¾Æ",
    "â": "ÇÈÉÊË",
    "e": "ÌÎÏÐÑ",
    "ê": "ÒÓÔÕÖ",
    "i": "×ØÜÝÞ",
    "o": "ßáâãä",
    "ô": "åæçèé",
    "ơ": "êëìíî",
    "u": "ïñòóô",
    "ư": "õö÷øù",
    "y": "úûüýþ",
}
TCVN3_PLAIN = dict(zip("¨©ª«¬\u00ad®¡¢£¤¥¦§", "ăâêôơưđĂÂÊÔƠƯĐ", strict=True))
VNI_TONED = {
    "a": "aø aû aõ aù aï",
    "ă": "aè aú aü aé aë",
    "â": "aà aå aã aá aä",
    "e": "eø eû eõ eù eï",
    "ê": "eà eå eã eá eä",
    "i": "ì æ ó í ò",
    "o": "oø oû oõ où oï",
    "ô": "oà oå oã oá oä",
    "ơ": "ôø ôû ôõ ôù ôï",
    "u": "uø uû uõ uù uï",
    "ư": "öø öû öõ öù öï",
    "y": "yø yû yõ yù î",
}
VNI_PLAIN = {"aê": "ă", "aâ": "â", "eâ": "ê", "oâ": "ô", "ô": "ơ", "ö": "ư", "ñ": "đ"}

# Vietnamese letters that Western European codes do not have: where one stands, the text is Unicode.
UNICODE_LETTER = re.compile("[ăĂđĐĩĨũŨơƠưƯ\u0300\u0301\u0303\u0309\u0323\u1ea0-\u1ef9]")
WORD = re.compile("[A-Za-z\u00a1-\u00ff]+")
# What no Western language writes inside a word; ¹ · and µ stand beside words as notes, points and units.
ODD = re.compile("[¡-©«¬\u00ad®¶¸»¼½¾×÷]|[AEOUYaeouy][øåäâØÅÄÂ]")
ENOUGH = 2

STYLE = re.compile("(?i)[ ,-]+(?:bold|italic|regular)$")
VNI_FONT = re.compile("(?i)vni[- ]")
TCVN3_FONT = re.compile(r"\.(?i:vn)\w|Vn[A-Z]")

ONSET = "ngh|ng|nh|gh|gi|kh|ch|ph|qu|th|tr|[bcdđghklmnprstvx]"
OPEN_RIMES = """
    a ai am an ang anh ao au ay ăm ăn ăng âm ân âng âu ây e em en eng eo ê êm ên ênh êu
    i ia im in inh iu iêm iên iêng iêu o oa oai oam oan oang oanh oao oay oăm oăn oăng oe oen oeo oi om on ong oong
    ô ôi ôm ôn ông ơ ơi ơm ơn u ua uân uâng uây uê uênh uêu ui um un ung uơ uôi uôm uôn uông uy uya uyên uynh uyu
    ư ưa ưi ưm ưn ưng ươi ươm ươn ương ươu ưu y yêm yên yêng yêu
"""
STOPPED_RIMES = """
    ac ach ap at ăc ăp ăt âc âp ât ec ep et êch êp êt ich ip it iêc iêp iêt oac oach oap oat oăc oăt oc ooc oet op ot
    ôc ôp ôt ơp ơt uât uc uêch up ut uôc uôt uych uyt uyp uyêt ưc ưt ươc ươp ươt yêt
"""


def _with_tone(rimes):
    """Return a pattern of the rimes, each with a tone on the vowel that may carry it, or with none."""
    spelled = []
    for rime in rimes.split():
        vowels = len(rime.rstrip("cghmnpt"))
        places = {"oa": (1, 2), "oe": (1, 2), "uy": (1, 2), "uê": (2,), "uơ": (2,)}.get(rime)
        if places is None:
            places = (vowels,) if vowels < len(rime) else (max(1, vowels - 1),)
        spelled += [rime, *(f"{rime[:place]}[{TONES}]{rime[place:]}" for place in places)]
    return "|".join(spelled)


OPEN = re.compile(f"(?:{ONSET})?(?:{_with_tone(OPEN_RIMES)})|gi[{TONES}]?")
STOPPED = re.compile(f"(?:{ONSET})?(?:{_with_tone(STOPPED_RIMES)})")
SHARP_TONES = {"\u0301", "\u0323"}  # the only two of a syllable that ends in c, ch, p or t


def _toned(letter, tone):
    return unicodedata.normalize("NFC", letter + tone)


def _tcvn3_codes():
    codes = dict(TCVN3_PLAIN)
    for letter, row in TCVN3_TONED.items():
        codes |= {code: _toned(letter, tone) for code, tone in zip(row, TONES, strict=True)}
    return codes


def _vni_codes():
    small = dict(VNI_PLAIN)
    for letter, row in VNI_TONED.items():
        small |= {code: _toned(letter, tone) for code, tone in zip(row.split(), TONES, strict=True)}
    codes = dict(small)
    for code, letter in small.items():
        # The vowel tells the capital; whoever typed "Aù" after a shifted A meant Á as well.
        codes |= {code.upper(): letter.upper(), code[0].upper() + code[1:]: letter.upper()}
    return codes


TCVN3 = _tcvn3_codes()
VNI = _vni_codes()
TCVN3_TABLE = str.maketrans(TCVN3)
VNI_CODE = re.compile("|".join(sorted(VNI, key=len, reverse=True)))
WHOLE = {
    "tcvn3": re.compile(f"(?:[A-Za-z]|[{re.escape(''.join(TCVN3))}])+"),
    "vni": re.compile(f"(?:{VNI_CODE.pattern}|[A-Za-z])+"),
}


def encoding_of_font(name):
    """Return "tcvn3", "tcvn3-capitals" (small letters show as capitals), "vni" or "" for any other font."""
    plain = STYLE.sub("", name.strip())
    if VNI_FONT.match(plain):
        return "vni"
    if TCVN3_FONT.match(plain):
        return "tcvn3-capitals" if plain.endswith("H") else "tcvn3"
    return ""


def is_unicode(text):
    """Say whether ``text`` holds a Vietnamese letter that the old encodings had no code for."""
    return bool(UNICODE_LETTER.search(text))


def guess(texts, hint=""):
    """Return "tcvn3", "vni" or "" (Unicode, or nothing to tell by) for the texts of one column or file.

    A word speaks for an encoding if it is a Vietnamese syllable only once converted. ``hint`` is the encoding
    of the texts around: a single word is then enough. Texts in Unicode among the others are passed over.
    """
    words = set()
    for text in texts:
        if not text.isascii() and not is_unicode(text):
            words.update(word for word in WORD.findall(text) if _can_tell(word))
    best = {encoding: _fitting(words, encoding) for encoding in WHOLE}
    encoding = max(best, key=lambda name: len(best[name]))
    fitting = best[encoding]
    weight = sum(2 if ODD.search(word) else 1 for word in fitting if not _is_syllable(word))
    if weight < (1 if encoding == hint else ENOUGH) or len(fitting) < 3 * (len(words) - len(fitting)):
        return ""
    return encoding


def convert(text, encoding):
    """Return ``text`` in Unicode (NFC). Capitals of TCVN3 live in the font: "CéNG HßA" gives CỘNG HÒA.

    Under "tcvn3-capitals" unaccented letters become capitals too, as the font shows them.
    """
    if encoding == "vni":
        text = VNI_CODE.sub(lambda code: VNI[code[0]], text)
    elif encoding:
        in_capitals = encoding == "tcvn3-capitals" or _is_in_capitals(text)
        text = text.translate(TCVN3_TABLE)
        text = text.upper() if in_capitals else text
    return unicodedata.normalize("NFC", text)


def _can_tell(word):
    return not word.isascii() and any(char.isascii() for char in word)


def _fitting(words, encoding):
    whole = WHOLE[encoding]
    return {word for word in words if whole.fullmatch(word) and _is_syllable(convert(word, encoding))}


def _is_syllable(word):
    spelled = "".join(map(_parted, unicodedata.normalize("NFC", word.lower())))
    if STOPPED.fullmatch(spelled):
        return bool(SHARP_TONES & set(spelled))
    return bool(OPEN.fullmatch(spelled))


def _parted(letter):
    """Return a letter and its tone behind it: ậ gives â and the dot."""
    marks = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in marks if mark in TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES)) + tone


def _is_in_capitals(text):
    """Say whether nothing but capitals is typed around the codes; "Lª" and "Hµ" have too few to tell."""
    if re.search("[a-z]", text):
        return False
    return any(_can_tell(word) and len(re.findall("[A-Z]", word)) > 1 for word in WORD.findall(text))
