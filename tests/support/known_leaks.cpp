// Leaks of libraries that the leak sanitizer passes over, for the unit tests and the fuzzers.
//
// libfyaml 0.7.12 drops an array when a quoted scalar consists of escaped quotes alone
// ('''''''''''), see https://github.com/pantoniou/libfyaml/issues/233: a few hundred bytes, at most
// twice what a hostile file may be large.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() { return "leak:libfyaml\n"; }

// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
