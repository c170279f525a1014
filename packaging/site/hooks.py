"""What MkDocs does not do by itself: the sidebar from docs/pages.txt, the first receipt from README, links that leave the
folder of a language, the way to the same page in the other language, and tables that can be read on a phone."""

import posixpath
import re
from pathlib import Path

from mkdocs.structure.files import File

DOCS = Path(__file__).resolve().parents[2] / "docs"
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
PICTURE = re.compile(r"(!\[[^\]]*\]\()(?:\.\./)+img/")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
WORDS = {
    "en": {"first": "Overview", "readme": "README.md", "errors.md": "Each status", "config.md": "Each rule"},
    "ru": {"first": "Обзор", "readme": "README.ru.md", "errors.md": "Каждый статус", "config.md": "Каждое правило"},
}
# The page that has the section about the first receipt of README, to which the links to README lead.
START = "start.md"


def start(language):
    """That section as a page."""
    readme = (DOCS.parent / WORDS[language]["readme"]).read_text("utf-8")
    section = next(part for part in readme.split("\n## ") if "(#from-the-source)" in part)
    return "# " + section.replace("\n### ", "\n## ").replace(f"](docs/{language}/", "](") + "\n"


def sections(language):
    """The sections of docs/pages.txt: title and names of the pages."""
    found = []
    for line in (DOCS / "pages.txt").read_text("utf-8").splitlines():
        if line.startswith("** "):
            found.append((dict(zip(("en", "ru"), line[3:].split(" | ")))[language], []))
        elif line and not line.startswith("#"):
            found[-1][1].append(line.split(" | ")[0])
    return found


def on_config(config):
    """Makes the sidebar. The pages of errors follow the page with the table that lists them, in its order."""
    folder = Path(config.docs_dir)
    words = WORDS[folder.name]

    def entries(name):
        path = folder / f"{name}.md"
        if path.exists():
            yield path.name
            if path.name in words:
                listed = re.findall(r"^\|.*?\]\((errors/\w+\.md)\)", path.read_text("utf-8"), re.MULTILINE)
                yield {words[path.name]: listed}

    nav = [{title: [entry for name in names for entry in entries(name)]} for title, names in sections(folder.name)]
    name = start(folder.name).split("\n", 1)[0].lstrip("# ")
    config.nav = [{words["first"]: "README.md"}, {name: START}, *nav]
    return config


def on_files(files, config):
    """The pictures are in a folder that both languages use."""
    for picture in sorted((DOCS / "img").glob("*.png")):
        files.append(File.generated(config, f"img/{picture.name}", abs_src_path=str(picture)))
    files.append(File.generated(config, START, content=start(Path(config.docs_dir).name)))
    return files


def title(page):
    """The first heading of a page."""
    return page.read_text("utf-8").split("\n", 1)[0].lstrip("# ")


def on_page_markdown(markdown, page, config, files):
    """A link to a file that the site does not have becomes its text; one to the other language leads to its page. A link
    that is named after its file is named after its page."""
    place = posixpath.dirname(page.file.src_path)
    other = config.extra["other"]["lang"]
    root = Path(config.docs_dir)

    def made(found):
        text, target = found.groups()
        path, _, anchor = target.partition("#")
        if not path or "://" in target:
            return found.group()
        aim = posixpath.normpath(posixpath.join(place, path))
        if aim == f"../../{WORDS[root.name]['readme']}":
            return f"[{text}]({posixpath.relpath(START, place or '.')}{'#' + anchor if anchor else ''})"
        outside = aim.startswith("../")
        if outside and not aim.startswith(f"../{other}/"):
            return text
        if text.endswith(".md"):
            text = title(root / aim)
        if outside:
            aim = re.sub(r"README$", "index", aim[: -len(".md")]) + ".html"
            target = posixpath.relpath(aim, place or ".") + ("#" + anchor if anchor else "")
        return f"[{text}]({target})"

    parts, after = [], 0
    for fence in [*FENCE.finditer(markdown), None]:
        text = LINK.sub(made, markdown[after : fence.start() if fence else None])
        # Else the sign at the end of a heading about C# would be taken for its end.
        text = re.sub(r"^(#+ .*\w)#$", r"\1\#", text, flags=re.MULTILINE)
        parts.append(PICTURE.sub(lambda found: f"{found.group(1)}{posixpath.relpath('img', place or '.')}/", text))
        if fence:
            parts.append(fence.group())
            after = fence.end()
    return "".join(parts)


def on_page_content(html, page, config, files):
    """Each cell of a table with three columns or more gets the name of its column: on a phone a row is a card."""

    def table(found):
        text = found.group()
        names = [re.sub(r"<[^>]*>", "", name).replace('"', "&quot;") for name in re.findall(r"<th[^>]*>(.*?)</th>", text)]
        if len(names) < 3:
            return text

        def row(found):
            cells = [*zip(names, re.findall(r"<td([^>]*)>(.*?)</td>", found.group(), re.DOTALL))]
            made = [
                f'<td{given} data-label="{name}"{" data-none" if text in ("–", "") else ""}>{text}</td>'
                for name, (given, text) in cells[1:]
            ]
            # A long path may be broken after its points.
            given, first = cells[0][1]
            first = first.replace(".", ".<wbr>") if first.startswith("<code>") else first
            return f"<tr><td{given}>{first}</td>" + "".join(made) + "</tr>"

        head, _, body = text.partition("<tbody>")
        return head.replace("<table>", "<table data-cards>") + "<tbody>" + re.sub(r"<tr>.*?</tr>", row, body, flags=re.DOTALL)

    return re.sub(r"<table>.*?</table>", table, html, flags=re.DOTALL)


def on_page_context(context, page, config, nav):
    """The same page in the other language, if it is there."""
    other = config.extra["other"]["lang"]
    if page.file.src_path == START or (DOCS / other / page.file.src_path).exists():
        context["twin"] = f"../{other}/{page.file.dest_uri}"
    return context
