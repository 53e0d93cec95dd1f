#include "cli/command_line.h"

#include "base/text.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace gazette {

namespace {

constexpr std::size_t kMostJobs = 1'024;
constexpr std::size_t kMostPort = 65'535;
constexpr std::size_t kHelpColumn = 30;
constexpr std::size_t kFewestKept = 2;
constexpr std::size_t kMostKept = 100'000;
constexpr std::size_t kMostRate = 100'000;

// Builds the commands one by one and keeps their options; after parsing, `chosen` is the one that
// was asked for. The library borrows the options: neither moves.
class Commands {
public:
    explicit Commands(const Words& words);
    ~Commands() = default;
    Commands(const Commands&) = delete;
    Commands& operator=(const Commands&) = delete;
    Commands(Commands&&) = delete;
    Commands& operator=(Commands&&) = delete;

    std::variant<Command, Answer> parse(std::vector<std::string> arguments);

private:
    CLI::App& add(CLI::App& parent, const std::string& name);
    // A positional argument that must be there.
    void add_required(CLI::App& command, const std::string& name, std::string& value,
                      std::string_view help);

    void add_init();
    void add_new();
    void add_build();
    void add_check();
    void add_serve();
    void add_clean();
    void add_theme();
    void add_publish();
    void add_releases();
    void add_rollback();
    void add_recall();
    void add_recalls();
    void add_lift();
    void add_why();
    void add_submit();
    void add_desk();
    void add_endpoint();
    void add_endpoint_recall(CLI::App& endpoint);
    void add_token(CLI::App& endpoint);
    void add_pinned_key(CLI::App& endpoint);
    void add_upkeep(CLI::App& endpoint);
    void add_key();
    // --data of a command of the endpoint.
    void add_data(CLI::App& command, std::string& data);
    static void add_where(CLI::App& command, TargetChoice& where, const Words& words);
    // The same without a target.
    static void add_address(CLI::App& command, TargetChoice& where, const Words& words);
    // A command within another; its examples are the outer one's.
    CLI::App& add_inner(CLI::App& parent, const std::string& name, std::string_view help);

    // What a value must be, told in the reader's language rather than in the library's.
    [[nodiscard]] CLI::Validator number_between(std::size_t least, std::size_t most) const;
    [[nodiscard]] CLI::Validator one_of(std::vector<std::string> values) const;

    std::variant<Command, Answer> chosen_command();
    Answer wrong(const std::string& what);
    Answer unknown(const std::string& argument);
    [[nodiscard]] CLI::App& innermost();

    [[nodiscard]] std::string w(std::string_view key) const { return words_.text(key); }

    struct Required {
        CLI::App* command;
        std::string name;
        const std::string* value;
    };

    // A command and how to take its options once it is chosen.
    struct Choice {
        CLI::App* command;
        std::function<Command()> take;
    };

    const Words& words_;
    CLI::App app_;
    std::vector<Required> required_;
    std::vector<Choice> choices_;
    InitCommand init_;
    NewCommand new_;
    BuildCommand build_;
    CheckCommand check_;
    ServeCommand serve_;
    CleanCommand clean_;
    ThemeExportCommand theme_export_;
    PublishCommand publish_;
    ReleasesCommand releases_;
    RollbackCommand rollback_;
    RecallCommand recall_;
    RecallsCommand recalls_;
    LiftCommand lift_;
    EndpointRecallCommand endpoint_recall_;
    WhyCommand why_;
    SubmitCommand submit_;
    EndpointCommand endpoint_;
    DeskCommand desk_;
    DeskUserAddCommand desk_user_add_;
    DeskUserPasswordCommand desk_user_password_;
    DeskUserResetCodeCommand desk_user_reset_code_;
    TokenAddCommand token_add_;
    TokenListCommand token_list_;
    TokenRevokeCommand token_revoke_;
    KeyPinCommand key_pin_;
    KeyListCommand key_list_;
    KeyUnpinCommand key_unpin_;
    EndpointStatusCommand status_;
    EndpointVerifyCommand verify_;
    HoldOnCommand hold_on_;
    HoldOffCommand hold_off_;
    KeyNewCommand key_new_;
    KeyExportCommand key_export_;
    VersionCommand version_;
    bool is_version_asked_ = false;
    std::string stats_;
    std::string format_;
};

Commands::Commands(const Words& words) : words_(words), app_(w("program"), "gazette") {
    const auto formatter = std::make_shared<CLI::Formatter>();
    formatter->column_width(kHelpColumn);
    formatter->label("Usage", w("usage"));
    formatter->label("OPTIONS", w("options-badge"));
    formatter->label("SUBCOMMAND", w("command-badge"));
    formatter->label("SUBCOMMANDS", w("command-badge"));
    formatter->label("Positionals", w("arguments"));
    app_.formatter(formatter);
    app_.option_defaults()->group(w("options"));
    app_.set_help_flag("-h,--help", w("help-help"))->group(w("options"));
    app_.add_flag("--version", is_version_asked_, w("help-version"));
    app_.add_flag("--json", version_.json, w("help-json"));
    app_.require_subcommand(0, 1);
    add_init();
    add_new();
    add_build();
    add_check();
    add_serve();
    add_clean();
    add_theme();
    add_publish();
    add_releases();
    add_rollback();
    add_recall();
    add_recalls();
    add_lift();
    add_why();
    add_submit();
    add_endpoint();
    add_desk();
    add_key();
}

CLI::App& Commands::add(CLI::App& parent, const std::string& name) {
    CLI::App& command = *parent.add_subcommand(name, w(name));
    command.group(w("commands"));
    command.get_help_ptr()->group(w("options"));
    command.option_defaults()->group(w("options"));
    std::string examples = w("examples") + ":";
    const std::string lines = w(name + "-example");
    for (const std::string_view line : split_lines(lines)) {
        examples += "\n  " + std::string(line);
    }
    command.footer(examples);
    return command;
}

void Commands::add_required(CLI::App& command, const std::string& name, std::string& value,
                            std::string_view help) {
    command.add_option(name, value, w(help))->type_name("");
    required_.push_back({&command, name, &value});
}

CLI::Validator Commands::number_between(std::size_t least, std::size_t most) const {
    const auto complaint = [this, least, most](const std::string& value) -> std::string {
        std::size_t number = 0;
        const char* const end = value.data() + value.size();
        const auto read = std::from_chars(value.data(), end, number);
        const bool is_good =
            read.ec == std::errc() && read.ptr == end && number >= least && number <= most;
        if (is_good) return {};
        const std::string wanted =
            words_.text("a-number", {fmt::format("{}", least), fmt::format("{}", most)});
        return words_.text("wrong-value", {value, wanted});
    };
    return {complaint, ""};
}

CLI::Validator Commands::one_of(std::vector<std::string> values) const {
    const auto complaint = [this, values = std::move(values)](const std::string& value) {
        const bool is_good = std::ranges::find(values, value) != values.end();
        return is_good ? std::string() : words_.text("wrong-value", {value, join(values, " | ")});
    };
    return {complaint, ""};
}

void Commands::add_init() {
    CLI::App& command = add(app_, "init");
    add_required(command, "DIR", init_.folder, "init-dir");
    choices_.push_back({&command, [this] { return init_; }});
}

void Commands::add_new() {
    CLI::App& command = add(app_, "new");
    add_required(command, "TITLE", new_.title, "new-title");
    command.add_option("--section", new_.section, w("new-section"))->type_name("NAME");
    command.add_option("--byline", new_.byline, w("new-byline"))->type_name("TEXT");
    command.add_option("--date", new_.date, w("new-date"))->type_name("TIME");
    command.add_option("--source", new_.source, w("help-source"))->type_name("DIR");
    choices_.push_back({&command, [this] { return new_; }});
}

void Commands::add_build() {
    CLI::App& command = add(app_, "build");
    command.add_option("--source", build_.source, w("help-source"))->type_name("DIR");
    command.add_option("--out", build_.out, w("help-out"))->type_name("DIR");
    command.add_option("--now", build_.now, w("help-now"))->type_name("TIME");
    command.add_flag("--drafts", build_.drafts, w("build-drafts"));
    command.add_option("--jobs", build_.jobs, w("build-jobs"))
        ->type_name("N")
        ->check(number_between(1, kMostJobs));
    command.add_flag("--keep-going", build_.keep_going, w("build-keep-going"));
    command.add_flag("--allow-unknown", build_.allow_unknown, w("help-allow-unknown"));
    command.add_option("--stats", stats_, w("build-stats"))
        ->type_name("json")
        ->check(one_of({"json"}));
    command.add_flag("--profile", build_.profile, w("build-profile"));
    command.add_flag("--paranoid", build_.paranoid, w("build-paranoid"));
    command.add_flag("--dry-run", build_.dry_run, w("build-dry-run"));
    const CLI::Option* explain =
        command.add_option("--explain", build_.explain_page, w("build-explain"))
            ->type_name("[PAGE]")
            ->expected(0, 1);
    choices_.push_back({&command, [this, explain] {
                            build_.explain = explain->count() > 0;
                            build_.stats_json = stats_ == "json";
                            return build_;
                        }});
}

void Commands::add_check() {
    CLI::App& command = add(app_, "check");
    command.add_option("PATH", check_.paths, w("check-path"))->type_name("");
    command.add_option("--source", check_.source, w("help-source"))->type_name("DIR");
    command.add_option("--now", check_.now, w("help-now"))->type_name("TIME");
    command.add_option("--format", format_, w("check-format"))
        ->type_name("text|json")
        ->check(one_of({"text", "json"}));
    command.add_flag("--fix", check_.fix, w("check-fix"));
    command.add_flag("--allow-unknown", check_.allow_unknown, w("help-allow-unknown"));
    choices_.push_back({&command, [this] {
                            check_.json = format_ == "json";
                            return check_;
                        }});
}

void Commands::add_serve() {
    CLI::App& command = add(app_, "serve");
    command.add_option("--source", serve_.source, w("help-source"))->type_name("DIR");
    command.add_option("--port", serve_.port, w("serve-port"))
        ->type_name("N")
        ->check(number_between(0, kMostPort));
    command.add_option("--now", serve_.now, w("help-now"))->type_name("TIME");
    command.add_flag("--allow-unknown", serve_.allow_unknown, w("help-allow-unknown"));
    choices_.push_back({&command, [this] { return serve_; }});
}

void Commands::add_clean() {
    CLI::App& command = add(app_, "clean");
    command.add_option("--source", clean_.source, w("help-source"))->type_name("DIR");
    command.add_option("--out", clean_.out, w("help-out"))->type_name("DIR");
    choices_.push_back({&command, [this] { return clean_; }});
}

CLI::App& Commands::add_inner(CLI::App& parent, const std::string& name, std::string_view help) {
    CLI::App& command = *parent.add_subcommand(name, w(help));
    command.group(w("commands"));
    command.get_help_ptr()->group(w("options"));
    command.option_defaults()->group(w("options"));
    command.footer(parent.get_footer());
    return command;
}

void Commands::add_theme() {
    CLI::App& theme = add(app_, "theme");
    theme.require_subcommand(0, 1);
    CLI::App& command = add_inner(theme, "export", "theme-export");
    add_required(command, "DIR", theme_export_.folder, "theme-dir");
    choices_.push_back({&command, [this] { return theme_export_; }});
}

void Commands::add_where(CLI::App& command, TargetChoice& where, const Words& words) {
    command.add_option("TARGET", where.target, words.text("publish-target"))->type_name("");
    add_address(command, where, words);
}

void Commands::add_address(CLI::App& command, TargetChoice& where, const Words& words) {
    command.add_option("--url", where.url, words.text("publish-url"))->type_name("URL");
    command.add_option("--source", where.source, words.text("help-source"))->type_name("DIR");
    command.add_flag("--allow-plain-http", where.allow_plain_http,
                     words.text("publish-allow-plain-http"));
}

void Commands::add_publish() {
    CLI::App& command = add(app_, "publish");
    command.add_option("TARGET", publish_.targets, w("publish-targets"))->type_name("");
    add_address(command, publish_.where, words_);
    command.add_option("--out", publish_.out, w("publish-out"))->type_name("DIR");
    command.add_option("--note", publish_.note, w("publish-note"))->type_name("TEXT");
    command.add_flag("--no-build", publish_.no_build, w("publish-no-build"));
    command.add_flag("--dry-run", publish_.dry_run, w("publish-dry-run"));
    command.add_flag("--watch", publish_.watch, w("publish-watch"));
    command.add_flag("--allow-removals", publish_.allow_removals, w("publish-allow-removals"));
    command.add_flag("--resend", publish_.resend, w("publish-resend"));
    choices_.push_back({&command, [this] { return publish_; }});
}

void Commands::add_releases() {
    CLI::App& command = add(app_, "releases");
    add_where(command, releases_.where, words_);
    command.add_flag("--json", releases_.json, w("releases-json"));
    choices_.push_back({&command, [this] { return releases_; }});
}

void Commands::add_rollback() {
    CLI::App& command = add(app_, "rollback");
    add_where(command, rollback_.where, words_);
    command.add_option("NUMBER", rollback_.number, w("rollback-number"))->type_name("");
    command.add_option("--note", rollback_.note, w("publish-note"))->type_name("TEXT");
    command.add_flag("--allow-withdrawn", rollback_.allow_withdrawn, w("rollback-allow-withdrawn"));
    choices_.push_back({&command, [this] { return rollback_; }});
}

void Commands::add_recall() {
    CLI::App& command = add(app_, "recall");
    add_required(command, "ID", recall_.article, "recall-id");
    add_where(command, recall_.where, words_);
    command.add_option("--reason", recall_.reason, w("recall-reason"))->type_name("TEXT");
    command.add_option("--notice", recall_.notice, w("recall-notice"))->type_name("TEXT");
    command.add_option("--out", recall_.out, w("publish-out"))->type_name("DIR");
    command.add_flag("--no-build", recall_.no_build, w("recall-no-build"));
    required_.push_back({&command, "--reason", &recall_.reason});
    choices_.push_back({&command, [this] { return recall_; }});
}

void Commands::add_recalls() {
    CLI::App& command = add(app_, "recalls");
    add_where(command, recalls_.where, words_);
    command.add_flag("--json", recalls_.json, w("releases-json"));
    choices_.push_back({&command, [this] { return recalls_; }});
}

void Commands::add_lift() {
    CLI::App& command = add(app_, "lift");
    add_required(command, "ID", lift_.article, "recall-id");
    add_where(command, lift_.where, words_);
    command.add_option("--person", lift_.persons, w("lift-person"))
        ->type_name("NAME")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command.add_option("--reason", lift_.reason, w("lift-reason"))->type_name("TEXT");
    required_.push_back({&command, "--reason", &lift_.reason});
    choices_.push_back({&command, [this] { return lift_; }});
}

void Commands::add_why() {
    CLI::App& command = add(app_, "why");
    add_required(command, "URL|ID", why_.what, "why-what");
    add_where(command, why_.where, words_);
    command.add_flag("--json", why_.json, w("why-json"));
    choices_.push_back({&command, [this] { return why_; }});
}

void Commands::add_submit() {
    CLI::App& command = add(app_, "submit");
    add_required(command, "FILE", submit_.file, "submit-file");
    command.add_option("--to", submit_.to, w("submit-to"))->type_name("URL");
    command.add_option("--token-file", submit_.token_file, w("submit-token-file"))
        ->type_name("FILE");
    command.add_flag("--draft", submit_.is_draft, w("submit-as-draft"));
    command.add_flag("--allow-plain-http", submit_.allow_plain_http, w("publish-allow-plain-http"));
    required_.push_back({&command, "--to", &submit_.to});
    choices_.push_back({&command, [this] { return submit_; }});
}

void Commands::add_endpoint() {
    CLI::App& command = add(app_, "endpoint");
    command.require_subcommand(0, 1);
    add_data(command, endpoint_.data);
    command.add_option("--listen", endpoint_.listen, w("endpoint-listen"))->type_name("ADDRESS");
    command.add_option("--recall-log", endpoint_.recall_log, w("endpoint-recall-log"))
        ->type_name("FILE");
    command.add_option("--keep", endpoint_.keep, w("endpoint-keep"))
        ->type_name("N")
        ->check(number_between(kFewestKept, kMostKept));
    command.add_flag("--require-reviews", endpoint_.require_reviews, w("endpoint-require-reviews"));
    constexpr std::size_t kMostLogDays = 3660;
    command.add_option("--log-days", endpoint_.log_days, w("endpoint-log-days"))
        ->type_name("N")
        ->check(number_between(0, kMostLogDays));
    command.add_option("--log-address", endpoint_.log_address, w("endpoint-log-address"))
        ->type_name("HOW")
        ->check(one_of({"full", "truncated", "none"}));
    choices_.push_back({&command, [this] { return endpoint_; }});
    add_token(command);
    add_pinned_key(command);
    add_endpoint_recall(command);
    add_upkeep(command);
}

void Commands::add_desk() {
    CLI::App& desk = add(app_, "desk");
    desk.require_subcommand(0, 1);
    const auto add_place = [this](CLI::App& command, std::string& source, std::string& data) {
        command.add_option("--source", source, w("help-source"))->type_name("DIR");
        command.add_option("--data", data, w("desk-data"))->type_name("DIR");
    };
    add_place(desk, desk_.source, desk_.data);
    desk.add_option("--listen", desk_.listen, w("desk-listen"))->type_name("ADDRESS");
    desk.add_option("--url", desk_.url, w("desk-url"))->type_name("URL");
    desk.add_option("--key", desk_.key, w("desk-key-file"))->type_name("FILE");
    CLI::App& user = add_inner(desk, "user", "desk-user");
    user.require_subcommand(0, 1);
    CLI::App& add_user = add_inner(user, "add", "desk-user-add");
    add_required(add_user, "NAME", desk_user_add_.name, "desk-user-login");
    add_user.add_option("--role", desk_user_add_.role, w("desk-user-role-help"))->type_name("ROLE");
    add_user.add_option("--shown-name", desk_user_add_.shown_name, w("desk-user-shown-help"))
        ->type_name("TEXT");
    add_user
        .add_option("--organisation", desk_user_add_.organisation, w("desk-user-organisation-help"))
        ->type_name("ID");
    add_place(add_user, desk_user_add_.source, desk_user_add_.data);
    required_.push_back({&add_user, "--role", &desk_user_add_.role});
    CLI::App& password = add_inner(user, "password", "desk-user-password");
    add_required(password, "NAME", desk_user_password_.name, "desk-user-login");
    add_place(password, desk_user_password_.source, desk_user_password_.data);
    CLI::App& reset = add_inner(user, "reset-code", "desk-user-reset-code");
    add_required(reset, "NAME", desk_user_reset_code_.name, "desk-user-login");
    add_place(reset, desk_user_reset_code_.source, desk_user_reset_code_.data);
    choices_.push_back({&desk, [this] { return desk_; }});
    choices_.push_back({&add_user, [this] { return desk_user_add_; }});
    choices_.push_back({&password, [this] { return desk_user_password_; }});
    choices_.push_back({&reset, [this] { return desk_user_reset_code_; }});
}

void Commands::add_upkeep(CLI::App& endpoint) {
    CLI::App& status = add_inner(endpoint, "status", "status");
    status.add_flag("--json", status_.json, w("status-json"));
    CLI::App& verify = add_inner(endpoint, "verify", "verify");
    verify.add_option("--rate", verify_.rate_mib, w("verify-rate"))
        ->type_name("MIB")
        ->check(number_between(1, kMostRate));
    CLI::App& hold = add_inner(endpoint, "hold", "hold");
    hold.require_subcommand(0, 1);
    CLI::App& on = add_inner(hold, "on", "hold-on");
    on.add_option("--reason", hold_on_.reason, w("hold-reason"))->type_name("TEXT");
    CLI::App& off = add_inner(hold, "off", "hold-off");
    add_data(status, status_.data);
    add_data(verify, verify_.data);
    add_data(on, hold_on_.data);
    add_data(off, hold_off_.data);
    choices_.push_back({&status, [this] { return status_; }});
    choices_.push_back({&verify, [this] { return verify_; }});
    choices_.push_back({&on, [this] { return hold_on_; }});
    choices_.push_back({&off, [this] { return hold_off_; }});
}

void Commands::add_endpoint_recall(CLI::App& endpoint) {
    CLI::App& recall = add_inner(endpoint, "recall", "endpoint-recall");
    add_required(recall, "ID", endpoint_recall_.article, "recall-id");
    add_data(recall, endpoint_recall_.data);
    recall.add_option("--reason", endpoint_recall_.reason, w("recall-reason"))->type_name("TEXT");
    recall.add_option("--notice", endpoint_recall_.notice, w("recall-notice"))->type_name("TEXT");
    recall.add_option("--recall-log", endpoint_recall_.recall_log, w("endpoint-recall-log"))
        ->type_name("FILE");
    required_.push_back({&recall, "--reason", &endpoint_recall_.reason});
    choices_.push_back({&recall, [this] { return endpoint_recall_; }});
}

void Commands::add_data(CLI::App& command, std::string& data) {
    command.add_option("--data", data, w("endpoint-data"))->type_name("DIR");
    required_.push_back({&command, "--data", &data});
}

void Commands::add_pinned_key(CLI::App& endpoint) {
    CLI::App& key = add_inner(endpoint, "key", "pinned-key");
    key.require_subcommand(0, 1);
    CLI::App& add = add_inner(key, "add", "key-pin");
    add_required(add, "NAME", key_pin_.name, "key-name");
    add_required(add, "KEY", key_pin_.key, "key-public");
    CLI::App& list = add_inner(key, "list", "key-list");
    CLI::App& revoke = add_inner(key, "revoke", "key-unpin");
    add_required(revoke, "NAME", key_unpin_.name, "key-name");
    add_data(add, key_pin_.data);
    add_data(list, key_list_.data);
    add_data(revoke, key_unpin_.data);
    choices_.push_back({&add, [this] { return key_pin_; }});
    choices_.push_back({&list, [this] { return key_list_; }});
    choices_.push_back({&revoke, [this] { return key_unpin_; }});
}

void Commands::add_key() {
    CLI::App& key = add(app_, "key");
    key.require_subcommand(0, 1);
    CLI::App& make = add_inner(key, "new", "key-new");
    make.add_option("--file", key_new_.file, w("key-file"))->type_name("FILE");
    CLI::App& show = add_inner(key, "export", "key-export");
    show.add_option("--file", key_export_.file, w("key-file"))->type_name("FILE");
    choices_.push_back({&make, [this] { return key_new_; }});
    choices_.push_back({&show, [this] { return key_export_; }});
}

void Commands::add_token(CLI::App& endpoint) {
    CLI::App& token = add_inner(endpoint, "token", "token");
    token.require_subcommand(0, 1);
    CLI::App& add = add_inner(token, "add", "token-add");
    add_required(add, "NAME", token_add_.name, "token-name");
    add.add_option("--scope", token_add_.scopes, w("token-scope"))
        ->type_name("SCOPE")
        ->delimiter(',')
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    add.add_option("--expires", token_add_.expires, w("token-expires"))->type_name("TIME");
    CLI::App& list = add_inner(token, "list", "token-list");
    CLI::App& revoke = add_inner(token, "revoke", "token-revoke");
    add_required(revoke, "NAME", token_revoke_.name, "token-name");
    add_data(add, token_add_.data);
    add_data(list, token_list_.data);
    add_data(revoke, token_revoke_.data);
    choices_.push_back({&add, [this] { return token_add_; }});
    choices_.push_back({&list, [this] { return token_list_; }});
    choices_.push_back({&revoke, [this] { return token_revoke_; }});
}

// The command that was named last: "endpoint token add" rather than "endpoint".
CLI::App& Commands::innermost() {
    CLI::App* command = &app_;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
    return *command;
}

std::string whole_name(const CLI::App& command) {
    std::vector<std::string> names = {command.get_name()};
    for (const CLI::App* parent = command.get_parent(); parent != nullptr;
         parent = parent->get_parent()) {
        names.push_back(parent->get_name());
    }
    return fmt::format("{}", fmt::join(names.rbegin(), names.rend(), " "));
}

Answer Commands::wrong(const std::string& what) {
    const std::string name = whole_name(innermost());
    return {ExitStatus::Usage, name + ": " + what + "\n" + words_.text("see-help", {name}) + "\n"};
}

Answer Commands::unknown(const std::string& argument) {
    const CLI::App& command = innermost();
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    for (const CLI::App* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(sub->get_name());
    }
    const std::string_view written = std::string_view(argument).substr(0, argument.find('='));
    const std::string_view near = nearest(written, {names.begin(), names.end()});
    if (near.empty()) return wrong(words_.text("unknown-argument", {argument}));
    return wrong(words_.text("unknown-argument-nearest", {argument, std::string(near)}));
}

std::variant<Command, Answer> Commands::chosen_command() {
    if (is_version_asked_) return version_;
    CLI::App& asked = innermost();
    for (const Required& required : required_) {
        if (required.command == &asked && required.value->empty()) {
            return wrong(words_.text("missing-argument", {required.name}));
        }
    }
    const auto choice = std::find_if(choices_.begin(), choices_.end(),
                                     [&](const Choice& c) { return c.command == &asked; });
    if (choice != choices_.end()) return choice->take();
    return Answer{ExitStatus::Usage, w("no-command") + "\n\n" + app_.help()};
}

std::variant<Command, Answer> Commands::parse(std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());  // as the library takes them
    try {
        app_.parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
        return Answer{ExitStatus::Right, app_.help()};
    } catch (const CLI::ExtrasError&) {
        return unknown(app_.remaining(true).front());
    } catch (const CLI::ArgumentMismatch& error) {
        const std::string what = error.what();  // "--out: 1 required DIR missing"
        const std::size_t colon = what.find(':');
        return wrong(colon == std::string::npos
                         ? words_.text("wrong-argument", {what})
                         : words_.text("missing-value", {what.substr(0, colon)}));
    } catch (const CLI::ParseError& error) {
        return wrong(words_.text("wrong-argument", {error.what()}));
    }
    return chosen_command();
}

}  // namespace

std::variant<Command, Answer> parse_command_line(const std::vector<std::string>& arguments,
                                                 const Words& words) {
    return Commands(words).parse(arguments);
}

}  // namespace gazette
