"""Makes a NuGet package from its .nuspec: the files that it lists, and the parts that OPC requires in the zip."""

import hashlib
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Dict

from archives import Content, zipped

SPACE = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"
METADATA = "http://schemas.microsoft.com/packaging/2010/07/manifest"
CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def packed(nuspec: Path, folders: list, into: Path) -> Path:
    """Packs; each `src` of the .nuspec is searched in `folders`, in this order."""
    ET.register_namespace("", SPACE)
    package = ET.parse(nuspec).getroot()
    listed = package.find(f"{{{SPACE}}}files")
    files: Dict[str, Content] = {}
    for file in listed:
        files[file.get("target")] = found(file.get("src"), folders)
    package.remove(listed)

    def said(name: str) -> str:
        return package.find(f"{{{SPACE}}}metadata/{{{SPACE}}}{name}").text

    manifest = declared(package)
    name = f"package/services/metadata/core-properties/{hashlib.sha256(manifest).hexdigest()[:32]}.psmdcp"
    files[nuspec.name] = manifest
    files[name] = core_properties(said)
    files["_rels/.rels"] = relations(nuspec.name, name)
    files["[Content_Types].xml"] = content_types(files)
    to = into / f"{said('id')}.{said('version')}.nupkg"
    zipped(to, files)
    return to


def found(source: str, folders: list) -> Path:
    """The file of this name in the first folder that has it."""
    for folder in folders:
        if (folder / source).is_file():
            return folder / source
    raise FileNotFoundError(f"{source}: in none of {', '.join(map(str, folders))}")


def declared(element: ET.Element) -> bytes:
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(element, "utf-8")


def relations(manifest: str, properties: str) -> bytes:
    root = ET.Element("Relationships", xmlns="http://schemas.openxmlformats.org/package/2006/relationships")
    ET.SubElement(root, "Relationship", Type=f"{METADATA}", Target=f"/{manifest}", Id="R1")
    ET.SubElement(root, "Relationship", Type=CORE, Target=f"/{properties}", Id="R2")
    return declared(root)


def content_types(files: Dict[str, Content]) -> bytes:
    root = ET.Element("Types", xmlns="http://schemas.openxmlformats.org/package/2006/content-types")
    known = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "psmdcp": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    for extension in sorted({Path(name).suffix[1:] for name in files} - {""}):
        kind = known.get(extension, "application/octet")
        ET.SubElement(root, "Default", Extension=extension, ContentType=kind)
    return declared(root)


def core_properties(said) -> bytes:
    spaces = {
        "xmlns": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    }
    root = ET.Element("coreProperties", spaces)
    for name, of in [("dc:creator", "authors"), ("dc:description", "description"), ("dc:identifier", "id")]:
        ET.SubElement(root, name).text = said(of)
    for name, of in [("version", "version"), ("keywords", "tags")]:
        ET.SubElement(root, name).text = said(of)
    return declared(root)
