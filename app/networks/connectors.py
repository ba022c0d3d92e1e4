"""Every network that can be followed: a network is made known by one line here."""

from collections.abc import Mapping

from app.domain.network import Network
from app.networks.bluesky.connect import CONNECTOR as BLUESKY
from app.networks.feed.connect import CONNECTOR as FEED
from app.networks.mastodon.connect import CONNECTOR as MASTODON
from app.networks.nostr.connect import CONNECTOR as NOSTR
from app.networks.source import Connector
from app.networks.web.connect import CONNECTOR as INBOX
from app.networks.x.connect import CONNECTOR as X

CONNECTORS: Mapping[Network, Connector] = {
    connector.network: connector for connector in (MASTODON, BLUESKY, NOSTR, FEED, X, INBOX)
}
