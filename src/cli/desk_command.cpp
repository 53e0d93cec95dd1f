#include "cli/desk_command.h"

#include "base/path.h"
#include "base/random.h"
#include "cli/newsroom_folder.h"
#include "cli/service_manager.h"
#include "cli/signing_key.h"
#include "cli/stop_signal.h"
#include "desk/accounts.h"
#include "desk/desk.h"
#include "desk/passwords.h"
#include "desk/schema.h"
#include "desk/second_factor.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace gazette {

namespace {

// Where a desk's data lie when nothing is said: below the user's own state, by the site's id, so
// that neither the newsroom's backup nor who may write there has them. Empty when no home is known.
std::string desk_folder(const std::string& given, const NewsroomFacts& facts,
                        const Environment& environment) {
    if (!given.empty()) return given;
    if (!facts.site.has_value() || facts.site->id.empty()) return {};
    const std::string name = "gazette/desk-" + facts.site->id;
    if (const std::string_view state = environment.get("XDG_STATE_HOME"); !state.empty()) {
        return join_path(state, name);
    }
    const std::string_view home = environment.get("HOME");
    return home.empty() ? std::string() : join_path(join_path(home, ".local/state"), name);
}

// A newsroom and the desk's folder for it; nothing after the refusal was printed.
struct Place {
    std::string newsroom;
    NewsroomFacts facts;
    std::string data;
};

std::optional<Place> place_of(const std::string& source, const std::string& data,
                              const Surroundings& surroundings) {
    Place place;
    place.newsroom = newsroom_folder(surroundings.files, source);
    place.facts =
        newsroom_facts(surroundings.files, place.newsroom, language_of(surroundings.environment));
    if (!place.facts.site.has_value()) {
        refuse(surroundings, ExitStatus::Usage,
               surroundings.words.text("no-newsroom", {place.newsroom}));
        return std::nullopt;
    }
    if (place.facts.site->id.empty()) {
        refuse(surroundings, ExitStatus::Usage, surroundings.words.text("desk-no-site-id"));
        return std::nullopt;
    }
    place.data = desk_folder(data, place.facts, surroundings.environment);
    if (place.data.empty()) {
        refuse(surroundings, ExitStatus::Usage, surroundings.words.text("desk-no-place"));
        return std::nullopt;
    }
    return place;
}

// The desk's own key: made at the first start, readable by its owner alone.
Result<SigningKey> desk_key(Files& files, const std::string& path) {
    if (files.info(path).has_value()) return read_signing_key(files, path);
    const SigningKey key = SigningKey::from_seed(random_bytes(SigningKey::kSeedBytes));
    const std::string folder(parent_path(path));
    if (!folder.empty()) TRY(files.make_directories(folder));
    constexpr std::uint32_t kOwnerOnly = 0600;
    TRY(files.replace_durably(path, key.print() + "\n", kOwnerOnly));
    return key;
}

std::vector<std::string> role_names() {
    std::vector<std::string> names;
    names.reserve(kRoles.size());
    for (const DeskRole role : kRoles) names.emplace_back(name_of(role));
    return names;
}

// What is wrong with the person as given; empty: nothing.
std::string person_problem(const DeskUserAddCommand& command, const SiteConfig& site,
                           const Words& words) {
    const std::optional<DeskRole> role = role_named(command.role);
    if (!is_login_name(command.name)) return words.text("desk-user-name", {command.name});
    if (!command.shown_name.empty() && !is_shown_name(command.shown_name)) {
        return words.text("desk-user-shown-name");
    }
    if (!role.has_value()) {
        return words.text("desk-user-role",
                          {command.role, fmt::format("{}", fmt::join(role_names(), " "))});
    }
    if (is_of_organisation(*role) == command.organisation.empty()) {
        return words.text("desk-user-organisation");
    }
    if (!command.organisation.empty() && site.organisation(command.organisation) == nullptr) {
        std::vector<std::string> ids;
        ids.reserve(site.organisations.size());
        for (const Organisation& organisation : site.organisations) ids.push_back(organisation.id);
        return words.text("desk-user-no-organisation",
                          {command.organisation, fmt::format("{}", fmt::join(ids, " "))});
    }
    return {};
}

Result<std::unique_ptr<Database>> desk_database(Files& files, const std::string& data) {
    TRY(make_desk_folder(files, data));
    return open_desk_database(data);
}

// Finds the account that a command names, and changes it.
template <typename Command, typename Change>
ExitStatus change_account(const Command& command, const Surroundings& surroundings,
                          const Change& change) {
    const std::optional<Place> place = place_of(command.source, command.data, surroundings);
    if (!place) return ExitStatus::Usage;
    const auto database = desk_database(surroundings.files, place->data);
    if (!database) return refuse(surroundings, database.error());
    const Result<std::optional<Account>> account = find_account_named(**database, command.name);
    if (!account) return refuse(surroundings, account.error());
    if (!account->has_value()) {
        return refuse(surroundings, ExitStatus::Usage,
                      surroundings.words.text("desk-user-none", {command.name}));
    }
    const Result<void> changed = change(**database, **account);
    return changed ? ExitStatus::Right : refuse(surroundings, changed.error());
}

}  // namespace

ExitStatus run(const DeskCommand& command, const Surroundings& surroundings) {
    // Before any thread is there, so that all of them leave the signals to this one.
    const Result<std::unique_ptr<StopSignal>> stop = StopSignal::catch_signals();
    if (!stop) return refuse(surroundings, stop.error());
    const std::optional<Place> place = place_of(command.source, command.data, surroundings);
    if (!place) return ExitStatus::Usage;
    const Result<void> made = make_desk_folder(surroundings.files, place->data);
    if (!made) return refuse(surroundings, made.error());
    const std::string key_path =
        command.key.empty() ? join_path(place->data, "signing-key") : command.key;
    const Result<SigningKey> key = desk_key(surroundings.files, key_path);
    if (!key) return refuse(surroundings, key.error());

    DeskOptions options;
    options.source = place->newsroom;
    options.data = place->data;
    options.listen = command.listen;
    options.url = command.url;
    options.log = [&](std::string_view line) {
        surroundings.err << fmt::format("gazette: {}\n", line) << std::flush;
    };
    const auto on_ready = [&](std::uint16_t port) {
        const std::string address =
            command.url.empty() ? fmt::format("http://127.0.0.1:{}/", port) : command.url;
        surroundings.out << surroundings.words.text("desk-ready", {address, place->data})
                         << std::endl;
        surroundings.out << surroundings.words.text("desk-key", {print(key->public_key())})
                         << std::endl;
        const Result<void> told = tell_service_manager(surroundings.environment, "READY=1");
        if (!told) refuse(surroundings, told.error());
    };
    const Result<void> served = run_desk(
        options, *key, {surroundings.files, surroundings.clock, (*stop)->descriptor(), on_ready});
    return served ? ExitStatus::Right : refuse(surroundings, served.error());
}

ExitStatus run(const DeskUserAddCommand& command, const Surroundings& surroundings) {
    const std::optional<Place> place = place_of(command.source, command.data, surroundings);
    if (!place) return ExitStatus::Usage;
    const std::string problem = person_problem(command, *place->facts.site, surroundings.words);
    if (!problem.empty()) return refuse(surroundings, ExitStatus::Usage, problem);
    const auto database = desk_database(surroundings.files, place->data);
    if (!database) return refuse(surroundings, database.error());
    const std::string password = make_password();
    const NewAccount account{
        command.name, command.shown_name.empty() ? command.name : command.shown_name,
        *role_named(command.role), command.organisation, hash_password(password)};
    const Result<Account> added =
        add_account(**database, account, kAtTheMachine, surroundings.clock.now());
    if (!added && added.error().code == ErrorCode::AlreadyExists) {
        return refuse(surroundings, ExitStatus::Usage,
                      surroundings.words.text("desk-user-exists", {command.name}));
    }
    if (!added) return refuse(surroundings, added.error());
    surroundings.err << surroundings.words.text("desk-user-made", {command.name, command.role})
                     << '\n';
    surroundings.out << password << '\n';
    return ExitStatus::Right;
}

ExitStatus run(const DeskUserPasswordCommand& command, const Surroundings& surroundings) {
    const auto renew = [&](Database& database, const Account& account) -> Result<void> {
        const std::string password = make_password();
        const std::string hash = hash_password(password);
        TRY(set_password(database, account, {hash, kAtTheMachine, surroundings.clock.now()}));
        surroundings.err << surroundings.words.text("desk-user-new-password", {command.name})
                         << '\n';
        surroundings.out << password << '\n';
        return {};
    };
    return change_account(command, surroundings, renew);
}

ExitStatus run(const DeskUserResetCodeCommand& command, const Surroundings& surroundings) {
    const auto reset = [&](Database& database, const Account& account) -> Result<void> {
        const bool was_there =
            TRY(remove_second_factor(database, account, {kAtTheMachine, surroundings.clock.now()}));
        surroundings.err << surroundings.words.text(
                                was_there ? "desk-user-code-gone" : "desk-user-no-code",
                                {command.name})
                         << '\n';
        return {};
    };
    return change_account(command, surroundings, reset);
}

}  // namespace gazette
