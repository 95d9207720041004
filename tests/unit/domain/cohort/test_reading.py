"""The reading: what stands between the written and the counted."""

from __future__ import annotations

from audit.domain.cohort.reading import Reader, Reading, Remark, Treatment


def remark(treatment: Treatment, sentence: str, **more) -> Remark:
    return Remark(treatment=treatment, sentence=sentence, by=Reader.MANIFEST, **more)


MERGED = remark(Treatment.MERGED, "two spellings are one", rows=3)
LEFT = remark(Treatment.LEFT_OUT, "three rows are left out", rows=3)
DOUBT = remark(Treatment.DOUBTED, "the order is in doubt", blocks=True)


def test_a_remark_of_two_readers_of_one_table_is_told_once() -> None:
    assert (Reading.of(MERGED) + Reading.of(LEFT, MERGED)).remarks == (MERGED, LEFT)


def test_the_gravest_is_told_first() -> None:
    assert Reading.of(MERGED, LEFT, DOUBT).gravest_first == (DOUBT, LEFT, MERGED)


def test_rows_that_no_count_holds_and_doubts_are_found() -> None:
    reading = Reading.of(MERGED, LEFT, DOUBT)
    assert reading.uncounted == (LEFT,)
    assert reading.blocking == (DOUBT,)
    assert reading.without(Treatment.LEFT_OUT, Reader.MANIFEST).remarks == (MERGED, DOUBT)
    assert reading.without(Treatment.LEFT_OUT, Reader.POLICY) == reading


def test_a_reading_tells_who_is_answerable() -> None:
    assert {each.by for each in Reading.of(MERGED, LEFT).as_read_by(Reader.PREDICTIONS)} == {Reader.PREDICTIONS}
