"""What takes news into an event of tests/support/stored.py, as the house does: it reads, keeps and tells the walls."""

from functools import cache

from app.bus.memory import MemoryBus
from app.domain.appraisal import Appraiser
from app.domain.consent import OptOutKeys
from app.domain.read import Reader
from app.services.ingest import Ingest
from app.store.database import Database
from tests.support.stored import EVENT, NOW, PROGRAMME


@cache
def _reader() -> Reader:
    return Reader(PROGRAMME, Appraiser.shipped(), EVENT.hashtags)


def an_ingest(database: Database, event_id: int) -> Ingest:
    """The ingest of the event, with everything that reads its posts."""
    return Ingest(
        database=database,
        bus=MemoryBus(),
        event_id=event_id,
        reader=_reader(),
        slug=EVENT.slug,
        keys=OptOutKeys(b"a secret of this test, long enough"),
        now=lambda: NOW,
    )
