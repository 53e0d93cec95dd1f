#pragma once
// One function a route; desk_handler.cpp calls them once the request is known to be right: who
// asks, what the rights table says, where a form came from. They read the form, change what they
// must in one transaction each, and make the page.
#include "desk/visit.h"

namespace gazette {

// ---- entry_answers.cpp: in, out, oneself
Result<HttpResponse> answer_login_page(const Visit& visit);
Result<HttpResponse> answer_login(const Visit& visit);
Result<HttpResponse> answer_logout(const Visit& visit);
Result<HttpResponse> answer_home(const Visit& visit);
Result<HttpResponse> answer_account_page(const Visit& visit);
Result<HttpResponse> answer_change_password(const Visit& visit);
// The log-in page for a form that was sent after its session had ended: what was typed is carried
// along and saved after the log-in.
Result<HttpResponse> answer_login_first(const Visit& visit);

// ---- story_answers.cpp
Result<HttpResponse> answer_my_stories(const Visit& visit);
Result<HttpResponse> answer_new_story(const Visit& visit);
Result<HttpResponse> answer_story_page(const Visit& visit);
Result<HttpResponse> answer_discard(const Visit& visit);
Result<HttpResponse> answer_restore(const Visit& visit);
Result<HttpResponse> answer_preview(const Visit& visit);
Result<HttpResponse> answer_organisation_page(const Visit& visit);
Result<HttpResponse> answer_approve(const Visit& visit);

// ---- editor_answers.cpp
Result<HttpResponse> answer_editor_page(const Visit& visit);
Result<HttpResponse> answer_save(const Visit& visit);
Result<HttpResponse> answer_submit(const Visit& visit);

// ---- review_answers.cpp
Result<HttpResponse> answer_queue(const Visit& visit);
Result<HttpResponse> answer_review_page(const Visit& visit);
Result<HttpResponse> answer_sign(const Visit& visit);
Result<HttpResponse> answer_send_back(const Visit& visit);
Result<HttpResponse> answer_take_up(const Visit& visit);

// ---- people_answers.cpp
Result<HttpResponse> answer_people_page(const Visit& visit);
Result<HttpResponse> answer_add_person(const Visit& visit);
Result<HttpResponse> answer_reset_password(const Visit& visit);
Result<HttpResponse> answer_dismiss(const Visit& visit);
Result<HttpResponse> answer_confirm(const Visit& visit);

}  // namespace gazette
