"""What is said at Longshore 2026, and that nobody real says it."""

import re

import pytest

from app.assets import web
from tests.support.longshore import LONGSHORE, having, originals, own_handles, own_paths, posts, speakers, told, voice

X_HANDLE = re.compile(r"[a-z][a-z0-9_]{5,13}[a-z0-9]")
HEX_KEY = re.compile(r"[0-9a-f]{64}")
DID = re.compile(r"did:plc:[a-z2-7]{24}")
HOST = re.compile(r"https?://([^/\s\"]+)")


class TestWhatIsSaid:
    def test_nearly_everything_carries_the_hashtag_and_only_replies_and_quotes_do_not(self) -> None:
        without = [line for line in originals() if "longshore26" not in line["hashtags"]]
        assert all("reply_to" in line or "quote_of" in line for line in without)
        assert len(without) < len(originals()) / 10

    def test_those_who_can_be_reached_nowhere_are_named_often(self) -> None:
        for speaker in speakers():
            if not speaker["handles"]:
                assert sum(speaker["name"] in line["text"] for line in originals()) >= 10, speaker["name"]

    def test_every_speaker_is_spoken_of(self) -> None:
        for speaker in speakers():
            spellings = [speaker["name"], speaker["name"].replace("’", "'"), *speaker["aliases"]]
            spellings += [handle.lstrip("@") for handle in (speaker["handles"] or {}).values()]
            assert sum(any(one in line["text"] for one in spellings) for line in originals()) >= 5, speaker["name"]

    @pytest.mark.parametrize("tag", ["TadeuszZolkiewski", "IngridMaas", "HopeWinter"])
    def test_people_are_thanked_by_name_tag(self, tag: str) -> None:
        assert any(tag in line["hashtags"] for line in originals())

    def test_speakers_answer(self) -> None:
        answers = [line for line in having("reply_to") if voice(line) in own_handles()]
        assert len(answers) >= 12
        assert all("longshore26" not in line["hashtags"] for line in answers)

    def test_bots_speak_and_say_so(self) -> None:
        assert len({voice(line) for line in posts() if line["author"].get("bot")}) >= 3

    @pytest.mark.parametrize(
        "name", [None, "=1+1", '<script>alert("tide")</script>', "\u202eevil looking name\u202c", "femke 🌾"]
    )
    def test_some_are_called_what_no_page_expects(self, name: str | None) -> None:
        assert any(line["author"]["name"] == name for line in posts())

    def test_some_write_right_to_left_and_some_in_endless_words(self) -> None:
        assert sum(bool(re.search("[\u0590-\u06ff]{3}", line["text"])) for line in originals()) >= 12
        assert sum(bool(re.search(r"[^\W\d_]{23}", line["text"])) for line in originals()) >= 5
        assert any(not re.search(r"\w", line["text"].replace("#longshore26", "")) for line in originals())

    def test_followers_are_known_of_some_only(self) -> None:
        known = {line["author"]["followers"] for line in posts()}
        assert None in known
        assert len(known) > 50

    def test_the_first_minute_shows_what_ovation_is_for(self) -> None:
        opening = told()[:45]
        said = [line for line in opening if "text" in line]
        nowhere = [speaker["name"] for speaker in speakers() if not speaker["handles"]]
        assert sum(any(name in line["text"] for name in nowhere) for line in said) >= 8
        assert {"ar", "ko", "de", "es", "pt", "fr"} <= {line.get("lang") for line in said}
        assert any(re.search("[\u3040-\u30ff]", line["text"]) for line in said)
        assert any("alt" in media for line in said for media in line.get("media", ()))
        assert any("warning" in line for line in said)
        assert any("?" in line["text"] for line in said)
        assert any("edited_at" in line for line in opening)
        assert any("deleted_at" in line for line in opening)


class TestNobodyIsReal:
    def test_every_address_is_an_example(self) -> None:
        everything = "\n".join((LONGSHORE / name).read_text("utf-8") for name in ("speakers.jsonl", "posts.jsonl"))
        assert {host for host in HOST.findall(everything) if not host.endswith(".example")} == set()

    def test_every_handle_is_an_example_or_could_not_be_taken(self) -> None:
        for network, handle in {voice(line) for line in posts()} | own_handles():
            if network in {"mastodon", "bluesky"}:
                assert handle.endswith(".example"), handle
            elif network == "x":
                assert X_HANDLE.fullmatch(handle), handle
            elif network == "nostr":
                assert HEX_KEY.fullmatch(handle), handle

    def test_bluesky_accounts_have_the_id_that_their_posts_carry(self) -> None:
        for line in posts():
            if line["network"] == "bluesky":
                assert DID.fullmatch(line["author"]["remote_id"])
                assert line["id"].startswith(f"at://{line['author']['remote_id']}/")

    def test_every_picture_is_drawn_and_asks_nobody(self) -> None:
        for path in sorted(set(own_paths())):
            drawing = web() / path.lstrip("/")
            assert drawing.is_file(), path
            svg = drawing.read_text("utf-8")
            assert set(HOST.findall(svg)) <= {"www.w3.org"}
            assert "<script" not in svg
