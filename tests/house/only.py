"""An import contract that names what a package may import, instead of all that it may not."""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyContract(Contract):
    """The modules import themselves, the standard library and what is listed; nothing else.

    Configuration options:
        - modules:     a module or package with all below it; `*` stands for any letters.
        - besides:     modules that another contract speaks of. (Optional.)
        - may_import:  modules and packages, ours or a library's. (Optional.)
    """

    modules = fields.ListField(subfield=fields.StringField())
    besides = fields.ListField(subfield=fields.StringField(), required=False)
    may_import = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Compare each direct import with the list."""
        mine, others = _listed(self.modules), _listed(self.besides)
        allowed = _listed(self.may_import) + mine
        wrong = [
            f"{importer} -> {imported} (l. {', '.join(map(str, lines))})"
            for importer in sorted(graph.modules)
            if _is_in(importer, mine) and not _is_in(importer, others)
            for imported, lines in _imports(graph, importer)
            if not _is_in(imported, allowed)
        ]
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each import that is not listed."""
        for line in check.metadata["wrong"]:
            output.print_error(f"  {line}")


def _listed(names: object) -> list[str]:
    return [str(name) for name in names] if isinstance(names, list | set) else []


def _is_in(module: str, patterns: list[str]) -> bool:
    parts = module.split(".")
    starts = [".".join(parts[: length + 1]) for length in range(len(parts))]
    return any(fnmatchcase(start, pattern) for start in starts for pattern in patterns)


def _imports(graph: ImportGraph, importer: str) -> list[tuple[str, list[int]]]:
    found = []
    for imported in sorted(graph.find_modules_directly_imported_by(importer)):
        if imported.split(".")[0] not in sys.stdlib_module_names:
            details = graph.get_import_details(importer=importer, imported=imported)
            found.append((imported, sorted({detail["line_number"] for detail in details})))
    return found
