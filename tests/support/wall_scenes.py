"""An invented programme, and what was heard of it, for tests of scenes: long names, many scripts, missing faces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.domain.event import Programme
from app.domain.handle import Handle
from app.domain.look import Look, Sponsor
from app.domain.network import Network
from app.domain.speaker import Speaker, SpeakerKey
from app.domain.talk import Talk, TalkKey
from app.outlets.faces import initials, tint
from app.outlets.painting import direction
from app.outlets.scenes import programme_json
from app.outlets.times import rfc3339
from tests.support.wall_cards import EVENT, FACES, NOW

HALL, LOFT = "Lighthouse hall", "Net loft"
NAMES = (
    ("Ingrid Sølvberg", "ingrid"),
    ("Tadeusz Żółkiewski", "tadeusz"),
    ("森川 あかり", "akari"),
    ("ليلى المنصوري", "layla"),
    ("Oluwaseun Adébáyọ̀", "seun"),
    ("Máire Ní Dhuibhir", "maire"),
    ("Nguyễn Thị Hương Giang", "giang"),
    ("Xiomara Quispe Huamán", None),
    ("Jean-Baptiste Kouyaté-Lefèvre", None),
    ("Þórdís Hallgrímsdóttir", "thordis"),
    ("Rohan Deshpande", None),
    ("Šárka Nováčková", "sarka"),
    ("Wilhelmina van Oudekerk-Aalders", "wilhelmina"),
    ("Kofi Amponsah", "kofi"),
    ("Zeynep Güçlütürk", "zeynep"),
)
HARD_NAMES = (
    "Wolfeschlegelsteinhausenbergerdorff der Ältere von und zu Hohenlohe",
    "Maximiliana Friederike Eleonore Obermayer-Wintersteiger",
    "Uvuvwevwevwe Onyetenyevwe Ugwemuhwem Osas",
    "K",
    "الشيخ عبد الرحمن بن محمد الخليفي الهاشمي",
    "คุณหญิง สมศรี วัฒนธรรมศักดิ์",
)
TITLES = (
    "Ninety years of tide notebooks, now as open data",
    "The names of the wadis",
    "Zelfrijdende schepen en de Donaudampfschifffahrtsgesellschaftskapitäne: what regulation can and cannot do",
    "四十ユーロの水中マイクで聴くウナギの声",
    "أسماء الأودية كما كانت جدتي تنطقها",
)
# two hundred characters each: as long as any title that an import has brought
COMPOUNDS = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft, "
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz und Grundstücksverkehrsgenehmigungszuständigkeit: "
    "was"
)
IDEOGRAPHS = (
    "四十ユーロの水中マイクで聴くウナギの声と、港の書記が九十年かけて書き残した潮の記録を誰でも使えるデータにするまでの道のり。"
    * 4
)[:200]
SENTENCE = (
    "Who reads ninety years of tide notebooks aloud to a machine that has never seen the sea, and what the harbour "
    "clerk, her daughter and four hundred volunteers made of the mistakes that it heard in a gale"
)


def person(name: str, face: str | None = None, *, handle: bool = True) -> Speaker:
    """A speaker; without a handle nobody can address them anywhere."""
    key = SpeakerKey(name.lower().replace(" ", "-"))
    handles = (Handle(network=Network.MASTODON, canonical=f"{key}@dijk.example"),) if handle else ()
    return Speaker(key=key, name=name, photo=f"{FACES}{face}.svg" if face else None, handles=handles)


SPEAKERS = tuple(person(name, face, handle=name != "Tadeusz Żółkiewski") for name, face in NAMES)


def a_talk(
    number: int, *speakers: Speaker, room: str = HALL, starts: int = 0, minutes: int = 45, title: str = ""
) -> Talk:
    """A talk that starts so many minutes after the clock of the tests."""
    begins = NOW + timedelta(minutes=starts)
    return Talk(
        key=TalkKey(f"talk-{number}"),
        title=title or TITLES[number % len(TITLES)],
        speakers=tuple(one.key for one in speakers),
        starts_at=begins,
        ends_at=begins + timedelta(minutes=minutes),
        room=room,
    )


def a_programme(speakers: Sequence[Speaker] = SPEAKERS) -> Programme:
    """One day in two rooms: the first two speak now, one in each room, everybody else after them, one after another."""
    talks = [a_talk(0, speakers[0], starts=-15, title=TITLES[0])]
    talks += [a_talk(1, speakers[1], room=LOFT, starts=-10, title="A flood map that says “I don’t know”")]
    for at, one in enumerate(speakers[2:], 2):
        talks.append(a_talk(at, one, room=(HALL, LOFT)[at % 2], starts=45 * (at // 2)))
    return Programme(speakers=tuple(speakers), talks=tuple(talks))


def giver(name: str, face: str | None = None, voice: str = "") -> dict[str, Any]:
    """A voice, as JSON of scenes has it."""
    told = {"voice": voice or name, "name": name, "face": f"{FACES}{face}.svg" if face else None}
    return told | {"initials": initials(name) if name else "", "tint": tint(name)}


def sentence(number: int, text: str, by: dict[str, Any], language: str | None = "en") -> dict[str, Any]:
    """One sentence of a letter."""
    said = {"id": str(number), "text": text, "lang": language, "dir": direction(text, language)}
    return said | by | {"network": "mastodon", "first": False}


PEOPLE = (
    giver("Noor van Beveren", "noor"),
    giver("Lê Thùy Linh", "linh"),
    giver("Kwame Mensah", "kwame"),
    giver("Svea Öhlund"),
    giver("Tomás Ferreira", "tomas"),
    giver("김민아", "mina"),
    giver("أمل الحدّاد", "amal"),
    giver("Pelle Ångström", "pelle"),
    giver(""),
)
SENTENCES = (
    sentence(
        301, "A room full of strangers fell in love with a harbour clerk’s handwriting. I was one of them.", PEOPLE[3]
    ),
    sentence(302, "I will never say “just metadata” again. Ingrid, thank you.", PEOPLE[1]),
    sentence(303, "공책 아흔 권이 바다를 기억하고 있었네요.", PEOPLE[5], "ko"),
    sentence(304, "شكرًا، لأول مرة أرى أسماء الأودية كما كانت جدتي تنطقها.", PEOPLE[6], "ar"),
    sentence(
        305,
        "Pela primeira vez um mapa que discute com a minha avó e perde.",
        giver("João Pedro Vasconcelos", "joao"),
        "pt",
    ),
    sentence(306, "Nobody asked them to think about us, and here we sit. " * 5, PEOPLE[0]),
)
CREDITS = (
    *("Noor van Beveren", "Pelle Ångström", "أمل الحدّاد", "Lê Thùy Linh", "渡辺 悠斗", "Mbali Dlamini-Roux", "김민아"),
    *(
        "Eoin Mac Giolla",
        "Gretl Hörmann",
        "",
        "Bartholomew Featherstonehaugh-Wolstenholme",
        "נועה ברק",
        "Κατερίνα Ζήση",
    ),
)


@dataclass
class House:
    """What the wall asks for beside its frames; a test changes it as it goes."""

    programme: Programme
    heard: dict[str, dict[str, Any]]
    sentences: tuple[dict[str, Any], ...]
    voices: list[dict[str, Any]]
    sponsors: tuple[Sponsor, ...] = ()

    def programme_told(self) -> dict[str, Any]:
        """programme.json."""
        return programme_json(EVENT, self.programme, self.sponsors, Look(), say="https://wall.example/say/longshore26")

    def heard_told(self) -> dict[str, Any]:
        """heard.json."""
        return {"seq": 1, "clock": rfc3339(NOW), "speakers": self.heard}

    def letters_told(self, talk: str) -> dict[str, Any]:
        """letters.json."""
        told = self.programme_told()
        keys: list[str] = next((one["speakers"] for one in told["talks"] if one["key"] == talk), [])
        people = [one for one in told["speakers"] if one["key"] in keys]
        return {
            "talk": talk,
            "speakers": people,
            "sentences": list(self.sentences),
            "unreachable": [one["key"] for one in people if not one["reachable"]],
            "say": f"https://wall.example/say/longshore26?talk={talk}",
        }

    def voices_told(self, after: int, most: int = 100) -> dict[str, Any]:
        """voices.json."""
        few = [one | {"n": n} for n, one in enumerate(self.voices[after : after + most], after + 1)]
        return {"voices": few, "next": after + most if len(self.voices) > after + most else None}


def a_house(speakers: Sequence[Speaker] = SPEAKERS, voices: int = 30) -> House:
    """A house in which a third of the speakers was heard of, some just now and some a while ago."""
    ages = {0: 60, 1: 5, 2: 400, 3: 200, 6: 50, 12: 15, 14: 180}
    return House(
        programme=a_programme(speakers),
        heard={
            speakers[at].key: heard(seconds, PEOPLE, people=12) for at, seconds in ages.items() if at < len(speakers)
        },
        sentences=SENTENCES,
        voices=[giver(CREDITS[at % len(CREDITS)], voice=f"v{at}") for at in range(voices)],
    )


def heard(seconds: int, voices: Iterable[dict[str, Any]], people: int = 0) -> dict[str, Any]:
    """What was heard for a speaker, so many seconds before the clock of the tests; the newest voice first."""
    few = list(voices)
    return {"at": rfc3339(NOW - timedelta(seconds=seconds)), "people": people or len(few), "voices": few[:12]}


WORDY_SPONSORS = (
    Sponsor(name=COMPOUNDS[:60], line=SENTENCE[:120]),
    Sponsor(name=IDEOGRAPHS[:60], line=IDEOGRAPHS[:120]),
    Sponsor(name="Kelp", line=COMPOUNDS[:120]),
    Sponsor(name=SENTENCE[:60], line=SENTENCE[60:180], logo=f"{FACES}sofia.svg"),
    Sponsor(name="مؤسسة الوادي", line="الماء حياة، والحياة كلمة طيبة تقال في وقتها لمن يستحقها من الناس جميعًا"),
)
MANY_SPONSORS = tuple(
    Sponsor(name=name, line=line)
    for name, line in (
        ("Harbour & Sons", "Ropes since 1894"),
        ("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", ""),
        ("Tideline", "Open data for open water"),
        ("港湾組合", "海とともに"),
        ("مؤسسة الوادي", "الماء حياة"),
        (
            "The Net Loft Cooperative",
            "Coffee, nets and a warm floor for everybody who stays too late, since the last flood",
        ),
        ("Kelp", "Eat more of it"),
    )
)
