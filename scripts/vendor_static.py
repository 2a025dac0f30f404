"""Copy the front-end files in use from node_modules/ to build/vendor/ (static prefix ``vendor/``).

bootstrap.min.css, bootstrap.bundle.min.js, Sortable.min.js
fonts.css                 @font-face rules of the UI font, one per weight and subset
fonts/*.woff2             only fetched by a browser when a page shows a letter of that subset
icons.svg                 one sprite: <svg><use href="…/icons.svg#house"></use></svg>
"""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "build" / "vendor"

FONT = MODULES / "@fontsource" / "be-vietnam-pro"
WEIGHTS = (400, 500, 600, 700)
SUBSETS = ("vietnamese", "latin-ext", "latin")

ICONS = """
archive arrow-clockwise arrow-counterclockwise arrow-down arrow-left arrow-left-right arrow-repeat
arrow-return-left arrow-right arrow-right-circle arrow-right-circle-fill arrow-up award award-fill bank
bell book bookmark
box-arrow-in-right box-arrow-right box-arrow-up-right briefcase building buildings bullseye
calendar calendar-check calendar-event calendar-range calendar3 card-checklist card-list caret-down-fill
chat chat-left-text chat-square-quote check check-circle check-circle-fill check-lg check2 check2-all
check2-circle check2-square chevron-double-left chevron-double-right chevron-down chevron-left
chevron-right chevron-up circle circle-fill circle-half clipboard clipboard-check clipboard-data
clock clock-history columns-gap copy dash dash-circle dash-lg diagram-2 diagram-3 download
envelope envelope-paper exclamation-circle exclamation-circle-fill exclamation-octagon
exclamation-triangle exclamation-triangle-fill eye eye-slash file-earmark file-earmark-arrow-down
file-earmark-check file-earmark-excel file-earmark-image file-earmark-lock file-earmark-pdf
file-earmark-person file-earmark-plus file-earmark-ruled file-earmark-spreadsheet file-earmark-text
file-earmark-word file-earmark-zip files filter fingerprint flag flag-fill flask folder folder2-open funnel
gear geo-alt globe graph-up grid grid-3x3-gap grip-vertical hand-thumbs-down hand-thumbs-up
hash hourglass hourglass-split house house-door image inbox inboxes info-circle info-circle-fill
journal-check journal-plus journal-text journals key kanban layers layout-text-sidebar lightbulb link
link-45deg list list-check list-ol list-task list-ul lock lock-fill megaphone mortarboard
paperclip patch-check patch-check-fill patch-question pause-circle pen pencil pencil-square people
people-fill percent person person-badge person-check person-circle person-dash person-gear person-lines-fill
person-plus person-vcard person-x pie-chart pin-angle play-circle plus plus-circle plus-lg printer
qr-code question-circle question-circle-fill quote receipt record-circle reply save search send send-check
share shield shield-check shield-exclamation shield-lock shield-plus signpost signpost-split
skip-backward skip-end skip-end-circle skip-forward skip-start slash-circle sliders sort-alpha-down
sort-down sort-up speedometer2 star star-fill stopwatch table tag telephone three-dots
three-dots-vertical toggle-off toggle-on trash trash3 trophy type-bold unlock unlock-fill upload vector-pen
view-list wifi-off x x-circle x-circle-fill x-lg x-octagon x-octagon-fill zoom-in zoom-out
"""


def without_source_map(text):
    """The map files stay behind, and static files with hashed names refuse a link to a missing file."""
    return re.sub(r"(?m)^(/\*|//)# sourceMappingURL=.*$\n?", "", text)


def font_face_rules():
    for weight in WEIGHTS:
        text = (FONT / f"{weight}.css").read_text()
        for subset in SUBSETS:
            name = f"be-vietnam-pro-{subset}-{weight}-normal"
            shutil.copy(FONT / "files" / f"{name}.woff2", TARGET / "fonts")
            rule = re.search(rf"/\* {name} \*/\s*(@font-face \{{.*?\}})", text, re.DOTALL).group(1)
            yield re.sub(r"src: .*?;", f"src: url(fonts/{name}.woff2) format('woff2');", rule)


def sprite_symbols():
    for name in ICONS.split():
        text = (MODULES / "bootstrap-icons" / "icons" / f"{name}.svg").read_text()
        view_box, shape = re.search(r'viewBox="([^"]+)">\s*(.*?)\s*</svg>', text, re.DOTALL).groups()
        yield f'<symbol id="{name}" viewBox="{view_box}" fill="currentColor">{shape}</symbol>'


def main():
    shutil.rmtree(TARGET, ignore_errors=True)
    (TARGET / "fonts").mkdir(parents=True)
    for source in ("css/bootstrap.min.css", "js/bootstrap.bundle.min.js"):
        path = MODULES / "bootstrap" / "dist" / source
        (TARGET / path.name).write_text(without_source_map(path.read_text()))
    shutil.copy(MODULES / "sortablejs" / "Sortable.min.js", TARGET)
    (TARGET / "fonts.css").write_text("\n".join(font_face_rules()) + "\n")
    symbols = "\n".join(sprite_symbols())
    (TARGET / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n')


if __name__ == "__main__":
    main()
