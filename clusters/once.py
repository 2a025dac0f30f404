"""What several parts of a page need to know of cluster-years, asked of the database once for all years shown.

What was found is kept on the objects of the years, so it lasts as long as the request that read them. Who reads what
may just have been written forgets first.
"""

import functools

KEPT = "_found_once"


def once(function):
    """Let ``function(cluster_years) → {cluster_year id: what it found}`` ask once for each object of a year."""
    name = f"{function.__module__}.{function.__qualname__}"

    @functools.wraps(function)
    def ask(cluster_years):
        unknown = [year for year in cluster_years if name not in year.__dict__.setdefault(KEPT, {})]
        if unknown:
            found = function(unknown)
            for year in unknown:
                year.__dict__[KEPT][name] = found[year.pk]
        return {year.pk: year.__dict__[KEPT][name] for year in cluster_years}

    return ask


def forget(cluster_years):
    """Let what comes next be read as the database has it now."""
    for year in cluster_years:
        year.__dict__.pop(KEPT, None)


def by_year(cluster_years, rows):
    """Return ``{cluster_year id: [row, …]}``; each row is given the object of its year, which need not be read
    with it."""
    years = {year.pk: year for year in cluster_years}
    found = {pk: [] for pk in years}
    for row in rows:
        row.cluster_year = years[row.cluster_year_id]
        found[row.cluster_year_id].append(row)
    return found
