"""What a compiled path stands for in SQL: a scalar or a list, elements as JSON or System values as SQL values.

An element of a resource stays an unread JSON path as long as possible, so that `name.given` is one `json_extract`.
"""

from dataclasses import dataclass, replace

from attending.record.fhirpath.model import UNKNOWN, Element, FHIRType, all_types


class Unsupported(Exception):
    """SQL cannot say this faithfully; the FHIRPath engine evaluates the expression instead."""


@dataclass(frozen=True, slots=True)
class Step:
    """One element name of a JSON path."""

    name: str
    many: bool
    kind: FHIRType


@dataclass(frozen=True, slots=True)
class Value:
    """A typed SQL expression.

    `base` is SQL; `steps` are element names below it, not yet extracted. With `json` the SQL value is JSON (VARCHAR of
    type JSON), otherwise BOOLEAN, BIGINT, DOUBLE or VARCHAR, as `kind` says.
    """

    base: str
    kind: FHIRType
    base_many: bool = False
    json: bool = True
    steps: tuple[Step, ...] = ()
    choice: Element | None = None
    """Of a choice element whose type was not picked yet; its steps lead to the element that holds it."""
    holder: "Value | None" = None
    """Of a primitive element: what it is an element of, for the extensions that stand beside it."""

    @property
    def many(self) -> bool:
        """Whether it is a list."""
        return self.base_many or any(step.many for step in self.steps)

    @property
    def sql(self) -> str:
        """The SQL of it."""
        if self.choice is not None:
            return self._any_form()
        if not self.steps:
            return self.base
        return self._extracted("json_extract")

    def _extracted(self, function: str) -> str:
        path = "'$" + "".join(f'."{step.name}"' + ("[*]" if step.many else "") for step in self.steps) + "'"
        wild = any(step.many for step in self.steps)
        if not self.base_many:
            found = f"{function}({self.base}, {path})"
        elif wild:
            found = f"flatten(list_transform({self.base}, lambda e: {function}(e, {path})))"
        else:
            found = _without_nulls(f"list_transform({self.base}, lambda e: {function}(e, {path}))")
        if self.steps[-1].many and self.steps[-1].kind.primitive:
            nothing = "json_type(e) <> 'NULL'" if function == "json_extract" else "e IS NOT NULL"
            found = f"list_filter({found}, lambda e: {nothing})"
        return found

    def _any_form(self) -> str:
        assert self.choice is not None  # noqa: S101 — told to the type checker
        forms = [
            replace(self, choice=None, steps=(*self.steps, Step(name, self.choice.many, kind)), kind=kind)
            for name, kind in self.choice.forms.items()
        ]
        if self.many or self.choice.many:
            return f"list_concat({', '.join(form.sql for form in forms)})"
        return f"coalesce({', '.join(form.sql for form in forms)})"

    def child(self, name: str) -> "Value":
        """The element of that name."""
        if not self.json or self.choice is not None or self.kind is UNKNOWN:
            raise Unsupported
        if self.kind.primitive:
            return self._beside(name)
        element = self.kind.elements.get(name)
        if element is None:
            raise Unsupported
        if element.choice:
            return replace(self, choice=element, kind=UNKNOWN)
        kind = element.forms[name]
        step = Step(name, element.many, kind)
        return replace(self, steps=(*self.steps, step), kind=kind, holder=self if kind.primitive else None)

    def _beside(self, name: str) -> "Value":
        """`birthDate.extension`: in JSON it stands in `_birthDate`."""
        element = self.kind.elements.get(name)
        if self.holder is None or element is None or not self.steps or element.choice:
            raise Unsupported
        last = self.steps[-1]
        kind = element.forms[name]
        beside = Step(f"_{last.name}", last.many, all_types()["Element"])
        return replace(self, steps=(*self.steps[:-1], beside, Step(name, element.many, kind)), kind=kind, holder=None)

    def typed(self, kind: FHIRType) -> "Value":
        """`ofType(kind)`."""
        if self.choice is not None:
            name = next((name for name, form in self.choice.forms.items() if form is kind), None)
            if name is None:
                return nothing(kind)
            step = Step(name, self.choice.many, kind)
            holder = replace(self, choice=None) if kind.primitive else None
            return replace(self, choice=None, steps=(*self.steps, step), kind=kind, holder=holder)
        if self.kind is kind:
            return self
        if self.kind.kind == "resource" and kind.kind == "resource" and self.json:
            return self._resources(kind)
        raise Unsupported

    def _resources(self, kind: FHIRType) -> "Value":
        test = f"(e ->> '$.resourceType') = '{kind.name}'"
        if self.many:
            return Value(f"list_filter({self.sql}, lambda e: {test})", kind, base_many=True)
        sql = self.sql
        return Value(f"CASE WHEN ({sql} ->> '$.resourceType') = '{kind.name}' THEN {sql} END", kind)

    def system(self) -> "Value":
        """The System value or values: VARCHAR, BOOLEAN, BIGINT or DOUBLE instead of JSON."""
        if not self.json:
            return self
        if not self.kind.primitive or self.choice is not None:
            raise Unsupported
        cast = _CASTS.get(self.kind.name)
        if self.steps:
            text = self._extracted("json_extract_string")
        elif self.base_many:
            text = f"list_transform({self.base}, lambda e: e ->> '$')"
        else:
            text = f"({self.base} ->> '$')"
        if cast is not None:
            text = f"CAST({text} AS {cast}{'[]' if self.many else ''})"
        return Value(text, self.kind, base_many=self.many, json=False)

    def one(self) -> "Value":
        """The only item as a scalar; several are an error of the data."""
        if not self.many:
            return self
        sql = self.sql
        fault = "error('several items stand where one is expected')"
        return Value(f"CASE WHEN len({sql}) > 1 THEN {fault} ELSE ({sql})[1] END", self.kind, json=self.json)

    def listed(self) -> str:
        """SQL of a list without nulls."""
        if self.many or (self.choice is not None and self.choice.many):
            return f"coalesce({self.sql}, [])"
        sql = self.sql
        return f"CASE WHEN {sql} IS NULL THEN [] ELSE [{sql}] END"

    def exists(self) -> str:
        """SQL of whether there is anything; never NULL."""
        if self.many or (self.choice is not None and self.choice.many):
            return f"(coalesce(len({self.sql}), 0) > 0)"
        return f"({self.sql} IS NOT NULL)"


_CASTS = {
    "boolean": "BOOLEAN",
    "integer": "BIGINT",
    "positiveInt": "BIGINT",
    "unsignedInt": "BIGINT",
    "decimal": "DOUBLE",
}
"""FHIR type → SQL type of its System value; every other primitive is VARCHAR."""


def _without_nulls(sql: str) -> str:
    return f"list_filter({sql}, lambda e: e IS NOT NULL)"


def nothing(kind: FHIRType) -> Value:
    """An empty collection."""
    cast = _CASTS.get(kind.name, "VARCHAR") if kind.primitive else "JSON"
    return Value(f"CAST(NULL AS {cast})", kind, json=not kind.primitive)


def system(sql: str, type_name: str, *, many: bool = False) -> Value:
    """A System value."""
    return Value(sql, all_types()[type_name], base_many=many, json=False)


def quote(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
