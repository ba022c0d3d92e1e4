"""First names alone in many languages: who is on stage is meant; who is not is asked about, or let be."""

from datetime import timedelta

import pytest

from app.domain.event import Programme
from app.domain.matching import SpeakerIndex
from app.domain.mention import Evidence
from app.domain.talk import Talk, TalkKey
from tests.support.saying import AT, person, said

CREW = (
    person("lukasz", "Łukasz Wójcik"),
    person("ines", "Inés Navarro"),
    person("yuki", "Yuki Tanabe"),
    person("aylin", "Aylin Demir"),
    person("olga", "Ольга Щербакова"),
    person("joao", "João Teixeira"),
    person("minjun", "Minjun Park"),
    person("fatima", "فاطمة الزهراني"),
    person("priya", "Priya Raman"),
    person("sven", "Sven Holmgren"),
    person("chloe", "Chloé Marchand"),
    person("max", "Max Brand"),
)
HOUR = timedelta(hours=1)


def index(on_stage: str | None) -> SpeakerIndex:
    """Everybody has a talk; one of them runs now."""
    talks = [
        Talk(
            key=TalkKey(one.key),
            title=f"What {one.key}x found",
            speakers=(one.key,),
            starts_at=AT + (-HOUR / 6 if one.key == on_stage else HOUR * (3 + at)),
            ends_at=AT + (HOUR / 3 if one.key == on_stage else HOUR * (4 + at)),
        )
        for at, one in enumerate(CREW)
    ]
    return SpeakerIndex(Programme(speakers=CREW, talks=tuple(talks)))


LATER = index(None)


@pytest.mark.parametrize(
    ("speaker", "text"),
    [
        ("lukasz", "Łukasz is killing it on stage!"),
        ("lukasz", "Świetny wykład Łukasza, dziękuję"),
        ("lukasz", "Brawo Łukasz!"),
        ("ines", "Inés, qué charla tan buena"),
        ("ines", "¡Gracias Inés!"),
        ("ines", "me encantó la charla de Inés"),
        ("yuki", "Yukiさんの発表すごい"),
        ("yuki", "yuki nailed it"),
        ("aylin", "Aylin'in sunumu harikaydı"),
        ("aylin", "teşekkürler Aylin"),
        ("olga", "Спасибо, Ольга!"),
        ("olga", "доклад Ольги просто огонь"),
        ("joao", "Obrigado João, palestra incrível"),
        ("joao", "o João arrasou"),
        ("minjun", "Minjun's demo was so smooth"),
        ("fatima", "شكرا فاطمة على المحاضرة"),
        ("priya", "Priya makes caching sound easy 🤩"),
        ("priya", "Still thinking about what Priya said"),
        ("sven", "Svens Vortrag war super"),
        ("sven", "Tack Sven!"),
        ("sven", "Danke an Sven für den tollen Talk"),
        ("chloe", "Merci Chloé !"),
        ("chloe", "Chloé vient de tout déchirer"),
        ("chloe", "Marchand was brilliant today"),
        ("priya", "Raman's keynote >>>"),
        ("sven", "Dr Holmgren, chapeau"),
        ("joao", "professor Teixeira mandou bem"),
    ],
)
def test_a_first_name_means_who_is_on_stage(speaker: str, text: str) -> None:
    (one,) = index(speaker).find(said(text))
    assert (one.speaker, one.certain, one.evidence) == (speaker, True, Evidence.FIRST_NAME)
    assert one.confidence < 0.95
    assert one.span is not None


@pytest.mark.parametrize(
    "text", ["wykład Łukasza", "доклад Ольги", "¡Gracias Inés!", "teşekkürler Aylin", "Tack Sven!"]
)
def test_thanks_to_a_first_name_while_another_speaks_are_certain_for_nobody(text: str) -> None:
    assert not any(one.certain for one in LATER.find(said(text)))


@pytest.mark.parametrize(
    "text",
    [
        "Łukasza Nowaka wykład",
        "Ольгин день",
        "Svens Kaffee",
        "the svens talk",
        "Aylin Kaya'nın sunumu",
        "João Pessoa é linda",
        "Yuki田中さんの発表",
    ],
)
def test_a_first_name_in_somebody_elses_means_nobody(text: str) -> None:
    assert LATER.find(said(text)) == ()
