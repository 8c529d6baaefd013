from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glm_migrate.text.byte_offsets import ByteOffsets


@given(st.text(alphabet="aé中\U0001f600\n"), st.data())
def test_an_offset_counts_the_bytes_before_it(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))

    assert ByteOffsets(text).of(at) == len(text[:at].encode())
