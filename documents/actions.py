from audit.record import action, record, remove, save_changed, save_new
from audit.verbs import Verb
from documents.models import OfficialDocument, WordTemplate
from documents.uploads import delete_on_commit


@action
def add_document(document, *, by):
    """Enter a document, with the file that it carries, if any."""
    also = [["Tệp", "", document.file_name]] if document.file_name else []
    return save_new(document, Verb.DOCUMENT_ADDED, by=by, also=also)


@action
def change_document(document, *, by):
    """Change what is said of a document. Its file stays the stored one, whoever put it there meanwhile."""
    stored = _lock(document)
    for column in OfficialDocument.FILE_COLUMNS:
        setattr(document, column, getattr(stored, column))
    return save_changed(document, Verb.DOCUMENT_CHANGED, by=by)


@action
def put_file(document, upload, *, by):
    """Keep a checked upload as the document's file; one that was there before is deleted afterwards."""
    stored = _lock(document)
    if (stored.file_sha256, stored.file_name) != (upload.checked.sha256, upload.original_name):
        _change_file(stored, upload, by)
    return stored


@action
def remove_file(document, *, by):
    stored = _lock(document)
    if stored.file:
        _change_file(stored, None, by)
    return stored


def _lock(document):
    return OfficialDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)


def _change_file(stored, upload, by):
    before = stored.file_name
    delete_on_commit(stored.file)
    stored.carry(upload)
    stored.save(update_fields=OfficialDocument.FILE_COLUMNS)
    changes = [["Tệp", before, stored.file_name]]
    record(Verb.DOCUMENT_FILE_CHANGED, by=by, subject=stored, changes=changes)


@action
def save_word_template(authority, paper, upload, *, by):
    """Keep a checked Word file as the authority's template of a paper; the one before is deleted afterwards."""
    stored = (
        WordTemplate.objects.select_for_update(of=("self",)).filter(authority=authority, paper=paper).first()
    )
    before = stored.file_name if stored else ""
    if stored:
        delete_on_commit(stored.file)
    template = stored or WordTemplate(authority=authority, paper=paper)
    template.file, template.file_name = upload, upload.original_name
    template.file_size, template.file_sha256 = upload.checked.size, upload.checked.sha256
    template.uploaded_by = by
    template.full_clean()
    template.save()
    changes = [["Tệp", before, template.file_name]]
    record(Verb.WORD_TEMPLATE_SAVED, by=by, subject=template, changes=changes)
    return template


@action
def remove_word_template(template, *, by):
    """Go back to the master: the authority's own file is deleted."""
    stored = WordTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    delete_on_commit(stored.file)
    remove(stored, Verb.WORD_TEMPLATE_REMOVED, by=by)
