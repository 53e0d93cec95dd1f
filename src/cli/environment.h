#pragma once
// The variables of the process's environment, read once at the start and handed down: nothing below
// main asks the operating system, and a test gives its own. A value; const from any thread.
#include <map>
#include <string>
#include <string_view>

namespace gazette {

class Environment {
public:
    Environment() = default;

    explicit Environment(std::map<std::string, std::string, std::less<>> variables)
        : variables_(std::move(variables)) {}

    // `environ`: an array of "NAME=value" that ends with null.
    static Environment of_process(const char* const* environ);

    // Empty where the variable is not set.
    [[nodiscard]] std::string_view get(std::string_view name) const;

private:
    std::map<std::string, std::string, std::less<>> variables_;
};

// The language in which the program itself speaks, by LC_ALL, LC_MESSAGES, LANG in this order
// (POSIX.1-2017 §8.2): "zh-CN" for Chinese of any region, else "en".
std::string_view language_of(const Environment& environment);

}  // namespace gazette
