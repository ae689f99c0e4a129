"""What the salience model reads of a statement."""

from tests.visits import conversation_of

from attending.scribe.dialogue.statements import gather_statements
from attending.scribe.salience.features import word_rows
from attending.scribe.salience.model import load_engine
from attending.scribe.sentences.utterances import read_utterances

VISIT = """
D: Do you have any chest pain or cough?
P: I have had a dry cough for two weeks, and I take lisinopril.
"""


def test_the_weights_of_a_statement_are_summed_in_the_same_order_in_every_process():
    utterances = read_utterances(conversation_of(VISIT), load_engine().boundaries)
    rows = [word_rows(statement, utterances) for statement in gather_statements(utterances)]
    assert rows
    assert all(one == sorted(one) for one in rows)
