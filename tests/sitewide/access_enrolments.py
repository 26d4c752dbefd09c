"""The part of the access table about seats in courses and who asks for them; see access.py."""

ENROLMENTS = """
POST pilots.accept_offer                number=enrolment                     401 303 404 404 303 404 403
GET  pilots.call_off_enrolment          number=enrolment                     303 403 403 403 200 403 403
POST pilots.call_off_enrolment          number=enrolment                     401 403 403 403 422 403 403
GET  pilots.cancel_enrolment            number=enrolment                     303 200 404 404 403 404 403
POST pilots.cancel_enrolment            number=enrolment                     401 303 404 404 403 404 403
POST pilots.cohort                      slug=cohort_slug                     401 422 422 422 422 422 403
GET  pilots.decline_offer               number=enrolment                     303 303 404 404 403 404 403
POST pilots.decline_offer               number=enrolment                     401 303 404 404 403 404 403
GET  pilots.enrol_external              number=cohort                        303 403 403 403 200 403 403
POST pilots.enrol_external              number=cohort                        401 403 403 403 422 403 403
GET  pilots.enrol_person                number=cohort                        303 403 403 403 200 403 403
POST pilots.enrol_person                number=cohort                        401 403 403 403 422 403 403
GET  pilots.enrolment                   number=enrolment                     303 200 404 404 200 404 403
GET  pilots.move_enrolment              number=enrolment                     303 403 403 403 200 403 403
POST pilots.move_enrolment              number=enrolment                     401 403 403 403 422 403 403
GET  pilots.own_enrolments              -                                    303 200 200 200 200 200 403
GET  pilots.prefer_enrolment            number=waiting_enrolment             303 403 403 403 200 403 403
POST pilots.prefer_enrolment            number=waiting_enrolment             401 403 403 403 422 403 403
GET  pilots.settle_funding              number=enrolment                     303 403 403 403 200 403 403
POST pilots.settle_funding              number=enrolment                     401 403 403 403 303 403 403
GET  pilots.swap_seats                  number=enrolment                     303 403 403 403 200 403 403
POST pilots.swap_seats                  number=enrolment                     401 403 403 403 422 403 403
"""
