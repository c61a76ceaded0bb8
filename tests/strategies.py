"""Anything that the catalogue's types allow, for property tests; a new event type needs no new code here."""

from typing import Any, Final

from hypothesis import strategies as st
from msgspec import inspect

from ledger.text import NO_CONTROL_CHARACTERS

_LONGEST_LIST: Final = 3
_PATTERNS: Final = {
    NO_CONTROL_CHARACTERS: st.text(
        st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n"), min_size=1
    ),
    r"^[a-z0-9][a-z0-9-]{0,62}$(?!\n)": st.from_regex(r"[a-z0-9][a-z0-9-]{0,62}", fullmatch=True),
    r"^[0-9a-f]{64}$(?!\n)": st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
}


def values_of(type_: Any) -> st.SearchStrategy[Any]:
    """Values of a type of the catalogue, at its bounds too: `values_of(Entry)`."""
    return _values(inspect.type_info(type_))


def _values(type_: inspect.Type) -> st.SearchStrategy[Any]:
    match type_:
        case inspect.UnionType(types=types):
            return st.one_of([_values(each) for each in types])
        case inspect.StructType(cls=cls, fields=fields):
            return st.deferred(lambda: st.builds(cls, **{field.name: _values(field.type) for field in fields}))
        case inspect.VarTupleType(item_type=item, min_length=least):
            return st.lists(_values(item), min_size=least or 0, max_size=_LONGEST_LIST).map(tuple)
        case inspect.DictType(key_type=key, value_type=value):
            return st.dictionaries(_values(key), _values(value), max_size=_LONGEST_LIST)
        case inspect.EnumType(cls=enum):
            return st.sampled_from(list(enum))
        case _:
            return _scalars(type_)


def _scalars(type_: inspect.Type) -> st.SearchStrategy[Any]:
    match type_:
        case inspect.StrType(pattern=None, min_length=least, max_length=most):
            return st.text(st.characters(exclude_categories=["Cs"]), min_size=least or 0, max_size=most or 20)
        case inspect.StrType(pattern=pattern):
            return _PATTERNS[str(pattern)].filter(lambda text: len(text) <= (type_.max_length or 500))
        case inspect.IntType(ge=least, le=most):
            return st.integers(least, most) | st.sampled_from([each for each in (least, most) if each is not None])
        case inspect.BoolType():
            return st.booleans()
        case inspect.DateType():
            return st.dates()
        case inspect.NoneType():
            return st.none()
        case _:
            raise TypeError(f"no values for {type_}")
