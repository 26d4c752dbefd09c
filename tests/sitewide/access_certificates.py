"""The part of the access table about certificates and what leads to them; see access.py."""

CERTIFICATES = """
GET  pilots.admin_certificates          -                                    303 403 403 403 200 403 403
GET  pilots.badge_issuer                -                                    200 200 200 200 200 200 200
GET  pilots.badge_key                   -                                    200 200 200 200 200 200 200
GET  pilots.badge_revocations           -                                    200 200 200 200 200 200 200
GET  pilots.certificate_badge           number=certificate                   303 200 404 404 200 404 404
GET  pilots.certificate                 number=certificate                   303 200 404 404 200 404 404
GET  pilots.certificate_search          -                                    200 200 200 200 200 200 200
GET  pilots.certificate_sheet           number=certificate                   303 200 404 404 200 404 404
GET  pilots.check_certificate           number=certificate_code              200 200 200 200 200 200 200
GET  pilots.check_certificate           number=no_token                      404 404 404 404 404 404 404
POST pilots.check_certificate           number=certificate_code              422 422 422 422 422 422 422
POST pilots.check_certificate           number=no_token                      404 404 404 404 404 404 404
GET  pilots.erase_certificate_data      number=certificate                   303 200 404 404 200 404 404
POST pilots.erase_certificate_data      number=certificate                   401 303 404 404 303 404 404
GET  pilots.issue_certificate           -                                    303 403 403 403 200 403 403
POST pilots.issue_certificate           -                                    401 403 403 403 422 403 403
GET  pilots.own_certificates            -                                    303 200 200 200 200 200 200
GET  pilots.replace_certificate         number=certificate                   303 403 403 403 200 403 403
POST pilots.replace_certificate         number=certificate                   401 403 403 403 303 403 403
GET  pilots.revoke_certificate          number=certificate                   303 403 403 403 200 403 403
POST pilots.revoke_certificate          number=certificate                   401 403 403 403 422 403 403
GET  pilots.attend                      number=held                          303 200 404 404 404 404 403
POST pilots.attend                      number=held                          401 422 404 404 404 404 403
GET  pilots.attendance_sheet            number=held                          303 403 403 403 200 403 403
POST pilots.close_course                slug=held_slug                       401 403 403 403 303 403 403
GET  pilots.course_attendance           slug=held_slug                       303 200 404 404 200 404 403
GET  pilots.note_no_show                number=enrolled                      303 403 404 404 403 404 403
POST pilots.note_no_show                number=enrolled                      401 403 404 404 403 404 403
GET  pilots.room_code                   number=held                          303 403 403 403 200 403 403
GET  pilots.session_attendance          number=held                          303 403 403 403 200 403 403
POST pilots.session_attendance          number=held                          401 403 403 403 422 403 403
"""
