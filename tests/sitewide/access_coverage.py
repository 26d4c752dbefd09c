"""The part of the access table about coverage, departments that merge and split, and appointments; see access.py."""

COVERAGE = """
GET  accounts.admin_merge_department    number=bauamt                        303 403 403 403 200 200 403
POST accounts.admin_merge_department    number=bauamt                        401 403 403 403 422 422 403
GET  accounts.admin_split_department    number=bauamt                        303 403 403 403 200 200 403
POST accounts.admin_split_department    number=bauamt                        401 403 403 403 422 422 403
GET  pilots.api_coverage                -                                    401 200 200 200 200 200 403
GET  pilots.coverage                    -                                    303 200 200 200 200 200 403
GET  pilots.coverage_departments        -                                    303 200 200 200 200 200 403
GET  pilots.coverage_forecasts          -                                    303 200 200 200 200 200 403
GET  pilots.plan_coverage               -                                    303 403 403 403 200 403 403
GET  pilots.coverage_goal               -                                    303 403 403 403 200 403 403
POST pilots.coverage_goal               -                                    401 403 403 403 303 403 403
"""
