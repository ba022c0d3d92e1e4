"""`ovation doctor`: a machine that cannot draw a name says so before the doors open."""

import os
from pathlib import Path

import pytest

from tests.integration.test_command_line import CREATE
from tests.support.archive import ROSTER, post, written
from tests.support.command import Answer, ovation

# a fontconfig that has a font for everything below U+3000
FC_LIST = """#!/bin/sh
for word in ${1#:charset=}; do
  [ $(printf '%d' "0x$word") -lt 12288 ] || exit 0
done
echo 'Some Sans'
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    assert ovation(*CREATE, data=folder).code == 0
    roster = [*ROSTER, ROSTER[0] | {"name": "森川 あかり", "handles": None}]
    assert ovation("event", "import", "harbour", str(written(tmp_path / "r.jsonl", roster)), data=folder).code == 0
    lines = [post(31, "Thank you Oskar Lindqvist", by="b@dijk.example")]
    assert ovation("replay", "harbour", str(written(tmp_path / "p.jsonl", lines)), data=folder).code == 0
    return folder


def _doctor(data: Path, tmp_path: Path, fc_list: str | None, slug: str = "harbour") -> Answer:
    tools = tmp_path / "tools"
    tools.mkdir()
    if fc_list is not None:
        (tools / "fc-list").write_text(fc_list)
        (tools / "fc-list").chmod(0o755)
        return ovation("doctor", slug, data=data, PATH=f"{tools}{os.pathsep}/usr/bin{os.pathsep}/bin")
    return ovation("doctor", slug, data=data, PATH=str(tools))


def test_what_no_font_has_is_named_with_the_names_that_need_it(data: Path, tmp_path: Path) -> None:
    answer = _doctor(data, tmp_path, FC_LIST)
    assert answer.code == 3
    lines = answer.text.splitlines()
    assert "Chinese characters: 2 of 2 characters can't be drawn, as in: 森川 あかり" in lines
    assert "Japanese (hiragana): 3 of 3 characters can't be drawn, as in: 森川 あかり" in lines
    assert any(line.startswith("Latin: drawn (") for line in lines)
    assert "fonts-noto-cjk" in answer.err


def test_a_machine_that_has_every_font_is_told_so(data: Path, tmp_path: Path) -> None:
    answer = _doctor(data, tmp_path, "#!/bin/sh\necho 'Every Sans'\n")
    assert answer.code == 0
    assert "can't" not in answer.text + answer.err


def test_a_machine_without_fontconfig_says_what_was_not_looked_at(data: Path, tmp_path: Path) -> None:
    answer = _doctor(data, tmp_path, None)
    assert (answer.code, answer.text) == (0, "")
    assert "fonts are not checked" in answer.err


def test_an_event_that_is_not_there_is_one_line(data: Path, tmp_path: Path) -> None:
    answer = _doctor(data, tmp_path, FC_LIST, "nowhere")
    assert answer.code == 2
    assert answer.err.count("\n") == 1
