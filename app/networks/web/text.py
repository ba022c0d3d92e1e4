"""What is said on our own page: plain text by people who have no handle there."""

from app.domain.network import Network
from app.networks import entities
from app.networks.forms import NetworkText, bare

TEXT = NetworkText(
    network=Network.WEB,
    entities=entities.entities,
    handle=lambda text: bare(text).lower(),
    profile=lambda _url: None,
    profile_url=lambda _canonical: None,
    shown=lambda _canonical: "",
    uri=lambda post: post,
    post_url=lambda _post, _author: None,
)
