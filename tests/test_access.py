"""Every address × every standing, in one table.

A row says who gets in; ``hidden`` are those for whom the record does not exist (404); everybody else in
the cast is inside the scope and is refused with a reason (403). Strangers are always sent to sign in.

  A administrator   S secretariat   L leader   V viewer (all of the authority)
  C representative of the chair unit   W of the vice-chair   R, O representative and officer of the unit
  that the record belongs to or is shown for   M officer of another member   X secretariat elsewhere   N nobody
"""

import copy
import os
from contextlib import contextmanager
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from accounts.outbox import queue
from audit.models import Event
from awards import actions as award_actions
from awards.models import (
    AwardCondition,
    AwardQuota,
    Cancellation,
    Decision,
    Evidence,
    HardStop,
    LegalFigure,
    Posting,
    PrinterOffset,
    Proposal,
    Recusal,
    Review,
    ReviewRecusal,
    ScoreQuestion,
    Seat,
    SheetStop,
    TieBreak,
)
from clusters import actions as cluster_actions
from clusters.lineage import Arrangement
from clusters.models import (
    FormerName,
    Handover,
    IssuedPaper,
    Membership,
    OfficeTerm,
    PaperJob,
    Person,
    Plan,
    PlanItem,
    Post,
    RotationSkip,
    Theme,
    YearDocument,
)
from documents import actions as document_actions
from documents.models import OfficialDocument
from pledges import actions as pledge_actions
from pledges.models import (
    AgendaItem,
    Basis,
    Comment,
    FollowUp,
    Participant,
    Photo,
    Remark,
    SignatureScan,
    Target,
)
from tests import factories as make
from tests.accounts.people import invitation_to
from tests.awards.council import attend, award_motion, election, session_of, vote_rule
from tests.awards.dossiers import dossier, evidence, paper
from tests.awards.scores import draft_table, give, prove, publish_small, sheet_of, small_table
from tests.clusters.papers import issue, test_kinds
from tests.clusters.sheets import make_batch
from tests.conftest import make_cast
from tests.entered_once import entered_once
from tests.test_house import views_of_all_urls

WHO = {
    "A": "administrator",
    "S": "secretary",
    "L": "leader",
    "V": "viewer",
    "C": "chair",
    "W": "vice",
    "R": "representative",
    "O": "officer",
    "M": "other_officer",
    "X": "outsider",
    "N": "nobody",
}
INSIDE = "ASLVCWROM"

# address: (method, name of the record in the fixture ``stage``, who gets in, from whom it is hidden)
TABLE = {
    # anybody signed in
    "accounts:profile": ("get", "", "ASLVCWROMXN", ""),
    "accounts:mail_choice": ("get", "", "ASLVCWROMXN", ""),
    "documents:personal_data": ("get", "", "ASLVCWROMXN", ""),
    "accounts:person_erase": ("get", "left_person", "A", ""),
    "accounts:resubmit": ("get", "", "ASLVCWROMXN", ""),
    "account_change_password": ("get", "", "ASLVCWROMXN", ""),
    "account_reauthenticate": ("get", "", "ASLVCWROMXN", ""),
    # one's own sessions and second factors; without one there is nothing to take away or to show
    "accounts:session_list": ("get", "", "ASLVCWROMXN", ""),
    "accounts:session_end": ("post", "session", "A", "SLVCWROMXN"),
    "accounts:sessions_end": ("post", "", "ASLVCWROMXN", ""),
    "mfa_index": ("get", "", "ASLVCWROMXN", ""),
    "mfa_reauthenticate": ("get", "", "ASLVCWROMXN", ""),
    "mfa_reauthenticate_webauthn": ("get", "", "ASLVCWROMXN", ""),
    "mfa_activate_totp": ("get", "", "ASLVCWROMXN", ""),
    "mfa_deactivate_totp": ("get", "", "", "ASLVCWROMXN"),
    "mfa_list_webauthn": ("get", "", "ASLVCWROMXN", ""),
    "mfa_add_webauthn": ("get", "", "ASLVCWROMXN", ""),
    "mfa_remove_webauthn": ("get", "user", "ASLVCWROMXN", ""),  # sent to confirm the password first
    "mfa_edit_webauthn": ("get", "user", "ASLVCWROMXN", ""),
    "mfa_view_recovery_codes": ("get", "", "", "ASLVCWROMXN"),
    "mfa_generate_recovery_codes": ("get", "", "ASLVCWROMXN", ""),
    "mfa_download_recovery_codes": ("get", "", "", "ASLVCWROMXN"),
    # accounts and invitations
    "clusters:user_list": ("get", "", "ASX", ""),
    "clusters:user_export": ("get", "", "ASX", ""),
    "clusters:user_detail": ("get", "user", "AS", "LVCWROMXN"),
    "clusters:user_leave": ("get", "user", "A", "LVCWROMXN"),
    "clusters:user_return": ("get", "user", "A", "LVCWROMXN"),
    "clusters:user_factor_reset": ("get", "user", "A", "LVCWROMXN"),
    "clusters:user_sessions_end": ("post", "user", "A", "LVCWROMXN"),
    "clusters:invitation_list": ("get", "", "ASX", ""),
    "clusters:invitation_export": ("get", "", "ASX", ""),
    "clusters:invitation_add": ("get", "", "ASX", ""),
    "clusters:invitation_renew": ("post", "invited", "AS", "LVCWROMXN"),
    "clusters:invitation_cancel": ("post", "invited", "AS", "LVCWROMXN"),
    "clusters:overview": ("get", "", "ASLVCWROMXN", ""),
    "clusters:working_year": ("post", "", "ASLVCWROMXN", ""),
    # letters: an administrator's; of the one that went to the officer the officer knows, and nobody else
    "clusters:mail_list": ("get", "", "A", ""),
    "clusters:mail_export": ("get", "", "A", ""),
    "clusters:mail_samples": ("get", "", "A", ""),
    "clusters:mail_try": ("post", "", "A", ""),
    "clusters:mail_detail": ("get", "mail", "A", "SLVCWRMXN"),
    "clusters:mail_resend": ("post", "mail", "A", "SLVCWRMXN"),
    "clusters:mail_stop": ("post", "mail", "A", "SLVCWRMXN"),
    # whoever has any role anywhere
    "clusters:search": ("get", "", "ASLVCWROMX", ""),
    "clusters:cluster_list": ("get", "", "ASLVCWROMX", ""),
    "clusters:cluster_export": ("get", "", "ASLVCWROMX", ""),
    "clusters:unit_export": ("get", "", "ASLVCWROMX", ""),
    "clusters:person_export": ("get", "", "ASLVCWROMX", ""),
    "clusters:authority_export": ("get", "", "ASLVCWROMX", ""),
    "pledges:ceremony_export": ("get", "", "ASLVCWROMX", ""),
    "awards:award_export": ("get", "", "ASLVCWROMX", ""),
    "documents:document_export": ("get", "", "ASLVCWROMX", ""),
    "clusters:unit_list": ("get", "", "ASLVCWROMX", ""),
    "clusters:person_list": ("get", "", "ASLVCWROMX", ""),
    "clusters:authority_list": ("get", "", "ASLVCWROMX", ""),
    "pledges:pledge_list": ("get", "", "ASLVCWROMX", ""),
    "pledges:pledge_export": ("get", "", "ASLVCWROMX", ""),
    "pledges:ceremony_list": ("get", "", "ASLVCWROMX", ""),
    "documents:document_list": ("get", "", "ASLVCWROMX", ""),
    "awards:award_list": ("get", "", "ASLVCWROMX", ""),
    # whoever has the right somewhere
    "awards:nomination_list": ("get", "", "ASLCWROMX", ""),
    "awards:nomination_export": ("get", "", "ASLCWROMX", ""),
    "awards:review_export": ("get", "", "L", ""),
    "awards:proposal_export": ("get", "", "ASLCWROMX", ""),
    "awards:nominations_move": ("get", "", "SCWROMX", ""),
    "awards:review_queue": ("get", "", "L", ""),
    "awards:proposal_list": ("get", "", "ASLCWROMX", ""),
    "awards:statistics": ("get", "", "ASLCWROMX", ""),
    "awards:statistics_export": ("get", "", "ASLCWROMX", ""),
    "clusters:cluster_add": ("get", "", "ASX", ""),
    "clusters:unit_add": ("get", "", "ASX", ""),
    "clusters:province_units": ("get", "", "ASX", ""),
    "clusters:person_add": ("get", "", "ASX", ""),
    "clusters:import_list": ("get", "", "ASX", ""),
    "clusters:import_template": ("get", "", "ASX", ""),
    "clusters:import_add": ("get", "", "ASX", ""),
    "documents:document_add": ("get", "", "ASX", ""),
    # clusters
    "clusters:authority_detail": ("get", "authority", INSIDE, "XN"),
    "clusters:word_template_list": ("get", "authority", "AS", "XN"),
    "clusters:word_template_detail": ("get", "word_template", "AS", "XN"),
    "clusters:word_template_master": ("get", "word_template", "AS", "XN"),
    "clusters:word_template_file": ("get", "word_template", "AS", "XN"),
    "clusters:word_template_remove": ("get", "word_template", "AS", "XN"),
    "clusters:cluster_detail": ("get", "cluster", INSIDE, "XN"),
    "clusters:member_export": ("get", "cluster", INSIDE, "XN"),
    "clusters:cluster_edit": ("get", "cluster", "AS", "XN"),
    "clusters:member_add": ("get", "cluster", "AS", "XN"),
    "clusters:member_order": ("get", "cluster", "AS", "XN"),
    "clusters:member_edit": ("get", "membership", "AS", "XN"),
    "clusters:year_add": ("get", "cluster", "AS", "XN"),
    "clusters:unit_detail": ("get", "unit", INSIDE, "XN"),
    "clusters:unit_edit": ("get", "unit", "AS", "XN"),
    "clusters:unit_name_add": ("get", "unit", "AS", "XN"),
    "clusters:unit_name_edit": ("get", "former_name", "AS", "XN"),
    "clusters:unit_name_remove": ("post", "former_name", "AS", "XN"),
    "clusters:unit_event_add": ("get", "unit", "AS", "XN"),
    "clusters:unit_event_detail": ("get", "unit_event", INSIDE, "XN"),
    "clusters:unit_event_edit": ("get", "unit_event", "AS", "XN"),
    "clusters:unit_event_revert": ("get", "unit_event", "AS", "XN"),
    "clusters:person_detail": ("get", "person", INSIDE, "XN"),
    "clusters:person_edit": ("get", "person", "AS", "XN"),
    "clusters:post_add": ("get", "person", "AS", "XN"),
    "clusters:post_edit": ("get", "post", "AS", "XN"),
    "clusters:year_detail": ("get", "year", INSIDE, "XN"),
    "clusters:year_member_export": ("get", "year", INSIDE, "XN"),
    "clusters:year_papers": ("get", "year", INSIDE, "XN"),
    "clusters:paper_detail": ("get", "invitation", INSIDE, "XN"),
    "clusters:paper_pdf": ("get", "invitation", INSIDE, "XN"),
    "clusters:paper_word": ("get", "invitation", INSIDE, "XN"),
    "clusters:paper_page": ("get", "invitation_page", INSIDE, "XN"),
    "clusters:year_edit": ("get", "year", "SC", "XN"),
    "clusters:year_book_pdf": ("get", "empty_year", "ASLC", "XN"),
    "clusters:year_zip": ("get", "empty_year", "ASLC", "XN"),
    "clusters:event_list": ("get", "", "ASLX", ""),
    "clusters:event_export": ("get", "", "ASLX", ""),
    "clusters:event_detail": ("get", "event", "ASL", "X"),
    "clusters:year_history": ("get", "year", "ASLCW", "XN"),
    "clusters:year_history_export": ("get", "year", "ASLCW", "XN"),
    "clusters:year_document_add": ("get", "year", "SC", "XN"),
    "clusters:year_document_remove": ("post", "year_document", "SC", "XN"),
    "clusters:year_carry": ("get", "year", "SC", "XN"),
    "clusters:theme_add": ("get", "year", "SC", "XN"),
    "clusters:theme_edit": ("get", "theme", "SC", "XN"),
    "clusters:theme_remove": ("post", "theme", "SC", "XN"),
    # the register of numbers and the papers issued
    "clusters:number_register": ("get", "cluster", INSIDE, "XN"),
    "clusters:number_register_export": ("get", "cluster", INSIDE, "XN"),
    "clusters:old_number_add": ("get", "year", "SC", "XN"),
    "clusters:old_number_edit": ("get", "old_number", "SC", "XN"),
    "clusters:old_number_remove": ("get", "old_number", "SC", "XN"),
    "clusters:issued_detail": ("get", "issued", INSIDE, "XN"),
    "clusters:issued_pdf": ("get", "issued", INSIDE, "XN"),
    "clusters:paper_issue": ("get", "book_of_year", "SC", "XN"),
    "clusters:paper_revoke": ("get", "issued", "SC", "XN"),
    "clusters:paper_supersede": ("get", "issued", "SC", "XN"),
    "clusters:plan_edit": ("get", "year", "SC", "XN"),
    "clusters:plan_item_add": ("get", "year", "SC", "XN"),
    "clusters:plan_item_edit": ("get", "plan_item", "SC", "XN"),
    "clusters:plan_item_remove": ("post", "plan_item", "SC", "XN"),
    "clusters:office_add": ("get", "year", "AS", "XN"),
    "clusters:office_edit": ("get", "term", "AS", "XN"),
    "clusters:office_end": ("get", "term", "AS", "XN"),
    "clusters:office_replace": ("get", "term", "AS", "XN"),
    "clusters:cluster_offices": ("get", "cluster", INSIDE, "XN"),
    "clusters:cluster_offices_export": ("get", "cluster", INSIDE, "XN"),
    "clusters:rotation_detail": ("get", "cluster", INSIDE, "XN"),
    "clusters:rotation_pdf": ("get", "cluster", INSIDE, "XN"),
    "clusters:rotation_rule_edit": ("get", "cluster", "AS", "XN"),
    "clusters:rotation_skip_add": ("get", "cluster", "AS", "XN"),
    "clusters:rotation_skip_remove": ("post", "skip", "AS", "XN"),
    "clusters:rotation_propose": ("post", "planned_year", "ASC", "XN"),
    "clusters:proposal_remove": ("post", "proposed_term", "AS", "XN"),
    "clusters:offices_confirm": ("get", "next_year", "AS", "XN"),
    # the handover: the chair of the day gives, the representative of the next chair (R) takes
    "clusters:handover_add": ("get", "year", "SC", "XN"),
    "clusters:handover_detail": ("get", "handover", INSIDE, "XN"),
    "clusters:handover_pdf": ("get", "handover", INSIDE, "XN"),
    "clusters:handover_edit": ("get", "handover", "SC", "XN"),
    "clusters:handover_check": ("get", "handover", "SC", "XN"),
    "clusters:handover_item_add": ("get", "handover", "SC", "XN"),
    "clusters:handover_item_edit": ("get", "handover_item", "SC", "XN"),
    "clusters:handover_item_remove": ("post", "handover_item", "SC", "XN"),
    "clusters:handover_sign_out": ("get", "handover", "SC", "XN"),
    "clusters:handover_sign_in": ("get", "handover", "SR", "XN"),
    "clusters:handover_book_pdf": ("get", "handover", "SR", "XN"),
    "clusters:handover_zip": ("get", "handover", "SR", "XN"),
    "clusters:handover_unsign_out": ("get", "handover", "SC", "XN"),
    "clusters:handover_unsign_in": ("get", "handover", "SR", "XN"),
    # files of data: whose books one does not keep, their files do not exist
    # bundles of papers: only their owner's (here the secretary's)
    "clusters:bundle_list": ("get", "", "ASLVCWROMX", ""),
    "clusters:bundle_detail": ("get", "bundle", "S", "ALVCWROMXN"),
    "clusters:bundle_download": ("get", "bundle", "S", "ALVCWROMXN"),
    "clusters:bundle_stop": ("post", "bundle", "S", "ALVCWROMXN"),
    "clusters:year_bundle_add": ("get", "year", INSIDE, "XN"),
    "clusters:authority_bundle_add": ("get", "authority", INSIDE, "XN"),
    "clusters:import_detail": ("get", "batch", "AS", "LVCWROMXN"),
    "clusters:import_map": ("get", "batch", "AS", "LVCWROMXN"),
    "clusters:import_check": ("post", "batch", "AS", "LVCWROMXN"),
    "clusters:import_hidden": ("post", "batch", "AS", "LVCWROMXN"),
    "clusters:import_wrong_leave_out": ("post", "batch", "AS", "LVCWROMXN"),
    "clusters:import_apply": ("post", "batch", "AS", "LVCWROMXN"),
    "clusters:import_undo": ("get", "batch", "AS", "LVCWROMXN"),
    "clusters:import_drop": ("post", "batch", "AS", "LVCWROMXN"),
    "clusters:import_line_edit": ("get", "import_line", "AS", "LVCWROMXN"),
    "clusters:import_line_leave_out": ("post", "import_line", "AS", "LVCWROMXN"),
    "clusters:import_line_take_in": ("post", "import_line", "AS", "LVCWROMXN"),
    # documents: one of the authority
    "documents:document_detail": ("get", "document", INSIDE, "XN"),
    "documents:document_edit": ("get", "document", "AS", "XN"),
    "documents:document_file": ("get", "document", INSIDE, "XN"),
    "documents:document_file_change": ("get", "document", "AS", "XN"),
    "documents:document_file_remove": ("post", "document", "AS", "XN"),
    # pledges
    "pledges:pledge_add": ("get", "empty_year", "SC", "XN"),
    "pledges:pledges_send": ("get", "own_year", "SC", "XN"),
    "pledges:pledges_pdf": ("get", "own_year", INSIDE, "XN"),
    "pledges:pledges_print_check": ("get", "own_year", INSIDE, "XN"),
    "pledges:pledges_agree": ("get", "own_year", "SC", "XN"),
    "pledges:pledge_detail": ("get", "pledge", INSIDE, "XN"),
    "pledges:registration_export": ("get", "pledge", INSIDE, "XN"),
    "pledges:signature_export": ("get", "pledge", INSIDE, "XN"),
    "pledges:pledge_pdf": ("get", "pledge", INSIDE, "XN"),
    "pledges:pledge_print_check": ("get", "pledge", INSIDE, "XN"),
    "pledges:pledge_edit": ("get", "pledge", "SC", "XN"),
    "pledges:pledge_write": ("get", "pledge", "SC", "XN"),
    "pledges:pledge_state": ("get", "pledge", "SC", "XN"),
    "pledges:pledge_save": ("post", "pledge", "SC", "XN"),
    "pledges:pledge_put_back": ("post", "pledge", "SC", "XN"),
    "pledges:pledge_pages": ("get", "pledge", INSIDE, "XN"),
    "pledges:pledge_page": ("get", "pledge_page", INSIDE, "XN"),
    "pledges:registration_table": ("get", "pledge", INSIDE, "XN"),
    "pledges:content_merge": ("post", "content", "SC", "XN"),
    "pledges:target_move": ("post", "target", "SC", "XN"),
    "pledges:basis_move": ("post", "basis", "SC", "XN"),
    "pledges:content_add": ("get", "pledge", "SC", "XN"),
    "pledges:contents_paste": ("get", "pledge", "SC", "XN"),
    "pledges:content_edit": ("get", "content", "SC", "XN"),
    "pledges:content_move": ("post", "content", "SC", "XN"),
    "pledges:content_remove": ("post", "content", "SC", "XN"),
    "pledges:target_add": ("get", "pledge", "SC", "XN"),
    "pledges:target_edit": ("get", "target", "SC", "XN"),
    "pledges:target_remove": ("post", "target", "SC", "XN"),
    "pledges:registration_edit": ("get", "registration", "SCRO", "XN"),
    "pledges:basis_add": ("get", "pledge", "SC", "XN"),
    "pledges:basis_remove": ("post", "basis", "SC", "XN"),
    "pledges:comment_add": ("get", "commented_pledge", "CWROM", "XN"),
    "pledges:comment_answer": ("get", "comment", "SC", "XN"),
    "pledges:comment_summary": ("get", "commented_pledge", INSIDE, "XN"),
    "pledges:comment_export": ("get", "commented_pledge", INSIDE, "XN"),
    "pledges:version_list": ("get", "commented_pledge", INSIDE, "XN"),
    "pledges:pledge_compare": ("get", "commented_pledge", INSIDE, "XN"),
    "pledges:pledge_clone": ("get", "pledge", "SC", "XN"),
    "pledges:annex_add": ("get", "pledge", "SC", "XN"),
    "pledges:successor_add": ("get", "pledge", "SC", "XN"),
    "pledges:pledge_send": ("get", "pledge", "SC", "XN"),
    "pledges:pledge_reopen": ("get", "commented_pledge", "SC", "XN"),
    "pledges:pledge_agree": ("get", "pledge", "SC", "XN"),
    "pledges:pledge_record": ("get", "recorded_pledge", "S", "XN"),
    "pledges:pledge_copy_text": ("post", "own_pledge", "SC", "XN"),
    "pledges:signature_sign": ("get", "signature", "SCR", "XN"),
    "pledges:signature_withdraw": ("get", "signed", "SCR", "XN"),
    "pledges:signature_remind": ("post", "signature", "SC", "XN"),
    "pledges:scan_add": ("get", "signed", "SCR", "XN"),
    "pledges:scan_file": ("get", "scan", INSIDE, "XN"),
    "pledges:signing_complete": ("get", "year", "SC", "XN"),
    "pledges:console": ("get", "ceremony", "SC", "XN"),
    "pledges:console_state": ("get", "ceremony", "SC", "XN"),
    "pledges:console_touch": ("post", "ceremony", "SC", "XN"),
    "pledges:console_signatories": ("get", "ceremony", "SC", "XN"),
    "pledges:countdown_set": ("post", "ceremony", "SC", "XN"),
    "pledges:hall_open": ("post", "ceremony", "SC", "XN"),
    "pledges:hall_close": ("post", "ceremony", "SC", "XN"),
    "pledges:witness_withdraw": ("get", "participant", "SC", "XN"),
    # conferences
    "pledges:ceremony_add": ("get", "year", "SC", "XN"),
    "pledges:ceremony_detail": ("get", "ceremony", INSIDE, "XN"),
    "pledges:signing_export": ("get", "ceremony", INSIDE, "XN"),
    "pledges:participant_export": ("get", "ceremony", INSIDE, "XN"),
    "pledges:follow_up_export": ("get", "ceremony", INSIDE, "XN"),
    "pledges:ceremony_edit": ("get", "ceremony", "SC", "XN"),
    "pledges:participant_add": ("get", "ceremony", "SC", "XN"),
    "pledges:participant_edit": ("get", "participant", "SC", "XN"),
    "pledges:participant_remove": ("post", "participant", "SC", "XN"),
    "pledges:agenda_add": ("get", "ceremony", "SC", "XN"),
    "pledges:agenda_edit": ("get", "agenda_item", "SC", "XN"),
    "pledges:agenda_remove": ("post", "agenda_item", "SC", "XN"),
    "pledges:remark_add": ("get", "ceremony", "SC", "XN"),
    "pledges:remark_edit": ("get", "remark", "SC", "XN"),
    "pledges:remark_remove": ("post", "remark", "SC", "XN"),
    "pledges:follow_up_add": ("get", "ceremony", "SC", "XN"),
    "pledges:follow_up_edit": ("get", "follow_up", "SC", "XN"),
    "pledges:follow_up_remove": ("post", "follow_up", "SC", "XN"),
    "pledges:ceremony_calendar": ("get", "ceremony", INSIDE, "XN"),
    "pledges:attendance_edit": ("get", "ceremony", "SC", "XN"),
    "pledges:attendance_export": ("get", "ceremony", INSIDE, "XN"),
    "pledges:agenda_export": ("get", "ceremony", INSIDE, "XN"),
    "pledges:remark_export": ("get", "ceremony", INSIDE, "XN"),
    "pledges:participant_heads": ("post", "ceremony", "SC", "XN"),
    "pledges:participant_move": ("post", "participant", "SC", "XN"),
    "pledges:agenda_move": ("post", "agenda_item", "SC", "XN"),
    "pledges:remark_move": ("post", "remark", "SC", "XN"),
    "pledges:follow_up_finish": ("post", "follow_up", "SC", "XN"),
    "pledges:photo_add": ("get", "ceremony", "SC", "XN"),
    "pledges:photo_export": ("get", "ceremony", INSIDE, "XN"),
    "pledges:photo_file": ("get", "photo", INSIDE, "XN"),
    "pledges:photo_preview": ("get", "photo", INSIDE, "XN"),
    "pledges:photo_edit": ("get", "photo", "SC", "XN"),
    "pledges:photo_move": ("post", "photo", "SC", "XN"),
    "pledges:photo_remove": ("post", "photo", "SC", "XN"),
    # awards: the catalogue belongs to everybody who has a role
    "awards:award_detail": ("get", "award", "ASLVCWROMX", ""),
    "awards:nomination_add": ("get", "year", "SCWROM", "XN"),
    "awards:nomination_record": ("get", "recorded_year", "S", "XN"),
    "awards:report_pdf": ("get", "submitted", "ASLCRO", "VWMXN"),
    "awards:report_word": ("get", "submitted", "ASLCRO", "VWMXN"),
    "awards:award_record": ("get", "year", "S", "XN"),
    "awards:nomination_detail": ("get", "submitted", "ASLCRO", "VWMXN"),
    "awards:nomination_edit": ("get", "draft", "SRO", "LVCWMXN"),
    "awards:nomination_submit": ("post", "draft", "SRO", "LVCWMXN"),
    "awards:nomination_withdraw": ("get", "submitted", "SRO", "VWMXN"),
    "awards:nomination_receive": ("post", "submitted", "SC", "VWMXN"),
    "awards:nomination_send_back": ("get", "submitted", "SC", "VWMXN"),
    "awards:nomination_appraise": ("post", "received", "SC", "VWMXN"),
    "awards:nomination_lower": ("get", "appraised", "SC", "VWMXN"),
    "awards:nomination_close_review": ("post", "appraised", "SC", "VWMXN"),
    "awards:nomination_review": ("get", "appraised", "L", "VWMXN"),
    "awards:review_step_aside": ("get", "appraised", "L", "VWMXN"),
    "awards:review_rejoin": ("post", "stepped_aside", "L", "VWMXN"),
    "awards:review_progress": ("get", "year", "S", "XN"),
    "awards:review_progress_export": ("get", "year", "S", "XN"),
    "awards:review_remind": ("post", "year", "S", "XN"),
    "awards:review_sight": ("get", "year", "S", "XN"),
    "awards:nomination_decide": ("get", "proposed", "SL", "VWMXN"),
    "awards:condition_explain": ("get", "draft_condition", "SRO", "LVCWMXN"),
    "awards:condition_find": ("get", "received_condition", "SC", "VWMXN"),
    "awards:appraise_without_papers": ("get", "received", "SC", "VWMXN"),
    "awards:nomination_ratings": ("get", "draft", "SRO", "LVCWMXN"),
    "awards:unit_ratings": ("get", "unit", "ASLRO", "XN"),
    "awards:unit_ratings_edit": ("get", "unit", "SRO", "XN"),
    "awards:unit_ratings_export": ("get", "unit", "ASLRO", "XN"),
    "awards:quota_list": ("get", "year", INSIDE, "XN"),
    "awards:quota_export": ("get", "year", INSIDE, "XN"),
    "awards:quota_add": ("get", "year", "SC", "XN"),
    "awards:quota_edit": ("get", "quota", "SC", "XN"),
    "awards:quota_remove": ("post", "quota", "SC", "XN"),
    "awards:evidence_add": ("get", "draft", "SRO", "LVCWMXN"),
    "awards:evidence_file": ("get", "evidence", "ASLCRO", "VWMXN"),
    "awards:evidence_page": ("get", "evidence_page", "ASLCRO", "VWMXN"),
    "awards:evidence_remove": ("post", "draft_evidence", "SRO", "LVCWMXN"),
    "awards:proposal_add": ("get", "year", "SC", "XN"),
    "awards:proposal_detail": ("get", "proposal", "ASLC", "VWROMXN"),
    "awards:proposal_nominations_export": ("get", "proposal", "ASLC", "VWROMXN"),
    "awards:proposal_edit": ("get", "proposal", "SC", "VWROMXN"),
    "awards:proposal_issue": ("get", "proposal", "SC", "VWROMXN"),
    "awards:proposal_pdf": ("get", "proposal", "ASLC", "VWROMXN"),
    "awards:proposal_word": ("get", "proposal", "ASLC", "VWROMXN"),
    "awards:proposal_list_pdf": ("get", "proposal", "ASLC", "VWROMXN"),
    "awards:proposal_list_word": ("get", "proposal", "ASLC", "VWROMXN"),
    # decisions: who issues them; letters to the units; the giving of awards; prize money
    "awards:decision_list": ("get", "", "ASLCWROMX", ""),
    "awards:decision_export": ("get", "", "ASLCWROMX", ""),
    "awards:letter_list": ("get", "", "ASLCWROMX", ""),
    "awards:letter_export": ("get", "", "ASLCWROMX", ""),
    "awards:letters_release": ("get", "", "SLX", ""),
    "awards:conferral_list": ("get", "", "ASLCWROMX", ""),
    "awards:conferral_export": ("get", "", "ASLCWROMX", ""),
    "awards:conferrals_give": ("get", "", "SCWROMX", ""),
    "awards:prize_list": ("get", "", "ASLCWROMX", ""),
    "awards:prize_export": ("get", "", "ASLCWROMX", ""),
    "awards:decision_add": ("get", "authority", "SL", "XN"),
    "awards:decision_record": ("get", "authority", "SL", "XN"),
    "awards:printer_list": ("get", "authority", "SL", "XN"),
    "awards:printer_export": ("get", "authority", "SL", "XN"),
    "awards:printer_add": ("get", "authority", "SL", "XN"),
    "awards:printer_edit": ("get", "printer", "SL", "VCWROMXN"),
    "awards:printer_test": ("get", "printer", "SL", "VCWROMXN"),
    "awards:decision_detail": ("get", "decision", "ASL", "VCWROMXN"),
    "awards:decision_items_export": ("get", "decision", "ASL", "VCWROMXN"),
    "awards:decision_pdf": ("get", "decision", "ASL", "VCWROMXN"),
    "awards:decision_word": ("get", "decision", "ASL", "VCWROMXN"),
    "awards:decision_annex_word": ("get", "decision", "ASL", "VCWROMXN"),
    "awards:decision_edit": ("get", "decision", "SL", "VCWROMXN"),
    "awards:decision_item_add": ("get", "decision", "SL", "VCWROMXN"),
    "awards:decision_item_edit": ("get", "decision_item", "SL", "VCWROMXN"),
    "awards:decision_item_remove": ("post", "decision_item", "SL", "VCWROMXN"),
    "awards:decision_drop": ("get", "decision", "SL", "VCWROMXN"),
    "awards:decision_issue": ("get", "decision", "SL", "VCWROMXN"),
    "awards:decision_certificates": ("get", "decision", "SL", "VCWROMXN"),
    "awards:decision_letters": ("get", "decision", "SL", "VCWROMXN"),
    "awards:nomination_letter": ("post", "granted", "SL", "VWMXN"),
    "awards:letter_detail": ("get", "letter", "ASL", "VCWROMXN"),
    "awards:letter_pdf": ("get", "letter", "ASL", "VCWROMXN"),
    "awards:letter_word": ("get", "released_letter", "ASLRO", "VCWMXN"),
    "awards:letter_edit": ("get", "letter", "SL", "VCWROMXN"),
    "awards:letter_read": ("post", "letter", "SL", "VCWROMXN"),
    "awards:letter_release": ("post", "letter", "SL", "VCWROMXN"),
    "awards:letter_drop": ("get", "letter", "SL", "VCWROMXN"),
    "awards:posting_add": ("get", "proposal", "SC", "VWROMXN"),
    "awards:posting_edit": ("get", "posting", "SC", "VWROMXN"),
    "awards:conferral_edit": ("get", "granted", "SC", "VWMXN"),
    "awards:award_cancel": ("get", "granted", "SL", "VWMXN"),
    "awards:recovery_edit": ("get", "cancellation", "SL", "VWMXN"),
    # the score table: everybody inside reads it, chair and secretariat draw it up
    # sessions: who receives, reviews, decides or chairs, and who sits in them
    "awards:council_list": ("get", "", "ASLVCWROMX", ""),
    "awards:council_export": ("get", "", "ASLVCWROMX", ""),
    "awards:council_add": ("get", "year", "SC", "XN"),
    "awards:council_detail": ("get", "council", "ASLCRO", "VWMXN"),
    "awards:council_edit": ("get", "council", "SC", "VWMXN"),
    "awards:council_attendance": ("get", "council", "SC", "VWMXN"),
    "awards:council_conclude": ("get", "council", "SC", "VWMXN"),
    "awards:council_apply": ("get", "elected_year", "AS", "VWRMXN"),
    "awards:seats_add": ("get", "council", "SC", "VWMXN"),
    "awards:seat_export": ("get", "council", "ASLCRO", "VWMXN"),
    "awards:seat_edit": ("get", "seat", "SC", "VWMXN"),
    "awards:seat_remove": ("get", "seat", "SC", "VWMXN"),
    "awards:motions_add": ("get", "council", "SC", "VWMXN"),
    "awards:election_add": ("get", "council", "SC", "VWMXN"),
    "awards:voting_open": ("get", "council", "SC", "VWMXN"),
    "awards:motion_export": ("get", "council", "ASLCRO", "VWMXN"),
    "awards:motion_detail": ("get", "motion", "ASLCRO", "VWMXN"),
    "awards:motion_way": ("get", "motion", "SC", "VWMXN"),
    "awards:motion_remove": ("post", "motion", "SC", "VWMXN"),
    "awards:motion_vote": ("get", "motion", "SLCRO", "VWMXN"),
    "awards:recusal_add": ("get", "motion", "SC", "VWMXN"),
    "awards:recusal_lift": ("get", "recusal", "SC", "VWMXN"),
    "awards:opinion_add": ("get", "motion", "SC", "VWMXN"),
    "awards:motion_count": ("get", "motion", "SC", "VWMXN"),
    "awards:motion_close": ("get", "motion", "SC", "VWMXN"),
    "awards:motion_void": ("get", "motion", "SC", "VWMXN"),
    "awards:motion_again": ("post", "motion", "SC", "VWMXN"),
    # score tables
    "awards:score_table": ("get", "year", INSIDE, "XN"),
    "awards:score_table_add": ("get", "year", "SC", "XN"),
    "awards:score_table_copy": ("get", "year", "SC", "XN"),
    "awards:score_table_edit": ("get", "score_table", "SC", "XN"),
    "awards:score_table_open": ("get", "score_table", "SC", "XN"),
    "awards:score_table_export": ("get", "score_table", INSIDE, "XN"),
    "awards:score_table_import": ("get", "score_table", "SC", "XN"),
    "awards:criterion_add": ("get", "score_table", "SC", "XN"),
    "awards:criterion_edit": ("get", "criterion", "SC", "XN"),
    "awards:criterion_move": ("get", "criterion", "SC", "XN"),
    "awards:criterion_remove": ("get", "criterion", "SC", "XN"),
    "awards:result_class_add": ("get", "score_table", "SC", "XN"),
    "awards:result_class_remove": ("get", "result_class", "SC", "XN"),
    "awards:tie_break_add": ("get", "score_table", "SC", "XN"),
    "awards:tie_break_remove": ("get", "tie_break", "SC", "XN"),
    "awards:hard_stop_add": ("get", "score_table", "SC", "XN"),
    "awards:hard_stop_remove": ("get", "hard_stop", "SC", "XN"),
    # score sheets: until publication a unit sees its own; the chair checks, who confirms are others
    "awards:score_board": ("get", "ranked_year", INSIDE, "XN"),
    "awards:score_sheets_add": ("post", "ranked_year", "SC", "XN"),
    "awards:score_checkers": ("get", "ranked_year", "SC", "XN"),
    "awards:score_confirm_many": ("get", "ranked_year", "SL", "XN"),
    "awards:score_sheet": ("get", "own_sheet", "ASLCRO", "VWMXN"),
    "awards:score_save": ("post", "own_sheet", "SCRO", "VWMXN"),
    "awards:score_submit": ("get", "own_sheet", "SRO", "VWMXN"),
    "awards:score_agree": ("post", "submitted_sheet", "SC", "VWMXN"),
    "awards:score_finish": ("get", "submitted_sheet", "SC", "VWMXN"),
    "awards:score_confirm": ("get", "submitted_sheet", "SL", "VWMXN"),
    "awards:score_send_back": ("get", "submitted_sheet", "SC", "VWMXN"),
    "awards:score_question_add": ("get", "submitted_sheet", "SC", "VWMXN"),
    "awards:score_question_answer": ("get", "score_question", "SRO", "VWMXN"),
    "awards:score_evidence_add": ("get", "proved_criterion", "SRO", "VWMXN"),
    "awards:score_evidence": ("get", "score_evidence", "ASLCRO", "VWMXN"),
    "awards:score_evidence_file": ("get", "score_evidence", "ASLCRO", "VWMXN"),
    "awards:score_evidence_page": ("get", "score_evidence_page", "ASLCRO", "VWMXN"),
    "awards:score_evidence_remove": ("post", "score_evidence", "SRO", "VWMXN"),
    # the ranking: before publication for who sees all sheets, then for everybody inside
    "awards:score_ranking": ("get", "ranked_year", INSIDE, "XN"),
    "awards:score_ranking_export": ("get", "ranked_year", "ASLC", "XN"),
    "awards:score_points_export": ("get", "ranked_year", "ASLC", "XN"),
    "awards:score_ranking_pdf": ("get", "ranked_year", "ASLC", "XN"),
    "awards:score_ranking_word": ("get", "ranked_year", "ASLC", "XN"),
    "awards:score_order": ("get", "level_units", "SL", "XN"),
    "awards:score_votes": ("get", "level_units", "SL", "XN"),
    "awards:score_stop_add": ("get", "ranked_year", "SL", "XN"),
    "awards:score_stop_lift": ("get", "sheet_stop", "SL", "VWMXN"),
    "awards:score_publish": ("get", "ranked_year", "SL", "XN"),
    "awards:score_result": ("get", "published_sheet", INSIDE, "XN"),
    "awards:score_result_pdf": ("get", "published_sheet", INSIDE, "XN"),
    "awards:score_result_word": ("get", "published_sheet", INSIDE, "XN"),
}
PUBLIC = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
    "accounts:invitation_accept",
    "accounts:mail_unsubscribe",
    "pledges:hall",
    "pledges:hall_state",
    "clusters:paper_lookup",
    "clusters:paper_public",
}


@pytest.fixture(scope="module")
def set_stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """One stage for the whole table; what a row changes is rolled back after it."""
    with answers_are_kept(), standing_stage(django_db_blocker, tmp_path_factory) as stage:
        yield stage


@contextmanager
def answers_are_kept():
    """As in an installation (clusters/kept.py), where the frame of the pages is not made anew for each of them."""
    answers = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "answers"}
    with override_settings(ANSWERS_KEPT=600, CACHES={**settings.CACHES, "answers": answers}):
        caches["answers"].clear()
        yield


@contextmanager
def standing_stage(django_db_blocker, tmp_path_factory):
    """A stage that stands within this block, in one transaction that is rolled back at its end."""
    day = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(day, tick=False):
        yield entered_once("stage", lambda: make_stage(make_cast()), tmp_path_factory)
        transaction.set_rollback(True)


@pytest.fixture
def stage(db, set_stage):
    return copy.deepcopy(set_stage)


def make_stage(cast):
    """The cast with one record of every kind; what belongs to a unit belongs to ``cast.unit`` (R and O)."""
    by = cast.secretary
    s = SimpleNamespace(
        cast=cast, authority=cast.authority, cluster=cast.cluster, year=cast.year, unit=cast.unit
    )
    s.user = cast.representative
    s.session = UserSession.objects.create(
        user=make.make_user("elsewhere"), ip="192.0.2.7", session_key="k" * 32, user_agent="Firefox/145"
    )
    s.mail = queue("reminder", to="a@example.vn", subject="Việc", text="Việc", user=cast.officer)
    s.invited = invitation_to(cast.unit, by=cast.secretary)
    s.membership = Membership.objects.get(unit=cast.unit)
    s.term = OfficeTerm.objects.chairs().get()
    s.next_year = make.make_year(cast.cluster, 2027)
    s.planned_year = (cast.year, s.next_year)
    (s.proposed_term,) = cluster_actions.propose_offices(
        s.next_year, [cluster_actions.Choice("chair", cast.vice_unit)], by=by
    )
    s.skip = cluster_actions.skip_unit(
        RotationSkip(cluster=cast.cluster, unit=cast.unit, year=2028, reason="Đang sắp xếp tổ chức"), by=by
    )
    s.person = cluster_actions.add_person(Person(authority=cast.authority, full_name="Lê Văn Cường"), by=by)
    s.post = cluster_actions.add_post(Post(person=s.person, title="Chủ tịch", unit=cast.unit), by=by)
    s.former_name = cluster_actions.add_former_name(
        FormerName(unit=cast.unit, name="Hội thành viên cũ", until=date(2019, 12, 31)), by=by
    )
    s.unit_event = cluster_actions.record_event(
        Arrangement(
            cast.authority,
            "merger",
            date(2024, 1, 1),
            before=(cast.unit,),
            goes_on=cast.unit,
            others="Hội Ngoài",
        ),
        by=by,
    )
    s.theme = cluster_actions.add_theme(Theme(cluster_year=cast.year, text="Đoàn kết"), by=by)
    s.event = Event.objects.get(verb="theme_added")
    s.left_person = make.make_user("left")
    plan = cluster_actions.save_plan(Plan(cluster_year=cast.year), by=by)
    s.plan_item = cluster_actions.add_plan_item(PlanItem(plan=plan, text="Phong trào"), by=by)
    with test_kinds() as (numbered, _):
        s.issued = issue(numbered, cast.year, by)
    s.old_number = cluster_actions.add_old_number(
        IssuedPaper(cluster_year=cast.year, kind="QĐ", number_text="05/QĐ-CTĐ01", title="Quyết định cũ"),
        by=by,
    )
    s.book_of_year = (cast.year, "ky-yeu", cast.year.pk)
    s.document = document_actions.add_document(
        OfficialDocument(
            kind="QC",
            title="Quy chế của cụm",
            authority=cast.authority,
            file=ContentFile(b"%PDF-1.4", name="quy-che.pdf"),
            file_name="quy chế.pdf",
            file_type="application/pdf",
            file_size=8,
            file_sha256="0" * 64,
        ),
        by=by,
    )
    s.word_template = (cast.authority, "ke-hoach")
    make.make_word_template(*s.word_template, by=by)
    s.year_document = cluster_actions.add_year_document(
        YearDocument(cluster_year=cast.year, document=s.document, role="template"), by=by
    )
    s.batch = make_batch(cast.authority, by, "Hội Làm vườn", "Hội Sinh viên")
    s.import_line = s.batch.lines.first()
    s.bundle = PaperJob(title="Văn bản năm 2026", cluster_year=cast.year, owner=by)
    s.bundle.file.save("bo.zip", ContentFile(b"PK"))
    s.recorded_year = make.make_year(cast.cluster, 2024, is_recorded=True)

    s.pledge = make.make_pledge(cast.year, by=by)
    s.content = s.pledge.contents.get()
    s.target = pledge_actions.add_target(Target(pledge=s.pledge, kind="registered", text="Số tập thể"), by=by)
    s.registration = (s.pledge, cast.unit)
    s.pledge_page = (s.pledge, 1)
    s.basis = pledge_actions.add_basis(Basis(pledge=s.pledge, document=s.document), by=by)
    s.recorded_pledge = make.make_pledge(s.recorded_year, by=by, text_state="partial")

    def another_year(number):
        """A second cluster of the same units, for a pledge in another state."""
        cluster = make.make_cluster(cast.authority, cast.units, number=number)
        year = make.make_year(cluster, 2026)
        make.make_term(year, cast.chair_unit)
        return year

    s.empty_year = another_year("20")
    given = another_year("25")
    make.make_term(make.make_year(given.cluster, 2027), cast.unit)
    s.handover = cluster_actions.add_handover(
        Handover(cluster_year=given, held_on=date(2026, 12, 20), takes_over_on=date(2027, 1, 1)), by=by
    )
    s.handover_item = s.handover.items.first()
    s.commented_pledge = make.make_pledge(another_year("21"), by=by)
    pledge_actions.send_for_comments(s.commented_pledge, date(2026, 3, 10), by=by)
    s.comment = pledge_actions.comment(
        Comment(pledge=s.commented_pledge, unit=cast.unit, stance="agrees"), by=cast.officer
    )
    agreed = make.make_agreed_pledge(another_year("22"), by=by)
    s.signature = agreed.signatures.get(unit=cast.unit)
    signed = make.make_agreed_pledge(another_year("23"), by=by).signatures.get(unit=cast.unit)
    signed.signatory, signed.post, signed.signed_on = "Nguyễn Văn An", "Chủ tịch", date(2026, 3, 1)
    s.signed = pledge_actions.sign(signed, by=by)
    s.scan = pledge_actions.add_scan(
        SignatureScan(
            signature=s.signed,
            file=ContentFile(b"%PDF-1.4", name="trang-ky.pdf"),
            file_name="trang ký.pdf",
            file_type="application/pdf",
            file_size=8,
            file_sha256="2" * 64,
        ),
        by=by,
    )
    s.own_year = another_year("24")
    own = make.make_pledge(s.own_year, by=by, shape="per_unit")
    s.own_pledge = next(pledge for pledge in own if pledge.unit == cast.unit)
    for pledge in own:
        if pledge.unit == cast.other_unit:  # one empty draft to copy to
            pledge_actions.remove_content(pledge.contents.get(), by=by)

    make_rankings(s, another_year("26"), another_year("27"), by)
    make_sheets(s, another_year("28"), by)
    make_score_table(s, s.own_year, by)
    make_council(s, by)

    s.ceremony = make.make_ceremony(cast.year, by=by)
    s.invitation = (cast.year, "giay-moi", s.ceremony)
    s.invitation_page = (*s.invitation, 1)
    s.participant = pledge_actions.add_participant(Participant(ceremony=s.ceremony, person=s.person), by=by)
    s.agenda_item = pledge_actions.add_agenda_item(AgendaItem(ceremony=s.ceremony, text="Khai mạc"), by=by)
    s.remark = pledge_actions.add_remark(Remark(ceremony=s.ceremony, text="Nhất trí"), by=by)
    s.photo = pledge_actions.add_photo(
        Photo(ceremony=s.ceremony, caption="Lễ ký kết"), make.make_photo_upload(), by=by
    )
    s.follow_up = pledge_actions.add_follow_up(FollowUp(ceremony=s.ceremony, text="Gửi biên bản"), by=by)

    s.award = make.make_award()

    def nomination(name, *steps):
        row = make.make_nomination(cast.year, cast.unit, s.award, by=cast.officer, nominee=name)
        for step in steps:
            step(row)
        row.refresh_from_db()
        return row

    def submit(row):
        award_actions.submit(row, by=cast.officer)

    def receive(row):
        award_actions.receive(row, by=by)

    def appraise(row):
        award_actions.appraise(row, by=by)

    def review(row):
        award_actions.review(Review(nomination=row, opinion="agree"), by=cast.leader)

    def close(row):
        award_actions.close_review(row, by=by)

    def attach(row):
        content = b"%PDF-1.4 " + row.nominee.encode()
        return award_actions.add_evidence(
            Evidence(
                nomination=row,
                title="Báo cáo",
                file=ContentFile(content, name="bao-cao.pdf"),
                file_name="báo cáo.pdf",
                extension="pdf",
                content_type="application/pdf",
                size=len(content),
                sha256=f"{row.pk:064d}",
            ),
            by=cast.officer,
        )

    s.draft = nomination("Tập thể thứ nhất")
    s.draft_evidence = attach(s.draft)
    s.submitted = nomination("Tập thể thứ hai", submit)
    s.evidence = attach(s.submitted)
    s.received = nomination("Tập thể thứ sáu", submit, receive)
    s.appraised = nomination("Tập thể thứ ba", submit, receive, appraise, review)

    s.stepped_aside = nomination("Tập thể thứ mười một", submit, receive, appraise)
    award_actions.step_aside(ReviewRecusal(nomination=s.stepped_aside, reason="Người thân."), by=cast.leader)
    s.evidence_page = (evidence(s.submitted, cast.officer, paper()), 1)

    def propose(row, number):
        return award_actions.add_proposal(
            Proposal(
                cluster_year=cast.year,
                addressee=cast.authority,
                number=number,
                dated_on=date(2026, 3, 1),
                signer_unit=cast.chair_unit,
                signatory="Nguyễn Văn An",
            ),
            [row],
            by=by,
        )

    condition = AwardCondition.objects.create(
        kind="stated", words="Đoàn kết", legal_ref="Điều 26", effective_from=date(2024, 1, 1)
    )
    s.draft_condition, s.received_condition = (s.draft, condition), (s.received, condition)
    s.quota = award_actions.add_quota(
        AwardQuota(cluster_year=cast.year, award=s.award, at_most=2, source="Công văn số 15"), by=by
    )

    s.proposal = propose(
        nomination("Tập thể thứ tư", submit, receive, appraise, review, close), "01/TTr-CTĐ01"
    )
    s.proposed = nomination("Tập thể thứ năm", submit, receive, appraise, review, close)
    award_actions.issue_proposal(propose(s.proposed, "02/TTr-CTĐ01"), by=by)

    def put(name, number):
        row = nomination(name, submit, receive, appraise, review, close)
        award_actions.issue_proposal(propose(row, number), by=by)
        row.refresh_from_db()
        return row

    make_decisions(s, put, by)
    return s


def make_council(s, by):
    """A session in which the unit and a leader sit, with an open question; and one that has chosen a chair."""
    s.council = session_of(s.cast, [s.cast.leader])
    rows = [Seat(full_name="Trần Văn Bình", unit=s.unit), Seat(full_name="Lê Thị Cúc")]
    s.seat, aside = award_actions.seat_members(s.council, rows, by=by)
    attend(s.council, s.cast, "present")
    vote_rule()
    nominated = dossier(s.cast, "appraised", unit=s.cast.other_unit, award=make.make_award("CO-BIEU-QUYET"))
    s.motion = award_motion(s.cast, s.council, "hands", nominated)
    s.recusal = award_actions.recuse(Recusal(motion=s.motion, seat=aside, reason="Có liên quan."), by=by)
    elected = session_of(s.cast, [s.cast.officer], kind="conference")
    award_actions.close_voting(election(s.cast, elected, "acclaim", [s.unit]), by=by)
    award_actions.conclude_session(elected, "Thống nhất.", by=by)
    s.elected_year = (elected, 2027)


def make_decisions(s, put, by):
    """A drafted decision; an award with its letters, one sent and one to read; one that was taken back."""
    s.decision = award_actions.add_decision(
        Decision(authority=s.authority), [put("Tập thể thứ mười", "03/TTr-CTĐ01")], by=by
    )
    s.decision_item = s.decision.items.get()
    s.printer = award_actions.add_printer(PrinterOffset(authority=s.authority, name="Máy in"), by=by)
    s.granted, gone = put("Tập thể thứ tám", "04/TTr-CTĐ01"), put("Tập thể thứ chín", "05/TTr-CTĐ01")
    day = date(2026, 3, 2)
    for row in (s.granted, gone):
        award_actions.decide(row, "granted", "12/QĐ-UBND", day, by=by)
    s.letter = award_actions.draft_letter(s.granted, by=by)
    s.released_letter = award_actions.draft_letter(gone, by=by)
    award_actions.read_letter(s.released_letter, by=by)
    award_actions.release_letter(s.released_letter, by=by)
    taken = {"number": "20/QĐ", "dated_on": day, "body": "Cơ quan", "reason": "Kê khai sai."}
    s.cancellation = award_actions.cancel_award(Cancellation(nomination=gone, **taken), by=by)
    LegalFigure.objects.create(
        kind="posting_days", amount=10, legal_ref="Điều 84", effective_from=date(2024, 1, 1)
    )
    s.posting = award_actions.add_posting(Posting(proposal=s.proposal, where="Trụ sở", starts_on=day), by=by)


def make_score_table(s, year, by):
    """A table that is being drawn up, with a part of every kind."""
    s.score_table = draft_table(year, by)
    s.criterion = s.score_table.criteria.first()
    s.result_class = s.score_table.classes.first()
    s.tie_break = s.score_table.tie_breaks.first()
    s.hard_stop = s.score_table.hard_stops.first()


def make_sheets(s, year, by):
    """The unit's sheet that it still fills in, with a file; and one that is being checked, with a question."""
    s.own_sheet = sheet_of(s.ranked_year.score_table, s.unit)
    leaf = s.own_sheet.table.criteria.get()
    s.score_evidence = prove(s.own_sheet, leaf, s.cast.officer)
    s.proved_criterion, s.score_evidence_page = (s.own_sheet, leaf), (s.score_evidence, 1)
    table = small_table(year, by)
    award_actions.open_scoring(table, by=by)
    s.submitted_sheet = give(sheet_of(table, s.unit), 90, by, until="submitted")
    s.score_question = award_actions.ask_question(
        ScoreQuestion(sheet=s.submitted_sheet, text="Căn cứ nào?"), by=by
    )


def make_rankings(s, under_way, published, by):
    """Scores under way, of which two units stand level and one has a hard stop; and published ones."""
    s.ranked_year, s.level_units = under_way, (under_way, 1)
    table = small_table(under_way, by)
    award_actions.add_score_rule(TieBreak(table=table, what="votes"), by=by)
    award_actions.add_score_rule(HardStop(table=table, text="Lãnh đạo bị kỷ luật"), by=by)
    award_actions.open_scoring(table, by=by)
    for unit in (s.cast.chair_unit, s.cast.vice_unit):
        give(sheet_of(table, unit), 90, by)
    stop = SheetStop(sheet=sheet_of(table, s.unit), stop=table.hard_stops.get(), ground="QĐ 12/QĐ-UBKT")
    s.sheet_stop = award_actions.record_stop(stop, by=by)
    results = publish_small(published, by, dict.fromkeys(s.cast.units, 90))
    s.published_sheet = sheet_of(results, s.unit)


def address(name, record):
    if record is None:
        return reverse(name)
    args = record if isinstance(record, tuple) else (record,)
    return reverse(name, args=[getattr(part, "pk", part) for part in args])


def ask(client, method, url):
    response = getattr(client, method)(url)
    if response.streaming:  # an unread file would stay open
        assert b"".join(response.streaming_content)
    return response.status_code


def test_the_table_names_every_address():
    assert {name for name, _ in views_of_all_urls()} == set(TABLE) | PUBLIC


# Who gets in is said by the program, not by the database: `make test` asks everybody on PostgreSQL, and on SQLite one
# of those who may, one of those who may not and one for whom there is no such record; `make torture` asks everybody.
ALL_ON_SQLITE = os.environ.get("HYPOTHESIS_PROFILE") == "torture"


def who_asks(allowed, hidden):
    if ALL_ON_SQLITE or connection.vendor != "sqlite":
        return WHO
    refused = [letter for letter in WHO if letter not in allowed and letter not in hidden]
    return (*allowed[:1], *refused[:1], *hidden[:1])


@pytest.fixture(scope="module")
def keys(set_stage, django_db_blocker):
    """The session of each person, signed in once for the whole table."""
    with django_db_blocker.unblock():
        return {letter: key_of(set_stage.cast.users[username]) for letter, username in WHO.items()}


def key_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def entered(key):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


@pytest.mark.parametrize("name", TABLE)
def test_who_gets_in(stage, keys, name):
    method, record_name, allowed, hidden = TABLE[name]
    record = getattr(stage, record_name) if record_name else None
    url = address(name, record)
    stranger = Client().generic(method.upper(), url)
    assert stranger.status_code == 302
    assert stranger.url.startswith(reverse("account_login"))
    found, expected = {}, {}
    for letter in who_asks(allowed, hidden):
        if method == "post" and letter in allowed:
            continue  # whoever may, changes something: asked last
        code = ask(entered(keys[letter]), method, url)
        found[letter] = code if code in (403, 404) else "in" if code in (200, 302) else code
        expected[letter] = "in" if letter in allowed else 404 if letter in hidden else 403
    assert found == expected


# What a page sends by script is answered with data: an empty one with a sentence that says what is missing.
BY_SCRIPT = {"pledges:pledge_save": 422, "awards:score_save": 422}
PRESSES = [(name, letter) for name, row in TABLE.items() if row[0] == "post" for letter in row[2]]


@pytest.mark.parametrize(("name", "letter"), PRESSES)
def test_who_may_press(stage, keys, name, letter):
    _, record_name, _, _ = TABLE[name]
    client = entered(keys[letter])
    url = address(name, getattr(stage, record_name) if record_name else None)
    assert ask(client, "post", url) == BY_SCRIPT.get(name, 302)
    assert ask(client, "get", url) == 405
