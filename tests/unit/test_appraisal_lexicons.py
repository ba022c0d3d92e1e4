"""Thanks, praise and congratulation beyond English, with and without a hint of the language."""

from importlib import resources

import pytest

from app.domain.appraisal import Appraiser
from app.domain.appraisal_lexicon import EMOJI, ENGLISH, Lexicon, parse_lexicon, split
from app.domain.appraisal_lexicons import Lexicons
from app.domain.errors import BadInput
from app.domain.text import folded

APPRAISER = Appraiser.shipped()
FOLDER = resources.files("app.domain") / "lexicons"
SHIPPED = {
    file.name.removesuffix(".txt"): parse_lexicon(file.name.removesuffix(".txt"), file.read_text("utf-8"))
    for file in FOLDER.iterdir()
}

# Invented: four or five that appreciate, then three or four that do not.
SAID = {
    "es": (
        [
            "Muchas gracias @jane por una charla tan clara",
            "Qué maravilla de ponencia, aprendí mucho",
            "Enhorabuena a @jane por su trabajo",
            "Me ha encantado la keynote de esta mañana",
            "Vaya nivelazo el de @jane, impresionante",
        ],
        [
            "La sala 3 abre a las diez",
            "No, gracias, ya tengo entradas",
            "¿Dónde están las diapositivas?",
            "Hoy hablo de accesibilidad a las cuatro",
        ],
    ),
    "de": (
        [
            "Vielen Dank @jane für den Vortrag",
            "Was für ein großartiger Vortrag, so viel gelernt",
            "Toller Vortrag von @jane",
            "Hut ab vor @jane!",
            "Glückwunsch zum gelungenen Auftakt",
        ],
        [
            "Die Keynote beginnt um neun",
            "Kein Dank an die Bahn heute",
            "Wo finde ich die Folien?",
            "Der Vortrag war leider langweilig",
        ],
    ),
    "fr": (
        [
            "Merci @jane pour cette présentation",
            "Une conférence passionnante ce matin",
            "Chapeau à @jane pour la démo",
            "J’ai adoré la keynote",
            "Bravo @jane, très clair",
        ],
        [
            "La salle 3 ouvre à dix heures",
            "Où sont les diapositives ?",
            "Le micro ne marche pas",
            "Pas de merci pour la file d’attente",
        ],
    ),
    "pt": (
        [
            "Muito obrigada @jane pela palestra",
            "Que palestra incrível, aprendi muito",
            "Parabéns à @jane pelo trabalho",
            "Adorei a apresentação de hoje",
            "A @jane mandou muito bem",
        ],
        ["A sala 3 abre às dez", "Onde estão os slides?", "Não gostei da fila", "O café acabou às onze"],
    ),
    "it": (
        [
            "Grazie mille @jane per il talk",
            "Bellissima presentazione stamattina",
            "Complimenti a @jane",
            "Che bravo relatore, ho imparato tanto",
            "Talk straordinario di @jane",
        ],
        [
            "La sala 3 apre alle dieci",
            "Dove sono le slide?",
            "Il microfono non funziona",
            "Oggi parlo di accessibilità alle quattro",
        ],
    ),
    "nl": (
        [
            "Dank je wel @jane voor het mooie verhaal",
            "Wat een geweldige presentatie",
            "Petje af voor @jane",
            "Heel veel geleerd vanochtend, bedankt",
            "Gefeliciteerd @jane",
        ],
        ["Zaal 3 gaat om tien uur open", "Waar staan de slides?", "Het was niet goed te horen", "De koffie is op"],
    ),
    "pl": (
        [
            "Dziękuję @jane za prelekcję",
            "Świetna prezentacja dziś rano",
            "Gratulacje dla @jane",
            "Bardzo ciekawy wykład, wiele się nauczyłem",
            "Brawo @jane",
        ],
        ["Sala 3 otwiera się o dziesiątej", "Gdzie są slajdy?", "Mikrofon nie działa", "Kawa się skończyła"],
    ),
    "ca": (
        [
            "Moltes gràcies @jane per la xerrada",
            "Quina passada de ponència",
            "Enhorabona a @jane",
            "M’ha encantat la presentació",
            "Xerrada molt interessant de @jane",
        ],
        ["La sala 3 obre a les deu", "On són les diapositives?", "No se sentia bé", "Avui parlo d’accessibilitat"],
    ),
    "ru": (
        [
            "Спасибо @jane за доклад",
            "Отличный доклад сегодня утром",
            "Поздравляю @jane",
            "Очень понравилось выступление",
            "Доклад был просто потрясающим",
        ],
        ["Зал 3 открывается в десять", "Где слайды?", "Микрофон не работает", "Доклад не понравился"],
    ),
    "tr": (
        [
            "Teşekkürler @jane, çok güzel bir sunumdu",
            "Harika bir konuşma",
            "Tebrikler @jane",
            "Emeğine sağlık @jane",
            "Bu sabahki sunuma bayıldım",
        ],
        ["Salon 3 saat onda açılıyor", "Slaytlar nerede?", "Mikrofon çalışmıyor", "Kahve bitti"],
    ),
    "ar": (
        ["شكرا @jane على المحاضرة", "محاضرة رائعة هذا الصباح", "مبروك @jane", "عرض ممتاز ومفيد جدا", "أحسنت يا @jane"],
        ["القاعة الثالثة تفتح في العاشرة", "أين الشرائح؟", "الميكروفون لا يعمل", "القهوة انتهت"],
    ),
    "hi": (
        ["धन्यवाद @jane इस व्याख्यान के लिए", "शानदार प्रस्तुति", "बधाई हो @jane", "बहुत बढ़िया बात कही", "आज बहुत कुछ सीखा"],
        ["हॉल 3 दस बजे खुलता है", "स्लाइड कहाँ हैं?", "माइक काम नहीं कर रहा", "यह अच्छा नहीं था"],
    ),
    "ja": (
        [
            "@jane さん、ありがとうございました",
            "今朝の講演は素晴らしかった",
            "@jane さんおめでとうございます",
            "とても勉強になりました",
            "発表がわかりやすくて最高でした",
        ],
        ["会場3は10時に開きます", "スライドはどこですか？", "マイクが聞こえない", "コーヒーがなくなりました"],
    ),
    "zh": (
        ["谢谢 @jane 的演讲", "今天早上的演讲太精彩了", "恭喜 @jane", "收获很多，讲得真好", "這場分享很棒"],
        ["三号厅十点开门", "幻灯片在哪里？", "话筒没有声音", "讲得不好"],
    ),
    "ko": (
        [
            "@jane 님 감사합니다",
            "오늘 아침 발표 정말 좋았어요",
            "@jane 님 축하드립니다",
            "많이 배웠습니다",
            "최고의 강연이었다",
        ],
        ["3번 방은 10시에 열립니다", "슬라이드는 어디 있나요?", "마이크가 안 들려요", "커피가 떨어졌습니다"],
    ),
    "sv": (
        [
            "Tack @jane för ett fint föredrag",
            "Vilket fantastiskt föredrag",
            "Grattis @jane",
            "Bra jobbat @jane",
            "Så inspirerande keynote i morse",
        ],
        ["Sal 3 öppnar klockan tio", "Var finns bilderna?", "Mikrofonen fungerar inte", "Föredraget var inte bra"],
    ),
    "no": (
        [
            "Takk @jane for et flott foredrag",
            "For et strålende foredrag",
            "Gratulerer @jane",
            "Bra jobba @jane",
            "Veldig inspirerende keynote",
        ],
        ["Sal 3 åpner klokka ti", "Hvor er lysbildene?", "Mikrofonen virker ikke", "Kaffen er tom"],
    ),
    "da": (
        [
            "Tak til @jane for et godt oplæg",
            "Sikke et fantastisk oplæg",
            "Tillykke @jane",
            "Godt gået @jane",
            "Virkelig spændende keynote",
        ],
        ["Sal 3 åbner klokken ti", "Hvor er slides?", "Mikrofonen virker ikke", "Kaffen er væk"],
    ),
    "cs": (
        [
            "Děkuji @jane za přednášku",
            "Skvělá přednáška dnes ráno",
            "Gratuluji @jane",
            "Moc se mi líbila prezentace",
            "Klobouk dolů, @jane",
        ],
        ["Sál 3 se otevírá v deset", "Kde jsou slajdy?", "Mikrofon nefunguje", "Káva došla"],
    ),
}
KIND = [(language, text) for language, (kind, _) in SAID.items() for text in kind]
PLAIN = [(language, text) for language, (_, plain) in SAID.items() for text in plain]


@pytest.mark.parametrize(("language", "text"), KIND)
def test_praise_is_heard_whatever_the_network_says_about_the_language(language: str, text: str) -> None:
    for hint in (language, None, "en"):
        assert APPRAISER.tone(text, language=hint).appreciation >= 0.5


@pytest.mark.parametrize(("language", "text"), PLAIN)
def test_ordinary_sentences_are_no_praise(language: str, text: str) -> None:
    for hint in (language, None, "en"):
        assert APPRAISER.tone(text, language=hint).appreciation < 0.5


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Der Vortrag war leider langweilig"),
        ("es", "Qué charla tan aburrida, una pérdida de tiempo"),
        ("fr", "Présentation ennuyeuse, très déçu"),
        ("it", "Talk noioso e deludente"),
        ("ja", "発表がつまらない"),
        ("zh", "演讲太无聊"),
        ("ko", "발표가 지루했다"),
        ("ru", "Скучный доклад"),
    ],
)
def test_criticism_is_heard_in_other_languages(language: str, text: str) -> None:
    assert APPRAISER.tone(text, language=language).criticism >= 0.5


def test_an_english_slight_means_nothing_in_german() -> None:
    assert APPRAISER.tone("Die Bad Hersfelder sind die nächsten auf der Bühne", language="de").criticism < 0.5


def test_a_regional_tag_is_its_language() -> None:
    assert APPRAISER.tone("Toll", language="de-AT").appreciation >= 0.5
    assert APPRAISER.tone("Toll", language="en").appreciation < 0.5
    assert APPRAISER.tone("Fint", language="nb_NO").appreciation > APPRAISER.tone("Fint").appreciation


@pytest.mark.parametrize("language", sorted(set(SHIPPED) - {EMOJI}))
def test_every_language_has_at_least_thirty_forms_of_appreciation(language: str) -> None:
    assert sum(form.head == "appreciation" for form in SHIPPED[language].forms) >= 30


def test_no_form_stands_twice_in_one_lexicon() -> None:
    for lexicon in SHIPPED.values():
        keys = [(form.words, form.is_stem) for form in lexicon.forms]
        assert len(keys) == len(set(keys)), lexicon.language


@pytest.mark.parametrize(
    "line",
    [
        "gracias",
        "gracias\tpraise\t0.9",
        "gracias\tappreciation\t1.5",
        "gra*\tappreciation\t0.9",
        "x\tcriticism\t.5\tno",
    ],
)
def test_a_spoiled_lexicon_says_where(line: str) -> None:
    with pytest.raises(BadInput, match=r"line 2: es\.txt"):
        parse_lexicon("es", f"# words: el\n{line}\n")


def small(**texts: str) -> Lexicons:
    lexicons: dict[str, Lexicon] = {language: parse_lexicon(language, text) for language, text in texts.items()}
    return Lexicons(lexicons)


def heads(lexicons: Lexicons, text: str, *languages: str) -> dict[str, float]:
    return lexicons.heads(folded(text), split(folded(text)), frozenset(languages))


def test_forms_are_found_folded_and_over_several_words() -> None:
    lexicons = small(es="muy b*\tappreciation\t0.5\nmuchas gracias\tappreciation\t0.9\n")
    assert heads(lexicons, "MUCHAS  Grácias", "es")["appreciation"] == pytest.approx(0.9)
    assert heads(lexicons, "muy bueno", "es")["appreciation"] == pytest.approx(0.5)
    assert heads(lexicons, "muy malo", "es") == {}


def test_a_sure_form_needs_its_language() -> None:
    lexicons = small(sv="bra\tappreciation\t0.7\tsure\n")
    assert heads(lexicons, "bra") == {}
    assert heads(lexicons, "bra", "sv")


def test_a_negation_before_a_form_turns_it_off_until_a_mark() -> None:
    lexicons = small(de="# not: kein nicht\ndank\tappreciation\t0.9\n")
    assert heads(lexicons, "kein großer Dank", "de") == {}
    assert heads(lexicons, "gar nicht schlecht, Dank", "de")


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "不精彩"), ("ja", "最高ではない"), ("hi", "यह अच्छा नहीं था"), ("ar", "ليست رائعة")],
)
def test_negation_is_heard_where_words_are_not_set_apart(language: str, text: str) -> None:
    assert heads(Lexicons(SHIPPED), text, language).get("appreciation", 0) < 0.3


def test_small_words_beat_the_networks_hint() -> None:
    lexicons = Lexicons(SHIPPED)
    text = "the talk of the day was on the stage and it is what we came for"
    assert lexicons.languages(text, set(text.split()), "es") == {ENGLISH}


def test_the_script_tells_the_language() -> None:
    lexicons = Lexicons(SHIPPED)
    told = {
        text: lexicons.languages(text, set(), None)
        for text in ("Мы тут", "مرحبا", "नमस्ते", "こんにちは", "你好", "안녕", "Вже їдемо", "שלום", "Καλημέρα")
    }
    assert list(told.values()) == [{"ru"}, {"ar"}, {"hi"}, {"ja"}, {"zh"}, {"ko"}, {"uk"}, {"he"}, {"el"}]
    assert lexicons.languages("講演", set(), "ja") == {"ja"}
    assert lexicons.languages("hello", {"hello"}, None) == frozenset()


def test_two_forms_are_surer_than_one_and_nothing_is_certain() -> None:
    lexicons = small(es="gracias\tappreciation\t0.9\nmil\tappreciation\t0.9\n")
    assert heads(lexicons, "mil gracias", "es")["appreciation"] == pytest.approx(0.97)


def test_emoji_speak_whatever_their_skin() -> None:
    lexicons = Lexicons(SHIPPED)
    assert lexicons.emoji("👏🏿") == lexicons.emoji("👏")
    assert lexicons.emoji("👎")["criticism"] > 0.5
    assert lexicons.emoji("🪑") == lexicons.emoji("none") == {}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Se nos hizo cortísima la hora con la señora de los faros"),
        ("es", "Once páginas de apuntes con lo del barro"),
        ("es", "El auditorio entero en pie al acabar la jardinera"),
        ("es", "En cuanto llegue a casa lo pruebo, profe"),
        ("ja", "うちの弟子の登壇、立派だった。誇らしい。"),
        ("ja", "灯台の話、気づいたらノートが十枚埋まってた"),
        ("ja", "え、あの司会の人うますぎん?"),
        ("ja", "帰りのバスで早速あの編み方を試している"),
        ("ko", "포스터 색감이 너무 예뻐요 금손이시네요"),
        ("ko", "등대 얘기 듣느라 저녁도 못 먹었다"),
        ("ko", "집에 오자마자 배운 매듭 써봤다"),
    ],
)
def test_what_a_talk_did_to_somebody_is_praise_without_a_word_of_praise(language: str, text: str) -> None:
    assert APPRAISER.tone(text, language=language).appreciation >= 0.5


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Gracias a este filtro podemos medir el ruido del puerto"),
        ("es", "Aprovecha nuestra fantástica promoción en el puesto 4"),
        ("es", "Según el informe, los patos más queridos comen menos"),
        ("es", "Todo el público de pie porque faltan sillas"),
        ("ja", "はいはい、また広告の時間ですか。ありがたいことで。"),
        ("ja", "愛情と塩は控えめに、と台所の貼り紙"),
        ("ja", "新型ほうき発売記念、すてきな記念品を配布中"),
        ("ja", "面白い発表があったら教えて"),
        ("ko", "또 협찬 광고만 한 시간… 참 고맙네요 ^^"),
        ("ko", "선착순으로 레전드 빗자루 증정"),
        ("ko", "감동을 측정하는 실험 소개"),
    ],
)
def test_what_only_borrows_words_of_praise_is_none(language: str, text: str) -> None:
    assert APPRAISER.tone(text, language=language).appreciation < 0.5


def test_a_japanese_full_stop_in_a_pattern_stands_for_itself() -> None:
    lexicons = small(ja="~神[。]\tappreciation\t0.8\n")
    assert heads(lexicons, "神。", "ja")
    assert not heads(lexicons, "神社", "ja")
    loose = [line for line in (FOLDER / "ja.txt").read_text("utf-8").splitlines() if "|。" in line or "。|" in line]
    assert loose == []
