"""Every code of the vocabularies has a word, in both languages."""

import re
from enum import StrEnum

import pytest
from django.utils import translation

from core import vocabulary
from core.labels import LABELS, label

VOCABULARIES = [
    kind
    for kind in vars(vocabulary).values()
    if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
]


@pytest.mark.parametrize("kind", VOCABULARIES, ids=lambda kind: kind.__name__)
def test_every_member_has_a_word_in_both_languages(kind):
    for member in kind:
        with translation.override("en"):
            assert label(member)
        with translation.override("zh-hans"):
            assert re.search(r"[\u4e00-\u9fff]", label(member)), f"{kind.__name__}.{member.name} has no Chinese word"


@pytest.mark.parametrize("kind", VOCABULARIES, ids=lambda kind: kind.__name__)
def test_no_two_codes_of_a_vocabulary_share_a_word(kind):
    for language in ("en", "zh-hans"):
        with translation.override(language):
            words = [label(member) for member in kind]
            assert len(set(words)) == len(words)


def test_no_table_names_a_code_that_is_gone():
    for kind, table in LABELS.items():
        assert set(table) == {member.value for member in kind}
    assert set(LABELS) == set(VOCABULARIES)


def test_equal_codes_of_two_vocabularies_keep_their_own_words():
    with translation.override("en"):
        assert label(vocabulary.DutyRole.LEAD) != label(vocabulary.Stance.LEAD)
