"""Languages that came later, Korean to Hungarian: praise by what it says of a talk, and what only looks like it."""

import pytest

from app.domain.appraisal import Appraiser
from app.domain.appraisal_lexicon import split
from app.domain.appraisal_scales import Piece
from app.domain.text import folded

APPRAISER = Appraiser.shipped()
PRAISE = [
    ("ko", "혼자 듣기 아까운 발표였어요. 팀원들한테 링크 다 뿌렸습니다 ㅎㅎ"),
    ("ko", "그래프 한 장으로 모든 걸 정리하시다니. 천재신가?"),
    ("ko", "역시 믿고 듣는 윤슬기 님. 실망시키는 법이 없다"),
    ("ko", "노트 필기 여섯 장 채움… 버릴 말이 하나도 없었음"),
    ("uk", "Так дохідливо про квантові обчислення мені ще не розповідали, @ines_dubko"),
    ("uk", "от заради таких доповідей я й катаюся на конфи"),
    ("uk", "розрив мозку 🤯 пересилаю всій команді"),
    ("he", "יצאתי מהאולם אדם אחר. לא מגזים"),
    ("he", "בול מה שהצוות שלי היה צריך לשמוע! תודההההה"),
    ("el", "xtypise fleva o antras, akoma to skeftomai @manos_dee"),
    ("el", "Δεν κράτησα σημειώσεις, απλώς κρεμόμουν από τα χείλη της."),
    ("vi", "Cam on anh Vinh da chia se, em ghi kin ca cuon so"),
    ("vi", "Không uổng công bay từ Đà Nẵng ra chỉ để nghe @ottoline_f"),
    ("ro", "Doamne, ce vorbitor! @sergiu_alm te-a ținut cu sufletul la gură"),
    ("ro", "O prelegere de o rară profunzime, pentru care îi sunt îndatorat autorului"),
    ("id", "Brilian cara dia menyederhanakan teori graf jadi kisah angkot"),
    ("id", "Jadi pengen pindah jurusan gara-gara @raya_stell, seasyik itu kriptografi di tangan dia"),
    ("id", "kereeen bgtt tadi kak, ditunggu lagi tahun depan yaa"),
    ("fi", "Nyt vasta tajusin mitä monadit on, hyvä ope!"),
    ("fi", "Noin sitä pitää! Selkeää, hauskaa, eikä yhtään turhaa kalvoa."),
    ("hu", "Micsoda előadó! Egy pillanatra sem engedte el a figyelmünket"),
    ("hu", "Kösz, @regina_fosk, hogy ilyen nyíltan beszéltél a hibáidról, erőt adott"),
]
PLAIN = [
    ("ko", "결론은 인덱스를 잘 걸자는 것. 끝."),
    ("ko", "최고의 발표상 투표는 5시에 마감합니다"),
    ("ko", "와 정말 유익하네요^^ 구글 검색하면 첫 줄에 나오는 내용"),
    ("ko", "멋진 발표 기대했는데 취소됐네요"),
    ("ko", "트랙 C는 20분 지연되고 있습니다. 양해 부탁드립니다"),
    ("uk", "Найкращого спікера оберуть голосуванням у застосунку до 17:00"),
    ("uk", "Красива презентація ще не означає правильних висновків"),
    ("uk", "Чи буде цей виступ ще раз у записі? Буду вдячний за відповідь"),
    ("he", "סליחה על ההטרדה, יש למישהו כדור לכאב ראש? תודה גדולה"),
    ("he", "המצגת יפה אבל התוכן ריק"),
    ("el", "Μακάρι να μπορούσα να πω ότι με ενθουσίασε"),
    ("el", "Θα ήμουν ευγνώμων αν κάποιος μου έστελνε το πρόγραμμα σε pdf"),
    ("vi", "Xin nhường chỗ hàng đầu cho người khuyết tật, cảm ơn mọi người"),
    ("vi", "Giải diễn giả được yêu thích nhất sẽ công bố tối nay"),
    ("ro", "Aș fi recunoscător dacă mi-ar trimite cineva programul în PDF"),
    ("ro", "Excelent demo, a căzut doar de patru ori"),
    ("id", "Terima kasih sudah mengisi survei, hasilnya diumumkan besok"),
    ("id", "Presentasi cantik belum tentu kesimpulannya benar"),
    ("id", "Terima kasih sponsor atas kopinya"),
    ("id", "Wah luar biasa, demonya gagal empat kali berturut-turut"),
    ("fi", "Hieno demo, kaatui vain neljästi"),
    ("fi", "Kiitos sponsorille kahvista"),
    ("hu", "Szavazzatok a legjobb előadóra ötig az alkalmazásban"),
    ("hu", "Remek előadásra számítottam, de elmaradt"),
]


def told(text: str, hint: str | None = None) -> frozenset[str]:
    return APPRAISER._scales.languages(Piece(text, tagged=False), hint)


@pytest.mark.parametrize(("language", "text"), PRAISE)
def test_praise_is_heard_whatever_the_network_says_about_its_language(language: str, text: str) -> None:
    assert min(APPRAISER.tone(text, language=hint).appreciation for hint in (language, None, "en")) >= 0.5


@pytest.mark.parametrize(("language", "text"), PLAIN)
def test_what_only_looks_like_praise_is_none(language: str, text: str) -> None:
    assert max(APPRAISER.tone(text, language=hint).appreciation for hint in (language, None, "en")) < 0.5


def test_korean_is_heard_with_and_without_spaces() -> None:
    assert APPRAISER.tone("강연 정말 잘 들었습니다", language="ko") == APPRAISER.tone(
        "강연정말잘들었습니다", language="ko"
    )


def test_ukrainian_is_told_from_russian_by_letters_and_small_words_and_in_doubt_both_are_heard() -> None:
    assert told("Це вже їхня третя доповідь", None) == {"uk"}
    assert told("Это уже третий доклад, и мы ждём ещё", None) == {"ru"}
    assert told("Супер", None) == {"ru", "uk"}
    assert told("Супер", "uk") == {"uk"}


def test_a_formula_makes_no_text_greek() -> None:
    assert told("the λ-calculus keynote was superb", None) == {"en"}
    assert told("Μεστή ομιλία", None) == {"el"}


def test_vietnamese_is_told_with_and_without_its_marks() -> None:
    assert told("Bài nói này thật sự mở mang đầu óc", None) == {"vi"}
    assert told("Bai nay minh nghe khong duoc het, nhung nhieu nguoi khen", None) == {"vi"}
    assert folded("cảm ơn") == "cam on" == " ".join(split("cam on"))


def test_the_languages_are_told_by_small_words_with_and_without_their_accents() -> None:
    assert (
        told("Prezentarea asta începe acum, după pauză") == told("Prezentarea asta incepe acum, dupa pauza") == {"ro"}
    )
    assert told("Ruangan sudah penuh, tidak bisa masuk lagi") == {"id"}
    assert told("Missä salissa hän puhuu tänään?") == told("Missa salissa han puhuu tanaan?") == {"fi"}
    assert told("Melyik teremben kezdődik az előadás?") == told("Melyik teremben kezdodik az eloadas?") == {"hu"}


def test_romanian_is_heard_with_either_cedilla_or_comma_and_with_none() -> None:
    tones = {
        APPRAISER.tone(text, language="ro")
        for text in ("Mulțumesc, ce ați povestit!", "Mulţumesc, ce aţi povestit!", "Multumesc, ce ati povestit!")
    }
    assert {tone.appreciation >= 0.5 for tone in tones} == {True}
