import pytest

from tests import factories as make


@pytest.fixture
def draft(cast):
    """The joint draft of the running year, with one content."""
    return make.make_pledge(cast.year, by=cast.secretary)


@pytest.fixture
def agreed(draft, cast):
    make.agree(draft, by=cast.secretary)
    return draft


@pytest.fixture
def past_year(cast):
    """A year that is over and entered from papers."""
    year = make.make_year(cast.cluster, 2024, is_recorded=True)
    make.make_term(year, cast.chair_unit, "chair")
    return year
