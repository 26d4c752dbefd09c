"""The part of the access table about coverage, departments that merge and split, and appointments; see access.py."""

COVERAGE = """
GET  pilots.appointment                 number=appointment                   303 404 404 200 200 200 403
POST pilots.move_on                     number=appointment,step=begin_handover 401 404 404 403 303 303 403
GET  pilots.own_appointments            -                                    303 200 200 200 200 200 403
GET  pilots.department_appointments     slug=department_slug                 303 404 404 404 200 200 403
GET  accounts.admin_merge_department    number=bauamt                        303 403 403 403 200 200 403
POST accounts.admin_merge_department    number=bauamt                        401 403 403 403 422 422 403
GET  accounts.admin_split_department    number=bauamt                        303 403 403 403 200 200 403
POST accounts.admin_split_department    number=bauamt                        401 403 403 403 422 422 403
GET  pilots.api_coverage                -                                    401 200 200 200 200 200 403
GET  pilots.coverage                    -                                    303 200 200 200 200 200 403
GET  pilots.coverage_departments        -                                    303 200 200 200 200 200 403
GET  pilots.coverage_forecasts          -                                    303 200 200 200 200 200 403
GET  pilots.plan_coverage               -                                    303 403 403 403 200 403 403
GET  knowledge.bus_factor               -                                    303 403 403 403 200 403 403
GET  knowledge.seat_plan                -                                    303 403 403 403 200 403 403
GET  pilots.coverage_goal               -                                    303 403 403 403 200 403 403
POST pilots.coverage_goal               -                                    401 403 403 403 303 403 403
"""
