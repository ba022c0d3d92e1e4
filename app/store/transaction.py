"""One unit of work: every noun over one connection; it commits as a whole or not at all."""

from sqlalchemy.ext.asyncio import AsyncConnection

from app.store.accounts import Accounts
from app.store.aliases import Aliases
from app.store.applause import Applause
from app.store.changes import Changes
from app.store.copies import Copies
from app.store.decisions import Decisions
from app.store.desk import Desk
from app.store.echoes import Echoes
from app.store.event_words import WordsOf
from app.store.events import Events
from app.store.following import Following
from app.store.looks import Looks
from app.store.opt_outs import OptOuts
from app.store.people import People
from app.store.pictures import Pictures
from app.store.posts import Posts
from app.store.programmes import Programmes
from app.store.readings import Readings
from app.store.said import SaidOf
from app.store.says import Says
from app.store.shows import Shows
from app.store.sources import Sources
from app.store.voices import Voices
from app.store.walls import Walls


class Transaction:
    """What `Database.begin()` and `Database.read()` hand out. Nobody but they commit."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.events = Events(connection)
        self.programmes = Programmes(connection)
        self.words = WordsOf(connection)
        self.accounts = Accounts(connection)
        self.posts = Posts(connection)
        self.aliases = Aliases(connection)
        self.opt_outs = OptOuts(connection, self.posts)
        self.voices = Voices(connection)
        self.copies = Copies(connection, self.voices)
        self.readings = Readings(connection)
        self.decisions = Decisions(connection)
        self.desk = Desk(connection)
        self.echoes = Echoes(connection)
        self.changes = Changes(connection)
        self.walls = Walls(connection)
        self.shows = Shows(connection)
        self.looks = Looks(connection)
        self.applause = Applause(connection)
        self.said = SaidOf(connection)
        self.says = Says(connection)
        self.people = People(connection)
        self.sources = Sources(connection)
        self.following = Following(connection)
        self.pictures = Pictures(connection)

    @property
    def erased(self) -> bool:
        """Whether something was deleted that must not stay readable in a log file either."""
        return self.posts.erased
