"""Several people at once: their events take their places in one chain after another, without gaps or doubles."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction

from accounts.models import User
from audit.chain import linking
from audit.models import Event, Link
from audit.record import record
from audit.verbs import Verb
from audit.verify import heads, verify
from clusters.models import Authority
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, TIMES = 4, 6


def at_once(*tasks):
    barrier = Barrier(len(tasks))

    def run(task):
        try:
            barrier.wait(10)
            task()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        list(pool.map(run, tasks))


def test_events_of_several_people_stand_one_after_another():
    """They begin the chain of the installation together: the first number is given once, too."""
    user = User.objects.create(username="mot", full_name="Người Một")

    def sign_in():
        for _ in range(TIMES):
            record(Verb.SIGNED_IN, by=user, subject=user)

    at_once(*[sign_in] * PEOPLE)
    assert list(verify()) == []
    assert heads()[0][0] == Event.objects.count() == PEOPLE * TIMES


def test_transactions_that_tell_of_two_authorities_do_not_wait_for_each_other():
    one, other = make.make_authority(name="Cơ quan Một"), make.make_authority(name="Cơ quan Hai")

    def tell(*authorities):
        def told():
            for _ in range(TIMES):
                with transaction.atomic(), linking():
                    for pk in authorities:
                        record(Verb.AUTHORITY_ADDED, by=None, subject=Authority.objects.get(pk=pk))

        return told

    at_once(tell(one.pk, other.pk), tell(other.pk, one.pk), tell(one.pk, other.pk), tell(other.pk, one.pk))
    assert list(verify()) == []
    assert Link.objects.filter(chain=one.pk).count() >= PEOPLE * TIMES
