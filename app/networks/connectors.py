"""Every network that can be followed: a network is made known by one line here."""

from collections.abc import Mapping

from app.domain.network import Network
from app.networks.source import Connector

CONNECTORS: Mapping[Network, Connector] = {}
