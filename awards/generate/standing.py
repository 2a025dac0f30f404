"""Asks rows that stand in the database what a guard asks of a row that comes in."""

from audit.guards import all_guards

# These speak of a step that is taken, not of a row that stands: what is signed was agreed when it was signed.
OF_A_STEP = (
    "_stands_still_",
    "_of_a_score_table_in_use_",
    "_of_published_scores_",
    "_scores_in_its_turn_",
    "documents_of_a_closed_year_",
    "items_of_a_complete_handover_",
    "lines_of_a_written_import_",
    "item_of_an_issued_decision_",
    "candidates_stand_once_voting_began_",
    "seats_stand_once_voting_began_",
)
STEPS = {
    "pledge_starts_as_a_draft",
    "pledge_version_is_not_added_afterwards",
    "only_an_agreed_pledge_is_signed",
    "nomination_starts_as_a_draft",
    "condition_is_found_in_its_step",
    "only_an_appraised_nomination_is_reviewed",
    "only_an_appraised_nomination_is_stepped_aside_from",
    "only_a_proposed_dossier_enters_a_decision",
    "letter_starts_as_a_draft",
    "closed_session_takes_no_motion",
    "turnout_in_open_voting",
    "named_vote_in_open_voting",
    "nobody_steps_aside_after_voting",
    "opinion_is_of_an_absent_member",
}


def standing_guards():
    """Return the guards whose rule holds of every row at any time."""
    return [
        guard
        for guard in all_guards()
        if "insert" in guard.on
        and "OLD." not in guard.when
        and guard.name not in STEPS
        and not any(part in guard.name for part in OF_A_STEP)
    ]


def faults(connection, tables):
    """Yield the sentence of each guard that a row of these tables breaks."""
    with connection.cursor() as cursor:
        for guard in standing_guards():
            if guard.table in tables:
                query = f"SELECT 1 FROM {guard.table} AS NEW WHERE ({guard.when}) LIMIT 1"  # noqa: S608 text of ours
                cursor.execute(query)
                if cursor.fetchone():
                    yield guard.says
