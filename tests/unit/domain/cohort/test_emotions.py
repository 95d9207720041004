"""One table of words for emotions."""

from __future__ import annotations

import unicodedata

import pytest

from audit.domain.cohort.emotions import _WORDS, WORDS, LabelMap, common_name, emotion_key, match, said_as
from audit.domain.cohort.labels import LABEL_SETS

PUBLISHED = {
    "angry": "Anger ANGRY Wut colère ira rabbia гнев 怒り 生气 분노",
    "happy": "happiness Joy joyful Freude joie felicidad gioia радость 喜び 高兴 기쁨",
    "sad": "Sadness Trauer tristesse tristeza грусть 悲しみ 悲伤 슬픔",
    "disgust": "disgusted Ekel dégoût asco отвращение 嫌悪 厌恶",
    "fear": "fearful afraid scared AF Angst peur miedo страх 恐怖 害怕",
    "surprise": "Surprised SURPRISE Überraschung sorpresa удивление 驚き 惊讶",
    "neutral": "Neutral neutrality neutre neutro 中性 нейтральный",
    "contempt": "Contempt contemptuous Verachtung mépris 轻蔑",
}


def test_every_word_of_the_ready_made_sets_is_our_word() -> None:
    assert {word for labels in LABEL_SETS.values() for word in labels.emotions} == set(_WORDS)


def test_no_word_stands_for_two_emotions() -> None:
    spelled = [emotion_key(word) for emotion, text in _WORDS.items() for word in {*text.split(), emotion}]
    owners = {key: {WORDS[key]} for key in spelled}
    for emotion, text in _WORDS.items():
        for word in text.split():
            owners[emotion_key(word)].add(emotion)
    assert all(len(owner) == 1 for owner in owners.values())


@pytest.mark.parametrize("emotion", PUBLISHED)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_words_of_public_datasets_in_any_case_and_form(emotion, form) -> None:
    for word in PUBLISHED[emotion].split():
        for written in (word, word.upper(), f"  {word.title()} "):
            assert common_name(unicodedata.normalize(form, written)) == emotion


def test_full_width_letters_are_letters_and_look_alikes_are_not() -> None:
    assert common_name("\uff48\uff41\uff50\uff50\uff59") == "happy"
    assert common_name("h\u0430ppy") is None


def test_a_word_is_matched_by_map_then_spelling_then_meaning() -> None:
    labels = ["happy", "sad"]
    assert match("  HAPPY ", labels) == "happy"
    assert match("Sadness", labels) == "sad"
    assert match("happy", labels, LabelMap({"happy": "sad"})) == "sad"
    assert match("smiling", labels, LabelMap({"Smiling": "joy"})) == "happy"
    assert match("hunger", labels) is None


def test_among_two_labels_of_one_meaning_nothing_is_guessed() -> None:
    assert match("joyful", ["joy", "happiness", "sad"]) is None
    assert match("Joy", ["joy", "happiness", "sad"]) == "joy"


def test_a_map_remembers_what_was_asked_also_through_another_one() -> None:
    flags, file = LabelMap({"smiling": "happy", "crying": "sad"}), LabelMap({"smiling": "sad", "plain": "neutral"})
    both = flags.before(file)
    assert (both.of("Smiling"), both.of("plain"), both.of("crying ")) == ("happy", "neutral", "sad")
    assert LabelMap({"a": "b"}).unmet == ("a",)
    assert flags.unmet == ()


def test_what_was_read_as_what_is_said_with_its_rows() -> None:
    assert (
        said_as([("anger", "angry", 1200), ("joy", "happy", 0)]) == "'anger' as 'angry' (1,200 rows), 'joy' as 'happy'"
    )
