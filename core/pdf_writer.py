"""A program of its own: reads a page from standard input and prints it as a PDF that a screen reader can read.

It runs apart from the site because laying out takes much memory. Called as `python -P pdf_writer.py FOLDER`; the folder
holds the built fonts. Nothing that the page names is opened, neither here nor elsewhere.
"""

import json
import resource
import sys
from pathlib import Path

MEMORY = 1024 * 1024 * 1024
PROCESSOR_SECONDS = 20
WEIGHTS = (400, 600)
STYLE = Path(__file__).with_name("pdf.css")


def main(folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fonts = FontConfiguration()
    own = URLFetcher(allowed_protocols={"file"})
    sheet = CSS(string=_style(folder), url_fetcher=own, font_config=fonts)
    page = HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=URLFetcher(allowed_protocols=set()))
    page.write_pdf(sys.stdout.buffer, stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")


def _style(folder: Path) -> str:
    built = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    fonts = {weight: (folder / built[f"fira-sans-{weight}.woff2"]).as_uri() for weight in WEIGHTS}
    faces = [
        f'@font-face {{ font-family: "Fira Sans"; font-weight: {weight}; src: url("{address}") }}'
        for weight, address in fonts.items()
    ]
    return "\n".join([*faces, STYLE.read_text(encoding="utf-8")])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
