"""Writes docs/reference.md, the reference of the Python package, from its sources: `python docs/reference.py`; `--check` compares."""

import ast
import sys
from pathlib import Path

DOCS = Path(__file__).parent
PACKAGE = DOCS.parent / "python" / "marsad"
HEAD = """# Python, all names

Written by `python docs/reference.py` from the package; [Python](python.md) tells how to use it. `Path` is a `str` or
`os.PathLike[str]`, `Day` a `str` (`YYYY-MM-DD…`) or `datetime.date`, `Several` one `str` or several.
"""
PARTS = {
    "marsad": ("_api.py", "_ledger.py", "_marsad.pyi"),
    "marsad.spark": ("spark.py",),
    "marsad.ray": ("ray.py",),
    "What a record holds": ("_types.py",),
}


def exported():
    """What `marsad` offers, by name."""
    assigned = ast.parse((PACKAGE / "__init__.py").read_text("utf-8")).body[-1]
    return set(ast.literal_eval(assigned.value))


def signature(of, name):
    arguments = [f"{name}({ast.unparse(of.args).removeprefix('self, ').removeprefix('self')})"]
    one = f"{arguments[0]} -> {ast.unparse(of.returns)}" if of.returns else arguments[0]
    if len(one) < 100:
        return one
    # One argument a line.
    parts = ast.unparse(of.args).removeprefix("self, ").split(", ")
    lines, whole = [], ""
    for part in parts:
        whole = f"{whole}, {part}" if whole else part
        if whole.count("[") == whole.count("]"):
            lines.append(f"    {whole},\n")
            whole = ""
    return f"{name}(\n{''.join(lines)}) -> {ast.unparse(of.returns)}"


def described(of):
    return (ast.get_docstring(of) or "").replace("\n    - ", "\n- ")


def is_property(of):
    return any(ast.unparse(mark) == "property" for mark in of.decorator_list)


def is_overload(of):
    return any(ast.unparse(mark) == "overload" for mark in of.decorator_list)


def kind(of):
    """A class with its fields and methods."""
    bases = ", ".join(ast.unparse(base) for base in of.bases if ast.unparse(base) != "TypedDict")
    yield f"### {of.name}" + (f" ({bases})" if bases else "") + "\n"
    if text := described(of):
        yield text + "\n"
    fields = [f"{part.target.id}: {ast.unparse(part.annotation)}" for part in of.body if isinstance(part, ast.AnnAssign)]
    methods = [part for part in of.body if isinstance(part, ast.FunctionDef)]
    fields += [f"{part.name}: {ast.unparse(part.returns)}" for part in methods if is_property(part)]
    if fields:
        yield "```python\n" + "\n".join(fields) + "\n```\n"
    methods = [part for part in methods if not is_property(part) and (part.name == "__init__" or not part.name.startswith("_"))]
    yield from functions(methods, of.name)


def functions(parts, owner=""):
    """Functions or methods; those with several signatures under their first."""
    for at, part in enumerate(parts):
        name = owner if part.name == "__init__" else f"{owner}.{part.name}" if owner else part.name
        heads = [other for other in parts if other.name == part.name and is_overload(other)] or [part]
        if is_overload(part):
            continue
        yield "```python\n" + "\n".join(signature(head, name) for head in heads) + "\n```\n"
        if text := described(part):
            yield text + "\n"


def pages():
    yield HEAD
    public = exported()
    for title, files in PARTS.items():
        yield f"## {title}\n"
        for file in files:
            tree = ast.parse((PACKAGE / file).read_text("utf-8"))
            wanted = public | {"Question"} if title == "marsad" else None
            for part in tree.body:
                name = getattr(part, "name", "_")
                if wanted is not None and name not in wanted or name.startswith("_"):
                    continue
                if isinstance(part, ast.ClassDef) and not (file == "_marsad.pyi" and name in ("Coder", "Ledger")):
                    yield from kind(part)
                elif isinstance(part, ast.FunctionDef) and file != "_marsad.pyi":
                    yield from functions([part])
        if title == "marsad":
            yield "`marsad.code`, `flat`, `link` and `explain` are those of a `Coder()` with the built-in lexicon.\n"


def main():
    text = "\n".join(pages())
    page = DOCS / "reference.md"
    if "--check" not in sys.argv[1:]:
        page.write_text(text, "utf-8")
    elif not page.exists() or page.read_text("utf-8") != text:
        sys.exit("docs/reference.md does not say what the package is; write it anew with: python docs/reference.py")


if __name__ == "__main__":
    main()
