from audit.record import action, save_changed, save_new
from audit.verbs import Verb


@action
def add_document(document, *, by):
    return save_new(document, Verb.DOCUMENT_ADDED, by=by)


@action
def change_document(document, *, by):
    return save_changed(document, Verb.DOCUMENT_CHANGED, by=by)
