import unicodedata

import pytest

from vietnamese.legacy import convert, encoding_of_font, guess, is_unicode

# Every letter with its code in the order of the keyboard: sắc, huyền, hỏi, ngã, nặng.
LETTERS = "áàảãạ ắằẳẵặ ấầẩẫậ éèẻẽẹ ếềểễệ íìỉĩị óòỏõọ ốồổỗộ ớờởỡợ úùủũụ ứừửữự ýỳỷỹỵ ăâêôơưđ"
TCVN3 = "¸µ¶·¹ ¾»¼½Æ ÊÇÈÉË ÐÌÎÏÑ ÕÒÓÔÖ Ý×ØÜÞ ãßáâä èåæçé íêëìî óïñòô øõö÷ù ýúûüþ ¨©ª«¬\u00ad®"
VNI = (
    "aù aø aû aõ aï  aé aè aú aü aë  aá aà aå aã aä  eù eø eû eõ eï  eá eà eå eã eä  í ì æ ó ò "
    "où oø oû oõ oï  oá oà oå oã oä  ôù ôø ôû ôõ ôï  uù uø uû uõ uï  öù öø öû öõ öï  yù yø yû yõ î "
    "aê aâ eâ oâ ô ö ñ"
)
TCVN3_OF = dict(zip(LETTERS.replace(" ", ""), TCVN3.replace(" ", ""), strict=True))
VNI_OF = dict(zip(LETTERS.replace(" ", ""), VNI.split(), strict=True))
CAPITALS_OF_TCVN3 = dict(zip("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§", strict=True))

WORDS = [
    ("Tỉnh Thừa Thiên - Huế", "TØnh Thõa Thiªn - HuÕ", "Tænh Thöøa Thieân - Hueá"),
    ("Thành phố Hồ Chí Minh", "Thµnh phè Hå ChÝ Minh", "Thaønh phoá Hoà Chí Minh"),
    ("Bà Rịa - Vũng Tàu", "Bµ RÞa - Vòng Tµu", "Baø Ròa - Vuõng Taøu"),
    ("Quảng Ngãi, Kỳ Sơn, Mỹ Tho", "Qu¶ng Ng·i, Kú S¬n, Mü Tho", "Quaûng Ngaõi, Kyø Sôn, Myõ Tho"),
    ("Độc lập - Tự do - Hạnh phúc", "§éc lËp - Tù do - H¹nh phóc", "Ñoäc laäp - Töï do - Haïnh phuùc"),
    ("Danh sách đơn vị được khen", "Danh s¸ch ®¬n vÞ ®\u00adîc khen", "Danh saùch ñôn vò ñöôïc khen"),
]

UNICODE = [
    ["Lê Thanh Bình", "Hà", "cô bé", "Tô Hoài"],
    ["Hội Nông dân tỉnh", "Đảng ủy Khối", "Liên minh Hợp tác xã"],
    [unicodedata.normalize("NFD", "Hội Cựu chiến binh thành phố")],
    ["Union of clubs", "Excellent", "CTD01", "2024-02-05", ""],
    ["François Mitterrand", "Hélène", "où est le château de Noël ?", "déjà vu, très bien, garçon"],
    ["Jörg Müller", "Köln", "für Größe", "niño, mañana, año", "São Paulo, coração"],
    ["© 2024", "x² + 5µm", "1½ m³", "«ba»", "§ 1", "±5 °C", "· an", "co¹"],
    [],
]


@pytest.mark.parametrize("letter", TCVN3_OF)
def test_every_letter_is_read_from_tcvn3_and_as_a_capital_where_the_font_has_only_capitals(letter):
    assert convert(TCVN3_OF[letter], "tcvn3") == letter
    assert convert(TCVN3_OF[letter], "tcvn3-capitals") == letter.upper()


@pytest.mark.parametrize("letter", VNI_OF)
def test_every_letter_is_read_from_vni_small_and_capital(letter):
    code = VNI_OF[letter]
    assert convert(code, "vni") == letter
    assert convert(code.upper(), "vni") == letter.upper()
    assert convert(code[0].upper() + code[1:], "vni") == letter.upper()


def test_the_tables_above_hold_all_134_letters():
    assert len(TCVN3_OF) == len(VNI_OF) == 67
    assert len(set(TCVN3_OF.values())) == len(set(VNI_OF.values())) == 67


@pytest.mark.parametrize("letter", CAPITALS_OF_TCVN3)
def test_the_seven_capitals_with_a_code_of_their_own_are_read_from_tcvn3(letter):
    assert convert(CAPITALS_OF_TCVN3[letter], "tcvn3") == letter


@pytest.mark.parametrize(("right", "tcvn3", "vni"), WORDS)
def test_whole_lines_are_recognised_and_read(right, tcvn3, vni):
    assert (guess([tcvn3]), convert(tcvn3, "tcvn3")) == ("tcvn3", right)
    assert (guess([vni]), convert(vni, "vni")) == ("vni", right)


@pytest.mark.parametrize(("right", "tcvn3", "vni"), WORDS)
def test_a_line_put_back_letter_by_letter_gives_the_old_text(right, tcvn3, vni):
    codes = {**TCVN3_OF, **CAPITALS_OF_TCVN3}
    assert "".join(codes.get(char, char) for char in right) == tcvn3
    both = VNI_OF | {letter.upper(): code.upper() for letter, code in VNI_OF.items()}
    assert "".join(both.get(char, char) for char in right) == vni


def test_the_line_above_every_letter_is_read_in_capitals_whichever_font_it_was_typed_in():
    nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert convert("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM", "tcvn3") == nation
    assert convert("Céng hßa x· héi chñ nghÜa ViÖt Nam", "tcvn3-capitals") == nation
    assert convert("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "vni") == nation


@pytest.mark.parametrize(
    ("typed", "right"), [("Lª Vò", "Lê Vũ"), ("Hµ", "Hà"), ("TP. Hµ TÜnh", "TP. Hà Tĩnh")]
)
def test_a_name_with_one_capital_a_word_is_not_put_in_capitals(typed, right):
    assert convert(typed, "tcvn3") == right


@pytest.mark.parametrize("encoding", ["tcvn3", "vni", ""])
def test_ascii_stays_as_it_is(encoding):
    ascii_text = "".join(map(chr, range(32, 127)))
    assert convert(ascii_text, encoding) == ascii_text


def test_the_result_is_in_nfc():
    assert convert("e\u0301", "") == "é"
    assert unicodedata.is_normalized("NFC", convert("toaøn quoác", "vni"))


@pytest.mark.parametrize("texts", UNICODE, ids=lambda texts: texts[0] if texts else "nothing")
def test_unicode_and_foreign_texts_are_left_alone(texts):
    assert guess(texts) == ""


def test_one_plain_word_is_enough_only_where_the_texts_around_it_are_old():
    assert guess(["Haùt"]) == ""
    assert guess(["Haùt"], hint="vni") == "vni"
    assert guess(["Haùt"], hint="tcvn3") == ""


def test_words_that_are_right_as_they_stand_do_not_speak_for_an_old_encoding():
    assert guess(["Lê", "Tô", "hép"], hint="tcvn3") == ""


def test_old_texts_are_found_among_texts_in_unicode():
    assert guess(["Hội Nông dân", "Héi N«ng d©n", "Hội Phụ nữ"]) == "tcvn3"


@pytest.mark.parametrize(("text", "answer"), [("Hội", True), ("Vĩnh", True), ("Hà Bé", False), ("Hµ", False)])
def test_a_letter_that_only_unicode_has_tells_unicode(text, answer):
    assert is_unicode(text) is answer


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", "tcvn3"),
        (".VnArial Narrow", "tcvn3"),
        ("VnTime", "tcvn3"),
        (".VnTimeH", "tcvn3-capitals"),
        (".VnArial NarrowH", "tcvn3-capitals"),
        (".VnTimeH Bold", "tcvn3-capitals"),
        ("VNI-Times", "vni"),
        ("vni-helve", "vni"),
        ("Times New Roman", ""),
        ("UVN Ba Le", ""),
        ("Vni", ""),
        ("Vncourier", ""),
        ("", ""),
    ],
)
def test_a_font_tells_its_encoding_by_its_name(font, encoding):
    assert encoding_of_font(font) == encoding
