"""The access table: what each kind of person gets for each endpoint and method. A new endpoint needs its rows;
those of the pilots area stand in access_pilots.py.

A line: method, endpoint, the things its address names (see things.py), then the status for nobody, Erika (an
employee, whose things they are), Emil (an employee of another department), Pia (Erika's pilot), Olga (office),
Anna (admin) and Karl (committee). Posts are sent without fields: 422 says "may, but fill it in", 303 "done".
`healthz` is 503 because one of the things is a job that was given up.
"""

from dataclasses import dataclass

from tests.sitewide.access_certificates import CERTIFICATES
from tests.sitewide.access_coverage import COVERAGE
from tests.sitewide.access_enrolments import ENROLMENTS
from tests.sitewide.access_moderation import MODERATION
from tests.sitewide.access_pilots import PILOTS

PEOPLE = ("nobody", "erika", "emil", "pia", "olga", "anna", "karl")

TABLE = """
GET  accounts.absences                  -                                    303 200 200 200 200 200 200
POST accounts.absences                  -                                    401 422 422 422 422 422 422
GET  accounts.accept_invitation         token=no_token                       404 404 404 404 404 404 404
POST accounts.accept_invitation         token=no_token                       404 404 404 404 404 404 404
GET  accounts.admin_appoint             number=department                    303 403 403 403 200 200 403
POST accounts.admin_appoint             number=department                    401 403 403 403 200 200 403
GET  accounts.admin_audit               -                                    303 403 403 403 403 200 403
GET  accounts.admin_block_person        number=ben                           303 403 403 403 403 200 403
POST accounts.admin_block_person        number=ben                           401 403 403 403 403 303 403
POST accounts.admin_cancel_absence      number=erika,absence_number=absence   401 403 403 403 303 303 403
GET  accounts.admin_close_department    number=bauamt                        303 403 403 403 200 200 403
POST accounts.admin_close_department    number=bauamt                        401 403 403 403 303 303 403
GET  accounts.admin_department          number=department                    303 403 403 403 200 200 403
GET  accounts.admin_departments         -                                    303 403 403 403 200 200 403
GET  accounts.admin_edit_department     number=department                    303 403 403 403 200 200 403
POST accounts.admin_edit_department     number=department                    401 403 403 403 303 303 403
GET  accounts.admin_edit_person         number=ben                           303 403 403 403 403 200 403
POST accounts.admin_edit_person         number=ben                           401 403 403 403 403 303 403
GET  accounts.admin_end_appointment     number=appointment                   303 403 403 403 200 200 403
POST accounts.admin_end_appointment     number=appointment                   401 403 403 403 303 303 403
GET  accounts.admin_end_sign_ins        number=ben                           303 403 403 403 403 200 403
POST accounts.admin_end_sign_ins        number=ben                           401 403 403 403 403 303 403
GET  knowledge.admin_home               -                                    303 403 403 403 200 200 403
GET  accounts.admin_import              -                                    303 403 403 403 200 200 403
GET  accounts.admin_import_file         what=departments                     303 403 403 403 200 200 403
GET  accounts.admin_import_file         what=people                          303 403 403 403 403 200 403
POST accounts.admin_import_file         what=departments                     401 403 403 403 422 422 403
POST accounts.admin_import_file         what=people                          401 403 403 403 403 422 403
POST accounts.admin_import_report       what=people                          401 403 403 403 403 303 403
POST accounts.admin_invite_person       number=ben                           401 403 403 403 403 303 403
GET  accounts.admin_new_department      -                                    303 403 403 403 200 200 403
POST accounts.admin_new_department      -                                    401 403 403 403 422 422 403
GET  accounts.admin_new_person          -                                    303 403 403 403 403 200 403
POST accounts.admin_new_person          -                                    401 403 403 403 403 422 403
GET  accounts.admin_outbox              -                                    303 403 403 403 403 200 403
GET  accounts.admin_people              -                                    303 403 403 403 200 200 403
GET  accounts.admin_person              number=ben                           303 403 403 403 200 200 403
GET  accounts.admin_record_absence      number=ben                           303 403 403 403 200 200 403
POST accounts.admin_record_absence      number=ben                           401 403 403 403 422 422 403
POST accounts.admin_reopen_department   number=department                    401 403 403 403 303 303 403
POST accounts.admin_retry_job           number=job                           401 403 403 403 403 303 403
POST accounts.admin_retry_jobs          topic=job_topic                      401 403 403 403 403 303 403
POST accounts.admin_unblock_person      number=ben                           401 403 403 403 403 303 403
GET  accounts.api_notices               -                                    401 200 200 200 200 200 200
POST accounts.cancel_absence            number=absence                       401 303 404 404 404 404 404
GET  accounts.change_password           -                                    303 200 200 200 200 200 200
POST accounts.change_password           -                                    401 422 422 422 422 422 422
POST accounts.end_other_sign_ins        -                                    401 303 303 303 303 303 303
POST accounts.end_sign_in               number=sign_in                       401 303 404 404 404 404 404
POST accounts.end_token                 number=token                         401 303 404 404 404 404 404
GET  accounts.forgot_password           -                                    200 200 200 200 200 200 200
POST accounts.forgot_password           -                                    422 422 422 422 422 422 422
GET  accounts.notice_settings           -                                    303 200 200 200 200 200 200
POST accounts.notice_settings           -                                    401 303 303 303 303 303 303
POST accounts.set_all_notices           -                                    401 303 303 303 303 303 303
GET  accounts.notices                   -                                    303 200 200 200 200 200 200
GET  accounts.profile                   -                                    303 200 200 200 200 200 200
POST accounts.profile                   -                                    401 303 303 303 303 303 303
POST accounts.read_notice               number=notice                        401 303 404 404 404 404 404
POST accounts.read_notices              -                                    401 303 303 303 303 303 303
GET  accounts.reset_password            token=no_token                       404 404 404 404 404 404 404
POST accounts.reset_password            token=no_token                       404 404 404 404 404 404 404
GET  accounts.sign_in                   -                                    200 303 303 303 303 303 303
POST accounts.sign_in                   -                                    422 422 422 422 422 422 422
GET  accounts.sign_ins                  -                                    303 200 200 200 200 200 200
POST accounts.sign_out                  -                                    303 303 303 303 303 303 303
GET  accounts.tokens                    -                                    303 200 200 200 200 200 200
POST accounts.tokens                    -                                    401 422 422 422 422 422 422
GET  accounts.workdays                  -                                    303 200 200 200 200 200 200
POST accounts.workdays                  -                                    401 303 303 303 303 303 303
GET  home.accessibility                 -                                    200 200 200 200 200 200 200
GET  home.api_document                  -                                    401 200 200 200 200 200 200
GET  home.choose_language               language=english                    303 303 303 303 303 303 303
GET  home.display                       -                                    200 200 200 200 200 200 200
POST home.display                       -                                    303 303 303 303 303 303 303
GET  home.favicon                       -                                    302 302 302 302 302 302 302
GET  home.healthz                       -                                    503 503 503 503 503 503 503
GET  home.imprint                       -                                    200 200 200 200 200 200 200
GET  home.plain_language                -                                    200 200 200 200 200 200 200
GET  home.privacy                       -                                    200 200 200 200 200 200 200
GET  home.robots                        -                                    200 200 200 200 200 200 200
GET  home.start                         -                                    303 200 200 200 200 200 200
POST knowledge.accept_answer            number=answer                        401 303 403 403 303 403 403
POST knowledge.accept_answer            number=missing                       401 404 404 404 404 404 403
GET  knowledge.add_outcome              number=held                          303 403 403 200 200 403 403
GET  knowledge.add_outcome              number=meeting                       303 403 403 403 403 403 403
POST knowledge.add_outcome              number=held                          401 403 403 422 422 403 403
GET  knowledge.answer_revisions         number=answer                        303 200 200 200 200 200 403
POST knowledge.answer_tag               slug=tag_slug                        401 403 403 303 403 403 403
POST knowledge.api_accept_answer        number=answer                        401 403 403 403 403 403 403
POST knowledge.api_answer_question      number=question                      401 403 403 403 403 403 403
POST knowledge.api_ask_question         -                                    401 403 403 403 403 403 403
GET  knowledge.api_question             number=hidden                        401 200 404 404 200 404 403
GET  knowledge.api_question             number=question                      401 200 200 200 200 200 403
GET  knowledge.api_questions            -                                    401 200 200 200 200 200 403
GET  knowledge.api_search               -                                    401 200 200 200 200 200 403
GET  knowledge.api_suggest              -                                    401 200 200 200 200 200 403
GET  knowledge.archive_practice         number=practice                      303 403 403 200 200 403 403
GET  knowledge.archive_practice         number=draft                         303 404 404 303 303 404 403
POST knowledge.archive_practice         number=practice                      401 403 403 422 422 403 403
POST knowledge.ask_outcome              number=outcome                       401 403 403 303 303 403 403
GET  knowledge.ask_question             -                                    303 200 200 200 200 200 403
POST knowledge.ask_question             -                                    401 422 422 422 422 422 403
GET  knowledge.asker_behind_seal        number=unsealed                      303 403 403 403 200 200 403
GET  knowledge.asker_behind_seal        number=unsealing                     303 403 403 403 403 403 403
POST knowledge.attend_meeting           number=meeting                       401 403 403 303 303 403 403
GET  knowledge.boards                   -                                    303 403 403 403 200 403 403
POST knowledge.boards                   -                                    401 403 403 403 422 403 403
GET  knowledge.book_for_question        number=question                      303 200 403 403 403 403 403
GET  knowledge.book_for_question        number=solved                        303 303 303 303 303 303 403
POST knowledge.book_for_question        number=question                      401 422 403 403 403 403 403
GET  knowledge.booking                  number=booking                       303 200 404 200 404 404 403
POST knowledge.booking                  number=booking                       401 403 404 403 404 404 403
GET  knowledge.calendar_feed            token=no_token                       404 404 404 404 404 404 404
GET  knowledge.calendar_feed            token=feed_token                     200 200 200 200 200 200 200
GET  knowledge.calendars                -                                    303 200 200 200 200 200 403
POST knowledge.calendars                -                                    401 200 200 200 200 200 403
POST knowledge.cancel_booking           number=booking                       401 303 404 303 404 404 403
GET  knowledge.cancel_hour              number=hour                          303 403 403 200 200 403 403
POST knowledge.cancel_hour              number=hour                          401 403 403 422 422 403 403
GET  knowledge.cancel_meeting           number=meeting                       303 403 403 200 200 403 403
POST knowledge.cancel_meeting           number=meeting                       401 403 403 422 422 403 403
GET  knowledge.cause                    number=cause                         303 200 200 200 200 200 403
GET  knowledge.causes                   -                                    303 200 200 200 200 200 403
GET  knowledge.change_cause             number=cause                         303 403 403 200 200 403 403
POST knowledge.change_cause             number=cause                         401 403 403 422 422 403 403
POST knowledge.check_entry              number=entry                         401 403 403 303 303 403 403
GET  knowledge.checks                   -                                    303 403 403 200 200 403 403
GET  knowledge.attachment               number=attachment                  303 200 200 200 200 200 403
GET  knowledge.attachment               number=hidden_attachment           303 200 404 404 200 404 403
GET  knowledge.attachment               number=waiting_attachment          303 404 404 404 404 404 403
GET  knowledge.close_question           number=hidden                        303 303 404 404 303 404 403
GET  knowledge.close_question           number=question                      303 403 403 200 200 403 403
GET  knowledge.choose_words             -                                    303 403 403 403 200 403 403
POST knowledge.choose_words             -                                    401 403 403 403 303 403 403
POST knowledge.close_question           number=question                      401 403 403 422 422 403 403
GET  knowledge.comment_answer           number=answer                        303 200 200 200 200 200 403
POST knowledge.comment_answer           number=answer                        401 422 422 422 422 422 403
GET  knowledge.comment_question         number=hidden                        303 403 404 404 403 404 403
GET  knowledge.comment_question         number=question                      303 200 200 200 200 200 403
POST knowledge.comment_question         number=question                      401 422 422 422 422 422 403
POST knowledge.confirm_answer           number=answer                        401 403 403 403 303 403 403
GET  knowledge.confirm_unsealing        number=unsealing                     303 403 403 403 403 200 403
POST knowledge.confirm_unsealing        number=unsealing                     401 403 403 403 403 303 403
GET  knowledge.consultation_hour        number=hour                          303 200 200 200 200 200 403
GET  knowledge.consultation_hour        number=missing                       303 404 404 404 404 404 403
POST knowledge.consultation_hour        number=hour                          401 422 422 422 422 422 403
GET  knowledge.consultation_hours       -                                    303 200 200 200 200 200 403
GET  knowledge.department               slug=department_slug                 303 200 200 200 200 200 403
GET  knowledge.desk                     -                                    303 403 403 200 403 403 403
GET  knowledge.doubt_answer             number=answer                        303 200 200 403 200 200 403
GET  knowledge.doubt_answer             number=missing                       303 404 404 404 404 404 403
POST knowledge.doubt_answer             number=answer                        401 422 422 403 422 422 403
GET  knowledge.drop_adoption            number=adoption                      303 403 403 200 200 403 403
POST knowledge.drop_adoption            number=adoption                      401 403 403 422 422 403 403
GET  knowledge.edit_answer              number=answer                        303 403 403 200 200 403 403
POST knowledge.edit_answer              number=answer                        401 403 403 303 303 403 403
GET  knowledge.edit_board               number=board                         303 403 403 403 200 403 403
POST knowledge.edit_board               number=board                         401 403 403 403 303 403 403
GET  knowledge.edit_cause               number=cause                         303 403 403 200 200 403 403
POST knowledge.edit_cause               number=cause                         401 403 403 303 303 403 403
GET  knowledge.edit_meeting             number=meeting                       303 403 403 200 200 403 403
POST knowledge.edit_meeting             number=meeting                       401 403 403 303 303 403 403
GET  knowledge.edit_post                number=post                          303 403 403 200 403 403 403
POST knowledge.edit_post                number=post                          401 403 403 303 403 403 403
GET  knowledge.edit_practice            number=draft                         303 404 404 200 200 404 403
GET  knowledge.edit_practice            number=practice                      303 403 403 200 200 403 403
POST knowledge.edit_practice            number=practice                      401 403 403 303 303 403 403
GET  knowledge.edit_question            number=hidden                        303 403 404 404 403 404 403
GET  knowledge.edit_question            number=question                      303 200 403 200 200 403 403
GET  knowledge.edit_tag                 slug=tag_slug                        303 403 403 403 200 403 403
POST knowledge.edit_tag                 slug=tag_slug                        401 403 403 403 303 403 403
POST knowledge.edit_question            number=question                      401 303 403 303 303 403 403
POST knowledge.end_calendar             number=feed                          401 303 404 404 404 404 403
GET  knowledge.entry                    number=entry                         303 403 403 200 200 403 403
POST knowledge.entry                    number=entry                         401 403 403 303 303 403 403
GET  knowledge.figures                  -                                    303 403 403 403 200 403 403
GET  knowledge.finish_adoption          number=adoption                      303 403 403 200 200 403 403
POST knowledge.finish_adoption          number=adoption                      401 403 403 422 422 403 403
POST knowledge.finish_todo              number=outcome                       401 403 403 303 303 403 403
POST knowledge.follow_department        slug=department_slug                 401 303 303 303 303 303 403
POST knowledge.follow_question          number=hidden                        401 403 404 404 403 404 403
POST knowledge.follow_question          number=question                      401 303 303 303 303 303 403
POST knowledge.follow_tag               slug=tag_slug                        401 303 303 303 303 303 403
POST knowledge.follow_tag               slug=wrong_slug                      401 404 404 404 404 404 403
GET  knowledge.forum                    -                                    303 403 403 200 200 403 403
GET  knowledge.frequent_questions       -                                    303 200 200 200 200 200 403
GET  knowledge.hand_on_question         number=question                      303 403 403 200 200 403 403
GET  knowledge.hand_on_question         number=solved                        303 303 303 303 303 303 403
POST knowledge.hand_on_question         number=question                      401 403 403 422 422 403 403
POST knowledge.find_answer              number=question                      401 303 303 303 303 303 403
POST knowledge.find_answer              number=solved                        401 303 303 303 303 303 403
POST knowledge.have_same_question       number=hidden                        401 403 404 404 403 404 403
POST knowledge.have_same_question       number=question                      401 403 303 303 303 303 403
POST knowledge.lock_thread              number=thread                        401 403 403 403 303 403 403
GET  knowledge.mark_duplicate           number=question                      303 403 403 200 200 403 403
POST knowledge.mark_duplicate           number=question                      401 403 403 422 422 403 403
GET  knowledge.merge_tag                slug=tag_slug                        303 403 403 403 200 403 403
POST knowledge.merge_tag                slug=tag_slug                        401 403 403 403 422 403 403
GET  knowledge.meeting_file             number=meeting                       303 403 403 200 200 403 403
GET  knowledge.office                   -                                    303 403 403 403 200 403 403
GET  knowledge.meeting                  number=meeting                       303 403 403 200 200 403 403
GET  knowledge.meeting                  number=missing                       303 403 403 404 404 403 403
POST knowledge.meeting                  number=meeting                       401 403 403 422 422 403 403
GET  knowledge.meetings                 -                                    303 302 302 200 200 302 403
GET  knowledge.move_thread              number=thread                        303 403 403 403 200 403 403
POST knowledge.move_thread              number=thread                        401 403 403 403 303 403 403
GET  knowledge.new_cause                -                                    303 403 403 200 200 403 403
POST knowledge.new_cause                -                                    401 403 403 422 422 403 403
GET  knowledge.offer_hours              -                                    303 403 403 200 200 403 403
POST knowledge.offer_hours              -                                    401 403 403 422 422 403 403
POST knowledge.offer_slot               number=question                      401 403 403 303 403 403 403
GET  knowledge.past_meetings            -                                    303 403 403 200 200 403 403
POST knowledge.pin_thread               number=thread                        401 403 403 403 303 403 403
GET  knowledge.plan_meeting             -                                    303 403 403 200 200 403 403
POST knowledge.plan_meeting             -                                    401 403 403 422 422 403 403
GET  knowledge.own_figures_page         -                                    303 200 200 200 200 200 403
GET  knowledge.redact_revision          what=answers,number=answer,seq=first  303 403 403 403 200 403 403
POST knowledge.redact_revision          what=answers,number=answer,seq=first  401 403 403 403 422 403 403
GET  knowledge.restore_revision         what=answers,number=answer,seq=first  303 403 403 200 200 403 403
POST knowledge.restore_revision         what=answers,number=answer,seq=first  401 403 403 422 422 403 403
GET  knowledge.post_revisions           number=post                          303 403 403 200 200 403 403
GET  knowledge.practice                 number=draft,slug=draft_slug         303 404 404 200 200 404 403
GET  knowledge.practice                 number=practice                      303 301 301 301 301 301 403
GET  knowledge.practice                 number=practice,slug=practice_slug   303 200 200 200 200 200 403
GET  knowledge.practice_sheet           number=draft                         303 404 404 200 200 404 403
GET  knowledge.practice_sheet           number=practice                      303 200 200 200 200 200 403
GET  knowledge.practice_revisions       number=draft                         303 404 404 200 200 404 403
GET  knowledge.practice_revisions       number=practice                      303 200 200 200 200 200 403
GET  knowledge.practices                -                                    303 200 200 200 200 200 403
POST knowledge.publish_practice         number=draft                         401 404 404 303 303 404 403
GET  knowledge.query_asker              number=question                      303 403 403 200 403 403 403
GET  knowledge.query_asker              number=solved                        303 303 303 303 303 303 403
POST knowledge.query_asker              number=question                      401 403 403 422 403 403 403
GET  knowledge.question                 number=hidden,slug=hidden_slug       303 200 404 404 200 404 403
GET  knowledge.question                 number=hidden_away,slug=away_slug    303 200 404 404 200 404 403
GET  knowledge.api_question             number=hidden_away                   401 200 404 404 200 404 403
GET  knowledge.question                 number=missing                       303 404 404 404 404 404 403
GET  knowledge.question                 number=duplicate                     303 302 302 302 302 302 403
GET  knowledge.question                 number=question                      303 301 301 301 301 301 403
GET  knowledge.question                 number=question,slug=slug            303 200 200 200 200 200 403
GET  knowledge.question                 number=question,slug=wrong_slug      303 301 301 301 301 301 403
POST knowledge.question                 number=hidden,slug=hidden_slug       401 422 404 404 422 404 403
POST knowledge.question                 number=question,slug=slug            401 422 422 422 422 422 403
GET  knowledge.question_revisions       number=hidden                        303 200 404 404 200 404 403
GET  knowledge.question_revisions       number=question                      303 200 200 200 200 200 403
GET  knowledge.questions                -                                    303 200 200 200 200 200 403
POST knowledge.read_thread              number=thread                        401 403 403 303 303 403 403
POST knowledge.refuse_unsealing         number=unsealing                     401 403 403 403 403 422 403
POST knowledge.remove_topic             number=topic                         401 403 403 303 303 403 403
GET  knowledge.remove_attachment        number=attachment                  303 200 403 403 200 403 403
POST knowledge.remove_attachment        number=attachment                  401 303 403 403 303 403 403
GET  knowledge.remove_attachment        number=hidden_attachment           303 200 404 404 200 404 403
POST knowledge.remove_attachment        number=hidden_attachment           401 303 404 404 303 404 403
GET  knowledge.reopen_question          number=answered                      303 200 403 200 200 403 403
GET  knowledge.reopen_question          number=hidden                        303 200 404 404 200 404 403
POST knowledge.reopen_question          number=answered                      401 422 403 422 422 403 403
POST knowledge.republish_practice       number=practice                      401 303 303 303 303 303 403
GET  knowledge.request_unsealing        number=question                      303 403 403 403 403 403 403
GET  knowledge.request_unsealing        number=sealed                        303 403 403 403 200 403 403
POST knowledge.request_unsealing        number=sealed                        401 403 403 403 422 403 403
GET  knowledge.retire_entry             number=entry                         303 403 403 200 200 403 403
POST knowledge.retire_entry             number=entry                         401 403 403 422 422 403 403
POST knowledge.say_it_helped            number=answer                        401 303 303 403 303 303 403
GET  knowledge.search                   -                                    303 200 200 200 200 200 403
POST knowledge.start_adoption           number=adoption                      401 403 403 303 303 403 403
GET  knowledge.start_poll               number=thread                        303 403 403 200 200 403 403
POST knowledge.start_poll               number=thread                        401 403 403 422 422 403 403
GET  knowledge.start_thread             -                                    303 403 403 200 200 403 403
POST knowledge.start_thread             -                                    401 403 403 422 422 403 403
GET  knowledge.take_over_question       number=question                      303 403 403 403 200 403 403
POST knowledge.take_over_question       number=question                      401 403 403 403 422 403 403
GET  knowledge.thread                   number=missing                       303 403 403 404 404 403 403
GET  knowledge.thread                   number=thread                        303 403 403 301 301 403 403
GET  knowledge.thread                   number=thread,slug=thread_slug       303 403 403 200 200 403 403
POST knowledge.thread                   number=thread,slug=thread_slug       401 403 403 422 422 403 403
GET  knowledge.tag                      slug=tag_slug                        303 200 200 200 200 200 403
GET  knowledge.tags                     -                                    303 200 200 200 200 200 403
GET  knowledge.topics                   -                                    303 403 403 200 403 403 403
POST knowledge.topics                   -                                    401 403 403 303 403 403 403
GET  knowledge.turn_thread              number=thread                        303 403 403 200 200 403 403
POST knowledge.turn_thread              number=thread                        401 403 403 422 422 403 403
POST knowledge.unaccept_answer          number=accepted                      401 303 403 403 303 403 403
GET  knowledge.undo_duplicate           number=duplicate                     303 403 403 200 200 403 403
GET  knowledge.undo_duplicate           number=question                      303 303 303 303 303 303 403
POST knowledge.undo_duplicate           number=duplicate                     401 403 403 303 303 403 403
GET  knowledge.unsealing                number=missing                       303 403 403 403 404 404 403
GET  knowledge.unsealing                number=unsealing                     303 403 403 403 200 200 403
GET  knowledge.unsealing_list           -                                    303 403 403 403 200 200 403
POST knowledge.vote_for_answer          number=answer                        401 303 303 403 303 303 403
POST knowledge.vote_for_answer          number=missing                       401 404 404 404 404 404 403
POST knowledge.vote_for_question        number=hidden                        401 403 404 404 403 404 403
POST knowledge.vote_for_question        number=question                      401 403 303 303 303 303 403
POST knowledge.vote_in_poll             number=poll                          401 403 403 303 303 403 403
POST knowledge.vote_topic               number=topic                         401 403 403 303 303 403 403
GET  knowledge.want_practice            number=draft                         303 404 404 403 403 404 403
GET  knowledge.want_practice            number=practice                      303 403 403 303 200 403 403
POST knowledge.want_practice            number=practice                      401 403 403 303 422 403 403
GET  knowledge.watch_list               -                                    303 200 200 200 200 200 403
GET  knowledge.withdraw_question        number=question                      303 200 403 403 403 403 403
POST knowledge.withdraw_question        number=question                      401 303 403 403 403 403 403
GET  knowledge.write_minutes            number=held                          303 403 403 200 200 403 403
POST knowledge.write_minutes            number=held                          401 403 403 422 422 403 403
GET  knowledge.write_practice           -                                    303 403 403 200 200 403 403
POST knowledge.write_practice           -                                    401 403 403 422 422 403 403
"""


@dataclass(frozen=True)
class Row:
    """One line; `names` are the parameters of the address, as keys of things()."""

    method: str
    endpoint: str
    names: dict[str, str]
    statuses: dict[str, int]

    def __str__(self) -> str:
        return " ".join([self.method, self.endpoint, *self.names.values()])


def _row(line: str) -> Row:
    method, endpoint, names, *statuses = line.split()
    pairs = [] if names == "-" else [pair.split("=") for pair in names.split(",")]
    return Row(method, endpoint, dict(pairs), dict(zip(PEOPLE, map(int, statuses), strict=True)))


PARTS = (TABLE, PILOTS, CERTIFICATES, COVERAGE, ENROLMENTS, MODERATION)
ROWS = [_row(line) for line in "".join(PARTS).splitlines() if line]
