// What each page of the desk may show. templates/README.md does not list these: the desk's pages
// are not a theme, nobody changes them without the program.
#include "desk/desk_pages.h"

namespace gazette {

namespace {

using view::flag;
using view::html;
using view::list;
using view::object;
using view::optional;
using view::text;

const ViewSchema& nav_schema() {
    static const ViewSchema schema{text("href", "where it leads"), text("label", "its words"),
                                   flag("current", "this page"),
                                   optional(text("count", "how many things wait there"))};
    return schema;
}

const ViewSchema& person_schema() {
    static const ViewSchema schema{text("shown", "the name of who is logged in"),
                                   text("role", "their role")};
    return schema;
}

const ViewSchema& frame_schema() {
    static const ViewSchema schema{
        text("language", "zh-CN or en"),
        text("page", "the page's title"),
        text("site", "the newspaper's title"),
        flag("wide", "the page needs the whole width"),
        optional(text("token", "that every form sends")),
        optional(object("person", person_schema(), "who is logged in")),
        flag("has_nav", "there is a menu"),
        optional(list("nav", nav_schema(), "the menu")),
        optional(text("notice", "what was just done")),
        optional(text("problem", "what was just refused")),
    };
    return schema;
}

const ViewSchema& story_line_schema() {
    static const ViewSchema schema{
        text("href", "the story's page"),      text("title", "its title"),
        optional(text("from", "whose it is")), text("state", "where it stands"),
        text("since", "since when"),           text("next", "what comes next, and who does it")};
    return schema;
}

const ViewSchema& group_schema() {
    static const ViewSchema schema{text("heading", "what they have in common"),
                                   list("stories", story_line_schema(), "in their order")};
    return schema;
}

const ViewSchema& finding_schema() {
    static const ViewSchema schema{text("text", "what is wrong"), text("hint", "how to mend it"),
                                   flag("is_error", "nothing goes on before it is mended"),
                                   optional(text("line", "where in the text"))};
    return schema;
}

const ViewSchema& field_schema() {
    static const ViewSchema schema{
        text("value", "what stands there"),
        optional(list("findings", finding_schema(), "what is wrong with it")),
        optional(text("theirs", "what somebody else has written there meanwhile"))};
    return schema;
}

const ViewSchema& section_schema() {
    static const ViewSchema schema{text("name", "of the section"),
                                   flag("selected", "the story is in it")};
    return schema;
}

const ViewSchema& section_field_schema() {
    static const ViewSchema schema{field_schema(),
                                   {list("sections", section_schema(), "all of the newspaper")}};
    return schema;
}

const ViewSchema& byline_schema() {
    static const ViewSchema schema{text("text", "a byline that was used before")};
    return schema;
}

const ViewSchema& event_schema() {
    static const ViewSchema schema{text("at", "when"), text("who", "did it"),
                                   text("what", "was done"),
                                   optional(text("note", "what they said"))};
    return schema;
}

const ViewSchema& run_schema() {
    static const ViewSchema schema{text("text", "a piece of the text"), flag("added", "new"),
                                   flag("removed", "no longer there"), flag("same", "as it was")};
    return schema;
}

const ViewSchema& change_schema() {
    static const ViewSchema schema{text("label", "of the field"),
                                   list("runs", run_schema(), "both texts in one")};
    return schema;
}

const ViewSchema& signature_schema() {
    static const ViewSchema schema{text("stage", "its name"), text("who", "signed"),
                                   text("at", "when"), flag("edited", "and changed the text")};
    return schema;
}

const ViewSchema& choice_schema() {
    static const ViewSchema schema{text("value", "that is sent"), text("label", "that is seen"),
                                   flag("selected", "it is chosen")};
    return schema;
}

const ViewSchema& hidden_schema() {
    static const ViewSchema schema{text("name", "of the field"), text("value", "its text")};
    return schema;
}

const ViewSchema& count_schema() {
    static const ViewSchema schema{text("number", "how many"), text("label", "of what"),
                                   optional(text("month", "of them this month"))};
    return schema;
}

const ViewSchema& use_schema() {
    static const ViewSchema schema{text("label", "of what"), text("used", "how many"),
                                   text("most", "how many there may be"),
                                   flag("is_full", "no more")};
    return schema;
}

const ViewSchema& member_schema() {
    static const ViewSchema schema{text("shown", "name"), text("role", "its name")};
    return schema;
}

const ViewSchema& quota_schema() {
    static const ViewSchema schema{text("name", "of the field"), text("label", "of the field"),
                                   text("value", "that is set"), text("most", "that can be set"),
                                   text("used", "how much of it is used")};
    return schema;
}

const ViewSchema& quotas_schema() {
    static const ViewSchema schema{text("name", "of the organisation"),
                                   text("id", "in site.yml"),
                                   text("channel", "into which it posts"),
                                   text("save", "where the form goes"),
                                   flag("is_refused", "what was typed cannot be"),
                                   list("quotas", quota_schema(), "what it may send")};
    return schema;
}

const ViewSchema& organisations_schema() {
    static const ViewSchema schema{
        frame_schema(),
        {flag("has_organisations", "there are some"),
         list("organisations", quotas_schema(), "in the order of site.yml")}};
    return schema;
}

const ViewSchema& account_line_schema() {
    static const ViewSchema schema{text("shown", "name"),
                                   text("name", "log-in name"),
                                   text("role", "its name"),
                                   optional(text("organisation", "its name")),
                                   optional(text("note", "dismissed, or not vouched for")),
                                   flag("is_dismissed", "may not log in"),
                                   optional(text("confirm", "where to vouch for them")),
                                   optional(text("reset", "where to give them a new password")),
                                   optional(text("reset_factor", "where to take their code away")),
                                   optional(text("dismiss", "where to dismiss them"))};
    return schema;
}

const ViewSchema& invitation_line_schema() {
    static const ViewSchema schema{text("shown", "whom it is for"), text("role", "its name"),
                                   optional(text("organisation", "its name")),
                                   text("until", "when the link ends"),
                                   text("revoke", "where it is revoked")};
    return schema;
}

// For returning a story.
const ViewSchema& send_back_schema() {
    static const ViewSchema schema{optional(text("send_back", "where the form goes")),
                                   optional(text("version", "that was seen")),
                                   optional(text("typed_reason", "what was typed already")),
                                   flag("reason_missing", "nothing was typed"),
                                   flag("may_keep", "the newsroom may keep it for later")};
    return schema;
}

const ViewSchema& login_schema() {
    static const ViewSchema schema{
        frame_schema(),
        {text("name", "as it was typed"), text("next", "where to go afterwards"),
         optional(text("why", "why one has to log in")),
         optional(text("wrong", "why it was refused")),
         optional(list("carried", hidden_schema(), "a text that waits to be saved"))}};
    return schema;
}

const ViewSchema& code_schema() {
    static const ViewSchema schema{
        frame_schema(),
        {text("name", "of who logs in"), text("next", "where to go afterwards"),
         optional(text("wrong", "why it was refused")),
         optional(list("carried", hidden_schema(), "a text that waits to be saved"))}};
    return schema;
}

const ViewSchema& recovery_schema() {
    static const ViewSchema schema{text("text", "a code of one use")};
    return schema;
}

const ViewSchema& factor_schema() {
    static const ViewSchema schema{
        frame_schema(),
        {flag("is_on", "a code is asked for at log-in"),
         flag("is_lacking", "the newsroom asks for it, and it is not set up"),
         flag("may_end", "it can be taken away"), optional(text("since", "in use since")),
         optional(text("left", "how many recovery codes are left")),
         flag("is_offered", "a secret waits for its first code"),
         optional(html("qr", "the secret for the app to read")),
         optional(text("secret", "the same, to be typed")),
         flag("has_codes", "recovery codes were just made"),
         optional(list("codes", recovery_schema(), "shown once")),
         text("offer_label", "words of the button"),
         optional(text("wrong_offer", "why it was refused")),
         optional(text("wrong_begin", "why it was refused")),
         optional(text("wrong_end", "why it was refused")),
         optional(text("wrong_recovery", "why it was refused"))}};
    return schema;
}

const ViewSchema& message_schema() {
    static const ViewSchema schema{
        frame_schema(),
        {text("heading", "in a few words"), text("text", "in a sentence or two"),
         optional(text("number", "of the error, as the log has it")),
         text("href", "where to go on"), text("label", "its words")}};
    return schema;
}

const ViewSchema& lists_schema() {
    static const ViewSchema schema{frame_schema(),
                                   {flag("has_stories", "there are some"),
                                    optional(list("groups", group_schema(), "the stories"))}};
    return schema;
}

const ViewSchema& queue_schema() {
    static const ViewSchema schema{
        lists_schema(),
        {text("heading", "of the page"), optional(text("unconfirmed", "why one cannot sign"))}};
    return schema;
}

const ViewSchema& organisation_schema() {
    static const ViewSchema schema{
        lists_schema(),
        {text("name", "of the organisation"), text("channel", "into which it posts"),
         optional(text("description", "of the organisation")),
         text("counted", "whose posts are counted"),
         list("counts", count_schema(), "how its posts stand"),
         list("quotas", use_schema(), "how much it has sent, and may send"),
         list("members", member_schema(), "by name"), flag("may_invite", "a manager looks"),
         optional(text("typed_shown", "as it was typed")),
         optional(text("wrong", "why nobody was invited")),
         optional(text("invited", "whom the link is for")),
         optional(text("link", "that makes an account, shown once")),
         flag("has_invitations", "some are open"),
         optional(list("invitations", invitation_line_schema(), "the newest first"))}};
    return schema;
}

const ViewSchema& invitation_schema() {
    static const ViewSchema schema{
        frame_schema(),
        {text("accept", "where the form goes"), text("who", "the name of who is invited"),
         text("inviter", "the name of who invites"), text("role", "its name"),
         optional(text("organisation", "its name")), text("until", "when the link ends"),
         text("typed_login", "as it was typed"),
         optional(text("wrong_login", "why it was refused")),
         optional(text("wrong_password", "why it was refused"))}};
    return schema;
}

const ViewSchema& story_schema() {
    static const ViewSchema base{
        frame_schema(),
        {text("title", "of the story"), text("state", "where it stands"),
         text("next", "what comes next, and who does it"), text("from", "whose it is"),
         text("since", "since when"), optional(text("reason", "why it was sent back")),
         optional(text("stuck", "why it cannot be written")),
         optional(text("address", "where readers find it")),
         flag("has_acts", "something can be done"), optional(text("edit", "the editor")),
         optional(text("review", "the page of the review")),
         optional(text("restore", "where to fetch it back")),
         optional(text("take_up", "where to take it up")),
         optional(text("discard", "where to put it away")),
         optional(text("approve", "where to pass it on")),
         text("preview", "the story as readers see it"),
         text("versions", "the page of its versions"),
         optional(text("records", "the page of its records of review")),
         optional(list("events", event_schema(), "the oldest first"))}};
    static const ViewSchema schema = [] {
        ViewSchema both = base;
        for (const ViewField& field : send_back_schema().fields()) both.add(field);
        return both;
    }();
    return schema;
}

const ViewSchema& version_event_schema() {
    static const ViewSchema schema{text("text", "what was done")};
    return schema;
}

const ViewSchema& version_schema() {
    static const ViewSchema schema{
        text("number", "of the version"),
        text("name", "of the version"),
        text("at", "when it was saved"),
        text("who", "saved it"),
        text("length", "of its text"),
        text("look", "where it is shown as a whole"),
        flag("is_newest", "it is the story's text"),
        flag("is_from", "chosen as the older one"),
        flag("is_to", "chosen as the newer one"),
        optional(list("events", version_event_schema(), "that it was there for"))};
    return schema;
}

const ViewSchema& versions_schema() {
    static const ViewSchema schema{
        frame_schema(),
        {text("title", "of the story"), text("story", "its page"), text("here", "this page"),
         text("base", "number of the newest version"),
         flag("has_several", "there is something to compare"),
         list("versions", version_schema(), "the newest first"),
         optional(text("older", "where the list goes on")),
         optional(text("compared", "which versions are compared")),
         flag("has_changes", "something differs"),
         optional(list("changes", change_schema(), "field by field")),
         optional(text("restore", "where to make the older one the newest")),
         optional(text("restore_label", "words of the button")),
         optional(text("wanted", "number of the older one"))}};
    return schema;
}

const ViewSchema& record_schema() {
    static const ViewSchema schema{text("at", "when"),
                                   text("title", "of the story"),
                                   text("href", "the story's records"),
                                   optional(text("whose", "name of the organisation")),
                                   text("author", "of the story"),
                                   text("stage", "its name"),
                                   text("who", "decided"),
                                   text("act", "what was decided"),
                                   optional(text("note", "what they said")),
                                   optional(text("wrong", "why the record is not to be believed"))};
    return schema;
}

const ViewSchema& records_schema() {
    static const ViewSchema schema{
        frame_schema(),
        {text("heading", "the days, or the story's title"),
         optional(text("story", "page of the story whose records these are")),
         optional(text("from", "the first day")), optional(text("to", "the last day")),
         text("table", "where they are to be had as a table"),
         text("printed", "when this was made"), text("count", "how many"),
         optional(text("stories", "of how many stories")), flag("has_records", "there are some"),
         flag("is_cut", "there are more"),
         list("records", record_schema(), "in the order of time")}};
    return schema;
}

const ViewSchema& review_schema() {
    static const ViewSchema base{
        frame_schema(),
        {text("title", "of the story"), text("state", "where it stands"),
         text("from", "whose it is"), text("since", "since when"),
         optional(list("signatures", signature_schema(), "of this round")),
         optional(list("general", finding_schema(), "what is wrong with the story")),
         text("edit", "the editor"), text("compared", "what is compared"),
         flag("has_changes", "something differs"),
         optional(list("changes", change_schema(), "field by field")),
         text("preview", "the story as readers see it"), optional(text("sign", "where to sign")),
         text("sign_label", "words of the button"), text("sign_help", "what signing means"),
         text("seen", "digest of the text that is shown")}};
    static const ViewSchema schema = [] {
        ViewSchema both = base;
        for (const ViewField& field : send_back_schema().fields()) both.add(field);
        return both;
    }();
    return schema;
}

const ViewSchema& editor_schema() {
    static const ViewSchema schema{
        frame_schema(),
        {text("story", "its id"),
         text("save", "where the form goes"),
         text("base", "the version that the text began from"),
         text("saved", "when it was saved last"),
         text("add_pictures", "where pictures go"),
         optional(text("submit", "where to hand it in")),
         optional(text("submit_label", "words of the button")),
         optional(text("back", "the page of the review")),
         flag("conflict", "somebody else has changed the same place"),
         optional(text("why", "why it was sent back")),
         optional(list("general", finding_schema(), "what is wrong with the story as a whole")),
         object("kicker", field_schema(), "a field"),
         object("title", field_schema(), "a field"),
         object("subtitle", field_schema(), "a field"),
         object("byline", field_schema(), "a field"),
         optional(list("bylines", byline_schema(), "to choose from")),
         object("body", field_schema(), "a field"),
         optional(object("section", section_field_schema(), "a field")),
         object("tags", field_schema(), "a field"),
         object("summary", field_schema(), "a field"),
         text("preview", "the story as readers see it")}};
    return schema;
}

const ViewSchema& people_schema() {
    static const ViewSchema schema{
        frame_schema(),
        {list("people", account_line_schema(), "by organisation and name"),
         optional(text("made", "whose password that is")), optional(text("password", "shown once")),
         flag("may_add", "an administrator looks"),
         optional(text("typed_shown", "as it was typed")),
         optional(text("typed_login", "as it was typed")),
         optional(text("wrong", "why it was refused")),
         optional(list("roles", choice_schema(), "to choose from")),
         optional(list("organisations", choice_schema(), "to choose from")),
         optional(text("invited", "whom the link is for")),
         optional(text("link", "that makes an account, shown once")),
         flag("has_invitations", "some are open"),
         optional(list("invitations", invitation_line_schema(), "the newest first")),
         optional(list("log", event_schema(), "the newest first"))}};
    return schema;
}

const ViewSchema& token_schema() {
    static const ViewSchema schema{text("client", "the program, as its owner calls it"),
                                   text("kind", "what it may do"), text("until", "when it ends"),
                                   text("used", "when it was used last"),
                                   text("revoke", "where it is revoked")};
    return schema;
}

const ViewSchema& account_schema() {
    static const ViewSchema schema{
        frame_schema(),
        {text("shown", "name"), text("login", "log-in name"), text("role", "its name"),
         optional(text("organisation", "its name")), optional(text("wrong", "why it was refused")),
         text("factor", "whether a code is asked for at log-in"),
         flag("may_have_tokens", "programs may post for this account"),
         optional(text("new_token", "a program's token, shown once")),
         optional(text("wrong_token", "why it was not made")),
         optional(text("endpoint", "the address that programs are given")),
         optional(list("token_kinds", choice_schema(), "what a program may do")),
         optional(list("token_days", choice_schema(), "how long a token holds")),
         optional(list("tokens", token_schema(), "the newest first"))}};
    return schema;
}

}  // namespace

const ViewSchema& schema_of(DeskPage page) {
    switch (page) {
        case DeskPage::Login:
            return login_schema();
        case DeskPage::Message:
            return message_schema();
        case DeskPage::Stories:
            return lists_schema();
        case DeskPage::Story:
            return story_schema();
        case DeskPage::Editor:
            return editor_schema();
        case DeskPage::Queue:
            return queue_schema();
        case DeskPage::Review:
            return review_schema();
        case DeskPage::Organisation:
            return organisation_schema();
        case DeskPage::People:
            return people_schema();
        case DeskPage::Account:
            return account_schema();
        case DeskPage::Code:
            return code_schema();
        case DeskPage::Factor:
            return factor_schema();
        case DeskPage::Versions:
            return versions_schema();
        case DeskPage::Records:
            return records_schema();
        case DeskPage::Organisations:
            return organisations_schema();
        case DeskPage::Invitation:
            return invitation_schema();
    }
    return message_schema();
}

}  // namespace gazette
