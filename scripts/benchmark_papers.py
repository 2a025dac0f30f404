"""Papers: one beside bare WeasyPrint, an issued one beside its file, a bundle made by one worker and by two.

    .venv/bin/python scripts/benchmark_papers.py [papers]

Runs on a PostgreSQL of its own. Times are ratios within one run, because machines differ. Fails where a warm pledge
takes more than 1.2 times bare WeasyPrint, where two workers are less than 1.7 times as fast as one (on two or more
cores that nobody else uses), or where a worker ever held more than 600 MB.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
    os.execv(ROOT / "scripts" / "with_postgres.sh", ["with_postgres.sh", sys.executable, *sys.argv])

MOST_OF_BARE, LEAST_GAIN, LIMIT_MB = 1.2, 1.7, 600
ROUNDS = 15
PAPERS = int(sys.argv[1]) if len(sys.argv) > 1 else 500

folder = tempfile.TemporaryDirectory()
os.environ.update(VAR_DIR=folder.name, DJANGO_SETTINGS_MODULE="config.settings")
sys.path.insert(0, str(ROOT))

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.utils import timezone  # noqa: E402
from weasyprint import CSS, HTML  # noqa: E402

from clusters import actions, bulk  # noqa: E402
from clusters.models import IssuedPaper, PaperJob, Plan, PlanItem  # noqa: E402
from clusters.packet import print_of  # noqa: E402
from clusters.papers import kind_of  # noqa: E402
from documents import pdf  # noqa: E402
from documents.profiles import dressed  # noqa: E402
from tests import factories as make  # noqa: E402

YEAR = timezone.localdate().year
TEXT = (
    "Tổ chức các phong trào thi đua gắn với nhiệm vụ chính trị được giao; kịp thời phát hiện, bồi dưỡng, nhân rộng "
    "điển hình tiên tiến, người tốt, việc tốt trong từng đơn vị thành viên"
)
missed = []


def judge(what, figure, is_met):
    print(f"{what}: {figure}{'' if is_met else '   MISSED'}")
    if not is_met:
        missed.append(what)


def median(times):
    return sorted(times)[len(times) // 2]


def timed(work):
    start = perf_counter()
    work()
    return perf_counter() - start


# --- one pledge ------------------------------------------------------------------------------------------


def pledge_of_three_pages(authority, by):
    """A pledge of eight units; contents are added until its print has three pages."""
    units = [make.make_unit(authority, name=f"Liên đoàn Lao động tỉnh thứ {n}") for n in range(1, 9)]
    year = make.make_year(make.make_cluster(authority, units, symbol="CTĐ01"), YEAR)
    make.make_term(year, units[0])
    pledge = make.make_pledge(year, by=by, contents=[f"{TEXT}, điểm {n}" for n in range(1, 12)])
    pages = len(HTML(string=markup_of(pledge), url_fetcher=pdf.OwnFontsOnly()).render(**_press()).pages)
    print(f"pledge of {len(units)} units: {pages} pages")
    return pledge


def _press():
    fonts, style, *_ = pdf._press()
    return {"stylesheets": [style], "font_config": fonts}


def markup_of(pledge):
    paper = dressed(kind_of("giao-uoc").build(pledge, None))
    return render_to_string(paper.template, {"paper": paper})


def bare_warm(markup):
    """WeasyPrint at its best: fonts and style sheet read before."""
    page = HTML(string=markup, url_fetcher=pdf.OwnFontsOnly())
    return page.write_pdf(pdf_variant="pdf/a-3a", **_press())


def bare_cold(markup):
    """WeasyPrint as one first writes it: the style sheet read every time."""
    fetcher = pdf.OwnFontsOnly()
    style = CSS(string=pdf.STYLESHEET.read_text("utf-8") + pdf.MEASURES, url_fetcher=fetcher)
    return HTML(string=markup, url_fetcher=fetcher).write_pdf(stylesheets=[style], pdf_variant="pdf/a-3a")


def compare_with_weasyprint(pledge):
    kind, markup = kind_of("giao-uoc"), markup_of(pledge)
    works = {
        "ours": lambda: pdf.render(kind.build(pledge, None)),
        "bare": lambda: bare_warm(markup),
        "cold": lambda: bare_cold(markup),
    }
    times = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            times[name].append(timed(work))
    ours, bare, cold = (median(times[name]) for name in ("ours", "bare", "cold"))
    print(
        f"bare WeasyPrint, warm: {bare * 1000:.0f} ms; with the style sheet read anew: {cold * 1000:.0f} ms"
    )
    ratio = ours / bare
    judge("pledge, from record to PDF, by bare warm WeasyPrint", f"{ratio:.2f}", ratio <= MOST_OF_BARE)


# --- an issued paper -------------------------------------------------------------------------------------


def compare_with_the_file(authority, by):
    unit = make.make_unit(authority, name="Hội Nông dân tỉnh")
    year = make.make_year(make.make_cluster(authority, [unit], symbol="CTĐ02"), YEAR)
    make.make_term(year, unit)
    plan = actions.save_plan(Plan(cluster_year=year, title="Kế hoạch công tác thi đua"), by=by)
    actions.add_plan_item(PlanItem(plan=plan, kind=PlanItem.Kind.WORK_AREA, text=TEXT), by=by)
    kind = kind_of("ke-hoach")
    row = actions.issue_paper(kind, plan, year, timezone.localdate(), by=by)
    path = IssuedPaper.objects.get(pk=row.pk).file.path
    again = median([timed(lambda: print_of(kind, plan)) for _ in range(200)])
    read = median([timed(lambda: Path(path).read_bytes()) for _ in range(200)])
    made = median([timed(lambda: pdf.render(kind.build(plan, None))) for _ in range(ROUNDS)])
    print(
        f"issued paper again: {again * 1000:.2f} ms (one query and the file; the file alone {read * 1000:.2f} ms, "
        f"making it anew {made * 1000:.0f} ms)"
    )
    judge("issued paper again, by making it anew", f"{again / made:.3f}", again < made / 10)


# --- a bundle --------------------------------------------------------------------------------------------


def many_pledges(authority, by):
    """Clusters of twenty units, each unit with a pledge of its own."""
    for number in range(PAPERS // 20):
        units = [make.make_unit(authority, name=f"Hội thứ {n} của cụm {number}") for n in range(1, 21)]
        year = make.make_year(make.make_cluster(authority, units, number=str(100 + number)), YEAR)
        make.make_term(year, units[0])
        make.make_pledge(year, by=by, shape="per_unit", contents=[TEXT, f"{TEXT} trong năm"])


def bundle(authority, by, workers):
    """Return (seconds from the start of the workers to the ZIP, peak MB of each worker)."""
    wanted = bulk.of_authority(authority, YEAR, kind_of("giao-uoc"), by)
    job = PaperJob(title=f"Giao ước, {workers}", authority=authority)
    job = actions.bundle_papers(job, wanted, by=by)
    start = perf_counter()
    running = [
        subprocess.Popen([sys.executable, "manage.py", "worker", "--once"], cwd=ROOT) for _ in range(workers)
    ]
    used = [os.wait4(worker.pid, 0)[2] for worker in running]
    seconds = perf_counter() - start
    job.refresh_from_db()
    if job.state != "done" or job.items.exclude(attempts=1).exists():
        raise SystemExit(f"the bundle is {job.state}")
    peaks = [usage.ru_maxrss / 1024 for usage in used]
    print(
        f"{len(wanted)} papers by {workers}: {seconds:.0f} s, {len(wanted) / seconds:.1f} a second; "
        f"peaks {', '.join(f'{peak:.0f}' for peak in peaks)} MB; ZIP {job.file_size / 1e6:.1f} MB"
    )
    return seconds, max(peaks)


def main():
    call_command("migrate", verbosity=0)
    first = make.make_authority(name="Liên hiệp các Hội tỉnh Mẫu", place_name="Mẫu Sơn")
    second = make.make_authority(name="Liên đoàn tỉnh Mẫu", place_name="Mẫu Sơn")
    by = make.make_user("thuky", "Trần Thị Bình")
    for authority in (first, second):
        make.assign(by, make.Role.SECRETARIAT, authority)
    compare_with_weasyprint(pledge_of_three_pages(first, by))
    compare_with_the_file(first, by)
    many_pledges(second, by)
    alone, peak_alone = bundle(second, by, 1)
    together, peak = bundle(second, by, 2)
    cores = len(os.sched_getaffinity(0))
    is_free = cores >= 2 and os.getloadavg()[0] < cores + 1
    gain = alone / together
    judge(f"two workers by one, on {cores} cores", f"{gain:.2f}", gain >= LEAST_GAIN or not is_free)
    if not is_free:
        print("other programs used the cores meanwhile: the gain of two workers says little")
    judge("peak of a worker", f"{max(peak, peak_alone):.0f} MB", max(peak, peak_alone) < LIMIT_MB)
    if missed:
        raise SystemExit(f"missed: {'; '.join(missed)}")


if __name__ == "__main__":
    main()
