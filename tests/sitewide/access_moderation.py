"""The rows of the access table about posts that are reported, hidden and looked at by the office."""

MODERATION = """
GET  knowledge.choose_premoderation     -                                    303 403 403 403 200 403 403
POST knowledge.choose_premoderation     -                                    401 403 403 403 422 403 403
GET  knowledge.decline_post             what=a_question,number=waiting       303 403 403 403 200 403 403
POST knowledge.decline_post             what=a_question,number=waiting       401 403 403 403 422 403 403
GET  knowledge.publish_post             what=a_question,number=waiting       303 403 403 403 200 403 403
POST knowledge.publish_post             what=a_question,number=waiting       401 403 403 403 303 403 403
GET  knowledge.dismiss_reports          what=a_question,number=reported      303 403 403 403 200 403 403
POST knowledge.dismiss_reports          what=a_question,number=reported      401 403 403 403 422 403 403
GET  knowledge.edited                   -                                    303 403 403 403 200 403 403
POST knowledge.see_edited               what=a_question,number=question      401 403 403 403 303 403 403
GET  knowledge.edit_comment             number=waiting_comment               303 200 404 404 403 404 403
POST knowledge.edit_comment             number=waiting_comment               401 303 404 404 403 404 403
GET  knowledge.hide_post                what=a_question,number=reported      303 403 403 403 200 403 403
POST knowledge.hide_post                what=a_question,number=reported      401 403 403 403 422 403 403
GET  knowledge.own_reports              -                                    303 200 200 200 200 200 403
GET  knowledge.report_post              what=a_question,number=hidden        303 403 404 404 200 404 403
GET  knowledge.report_post              what=a_question,number=hidden_away   303 403 404 404 200 404 403
GET  knowledge.report_post              what=a_question,number=reported      303 403 200 200 200 200 403
POST knowledge.report_post              what=a_question,number=reported      401 403 422 422 422 422 403
GET  knowledge.reports                  -                                    303 403 403 403 200 403 403
GET  knowledge.show_post                what=a_question,number=hidden_away   303 403 403 403 200 403 403
POST knowledge.show_post                what=a_question,number=hidden_away   401 403 403 403 422 403 403
"""
