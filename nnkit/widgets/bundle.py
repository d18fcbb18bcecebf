"""One self-contained module out of the plain ES modules in `js/`, because a widget's `_esm` can import nothing.

anywidget loads `_esm` from a blob, where `import "./x.js"` has nowhere to point. So each local module becomes a
function that returns its exports, once, in the order in which they need each other:

    const engine_js = (() => { …; return { Network, Trainer }; })();

That keeps their scopes apart, and needs neither a bundler nor Node. Of the language's ways to import and export it
knows those that the book uses, and raises an error at any other.
"""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "js"

_NAMES = r"\{(?P<names>[^}]*)\}"
_FROM = r'\s*from\s*"\./(?P<file>[\w-]+\.js)";[ \t]*$'
_IMPORT = re.compile(rf"^import\s*{_NAMES}{_FROM}", re.MULTILINE)
_EXPORT_FROM = re.compile(rf"^export\s*{_NAMES}{_FROM}", re.MULTILINE)
_EXPORT_DECLARATION = re.compile(
    r"^export (?P<kept>(?:async )?(?:function\*?|class|const) (?P<name>[A-Za-z_$][\w$]*))", re.MULTILINE
)
_EXPORT_LIST = re.compile(rf"^export\s*{_NAMES};[ \t]*$", re.MULTILINE)
_EXPORT_DEFAULT = re.compile(r"^export default ", re.MULTILINE)
_UNKNOWN = re.compile(r"^(?:import|export)\b.*|^.*\bimport\s*\(.*", re.MULTILINE)
# Comments on lines of their own are left out: a page stores this text for each of its widgets. (Others stay, so that
# what looks like a comment inside a string is never touched.)
_COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"^([A-Za-z_$][\w$]*)(?: as ([A-Za-z_$][\w$]*))?$")


class BundleError(ValueError):
    """A module that the bundler cannot paste; the message names the file and what it stumbled over."""


@cache
def bundle(name, folder=FOLDER):
    """The text of the module `name`, "descent.js", with everything that it imports from `folder` pasted in.

    It exports what `name` exports as its default. Raises BundleError for a missing file, a circle of imports, a name
    that is imported but not exported, and any import or export written in a way that the bundler does not know.
    """
    parts = {}
    _collect(name, Path(folder), parts, ())
    if "default" not in parts[name].exports:
        raise BundleError(f"{name}: a widget's module needs an `export default`")
    texts = [f"const {_variable(file)} = {part.text};" for file, part in parts.items()]
    return "\n".join([*texts, f"export default {_variable(name)}.default;", ""])


class _Part:
    """One module as an expression: `text` evaluates to an object with its `exports`."""

    def __init__(self, file, source):
        self.file, self.exports, self.imports = file, {}, []
        body = _EXPORT_FROM.sub(self._export_from, source)
        body = _EXPORT_LIST.sub(self._export_list, body)
        body = _EXPORT_DECLARATION.sub(self._export_declaration, body)
        body = _EXPORT_DEFAULT.sub(self._export_default, body)
        body = _IMPORT.sub(self._import, body)
        body = _COMMENT.sub("", body)
        unknown = _UNKNOWN.search(body)
        if unknown:
            raise BundleError(f"{file}: the bundler does not know this import or export: {unknown[0].strip()}")
        exports = ", ".join(f"{outside}: {inside}" for outside, inside in self.exports.items())
        self.text = f"(() => {{ // {file}\n{body.strip()}\nreturn {{ {exports} }};\n}})()"

    def _import(self, found):
        return self._bind(found, _names(self.file, found["names"]))

    def _export_from(self, found):
        names = [(inside, outside, f"passed_on_{outside}") for inside, outside in _names(self.file, found["names"])]
        self.exports.update((outside, local) for _, outside, local in names)
        return self._bind(found, [(inside, local) for inside, _, local in names])

    def _bind(self, found, names):
        self.imports.append((found["file"], [outside for outside, _ in names]))
        wanted = ", ".join(a if a == b else f"{a}: {b}" for a, b in names)
        return f"const {{ {wanted} }} = {_variable(found['file'])};"

    def _export_list(self, found):
        self.exports.update((outside, inside) for inside, outside in _names(self.file, found["names"]))
        return ""

    def _export_declaration(self, found):
        self.exports[found["name"]] = found["name"]
        return found["kept"]

    def _export_default(self, found):
        self.exports["default"] = "default_export"
        return "const default_export = "


def _collect(name, folder, parts, waiting):
    if name in parts:
        return
    if name in waiting:
        raise BundleError(f"{name}: a circle of imports, {' → '.join([*waiting, name])}")
    if not (folder / name).is_file():
        raise BundleError(f"{name}: there is no such module{f', imported by {waiting[-1]}' if waiting else ''}")
    part = _Part(name, (folder / name).read_text(encoding="utf-8"))
    for other, names in part.imports:
        _collect(other, folder, parts, (*waiting, name))
        missing = [n for n in names if n not in parts[other].exports]
        if missing:
            raise BundleError(f"{name}: {other} does not export {', '.join(missing)}")
    parts[name] = part


def _names(file, text):
    pairs = [_NAME.match(item.strip()) for item in text.split(",") if item.strip()]
    if None in pairs:
        raise BundleError(f"{file}: the bundler does not know this list of names: {{{text}}}")
    return [(found[1], found[2] or found[1]) for found in pairs]


def _variable(file):
    return re.sub(r"\W", "_", file)
