#pragma once

// For what cannot be: a programming error, never reachable by input. On in every build: a wrong
// page that is published costs more than a program that stops.

namespace gazette::detail {

[[noreturn]] void assertion_failed(const char* condition, const char* why_it_holds,
                                   const char* file, int line);

}  // namespace gazette::detail

#define GAZETTE_ASSERT(condition, why_it_holds) \
    ((condition)                                \
         ? static_cast<void>(0)                 \
         : ::gazette::detail::assertion_failed(#condition, why_it_holds, __FILE__, __LINE__))
