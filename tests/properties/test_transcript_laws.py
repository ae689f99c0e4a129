"""Laws of reading: no bytes crash the reader, and what a subtitle writer wrote comes back."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from attending.drafts import Conversation, from_json, to_json
from attending.errors import AttendingError
from attending.scribe import read_conversation

words = st.from_regex(r"[A-Za-z][a-z']{0,8}( [a-z][a-z']{0,8}){2,12}[.?]", fullmatch=True)
speakers = st.sampled_from(["Dr. Jones", "Patient", "Speaker 2"])
cues = st.lists(st.tuples(speakers, words), min_size=1, max_size=8)
fragments = st.sampled_from(
    [
        "WEBVTT\n\n",
        "00:01.000 --> 00:02.000\n",
        "Doctor: ",
        "[patient] ",
        '{"segments": [',
        "\n\n",
        "<v Ann>",
        '"text": "',
        "}]",
        'File type = "ooTextFile"\nObject class = "TextGrid"\n',
        "0\n1\n<exists>\n1\n",
        '"IntervalTier"\n"x"\n',
        "\ud83d\ude00",
        "é",
    ]
)


def stamp(seconds: int, comma: str) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{comma}250"


def check_outcome(data: bytes) -> None:
    try:
        conversation = read_conversation(data)
    except AttendingError as error:
        assert error.message
        return
    assert conversation.turns
    assert [turn.number for turn in conversation.turns] == list(range(len(conversation.turns)))
    assert all(turn.text.strip() for turn in conversation.turns)
    assert from_json(to_json(conversation), Conversation) == conversation


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\xef\xbb\xbf")
def test_any_bytes_give_a_conversation_or_a_plain_error(data):
    check_outcome(data)


@settings(max_examples=80, deadline=None)
@given(st.lists(fragments | words, max_size=12).map("".join), st.sampled_from(["utf-8", "utf-16", "utf-16-be"]))
def test_any_mixture_of_formats_gives_a_conversation_or_a_plain_error(text, encoding):
    check_outcome(text.encode(encoding, "surrogatepass"))


@settings(max_examples=30, deadline=None)
@given(cues)
def test_what_a_webvtt_writer_wrote_comes_back(spoken):
    rows = [
        f"{stamp(2 * n, '.')} --> {stamp(2 * n + 1, '.')}\n<v {who}>{said}</v>" for n, (who, said) in enumerate(spoken)
    ]
    conversation = read_conversation(("WEBVTT\n\n" + "\n\n".join(rows)).encode())
    assert " ".join(turn.text for turn in conversation.turns) == " ".join(said for _, said in spoken)
    assert conversation.turns[0].start == 0.25
    assert conversation.turns[-1].end == 2 * len(spoken) - 0.75


@settings(max_examples=30, deadline=None)
@given(cues)
def test_what_an_srt_writer_wrote_comes_back(spoken):
    rows = [
        f"{n + 1}\n{stamp(2 * n, ',')} --> {stamp(2 * n + 1, ',')}\n{who}: {said}"
        for n, (who, said) in enumerate(spoken)
    ]
    conversation = read_conversation("\r\n\r\n".join(rows).replace("\n", "\r\n").replace("\r\r", "\r").encode())
    assert " ".join(turn.text for turn in conversation.turns) == " ".join(said for _, said in spoken)
