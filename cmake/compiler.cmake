# Flags for all our targets: warnings, hardening, sanitizers, linker, compiler cache.
add_library(gazette_flags INTERFACE)
target_compile_features(gazette_flags INTERFACE cxx_std_20)
target_compile_definitions(gazette_flags INTERFACE _GLIBCXX_ASSERTIONS)
target_compile_options(gazette_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough -Werror=switch
    -fstack-protector-strong
    -fPIE  # after CMake's -fPIC for archives, under which a function of the same file is called by table
    $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond -Wlogical-op>
    $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=3 -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.>)
# g++ 12 warns of impossible sizes inside its own <string> once it inlines (its bug 105329).
target_compile_options(gazette_flags INTERFACE
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-stringop-overflow -Wno-restrict
        -Wno-array-bounds -Wno-stringop-overread>)
target_link_options(gazette_flags INTERFACE $<$<CONFIG:Release>:-pie -Wl,-z,relro,-z,now>)

# g++ collects its garbage only beyond so many KiB, which few files need: a tenth of its time. A process takes half a
# gigabyte at most for it.
target_compile_options(gazette_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=524288>)

if(GAZETTE_WERROR)
    target_compile_options(gazette_flags INTERFACE -Werror)
endif()

if(GAZETTE_SANITIZE)
    target_compile_options(gazette_flags INTERFACE
        -fsanitize=${GAZETTE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
        $<$<CXX_COMPILER_ID:Clang>:-gline-tables-only>)  # all that a report tells
    target_link_options(gazette_flags INTERFACE -fsanitize=${GAZETTE_SANITIZE})
    # The compilers each have a macro of their own to tell it by.
    target_compile_definitions(gazette_flags INTERFACE GAZETTE_SANITIZED)
    # g++ 12 takes the sanitizers' own paths in library code (<regex> in Catch2) for uses of nothing, and
    # at -O1 warns as above.
    target_compile_options(gazette_flags INTERFACE
        $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-restrict
            -Wno-array-bounds -Wno-stringop-overread>)
endif()

# Counters lie beside the object files. What no practice run came by is built as without them.
if(GAZETTE_PROFILE STREQUAL record)
    target_compile_options(gazette_flags INTERFACE -fprofile-generate -fprofile-update=prefer-atomic)
    target_link_options(gazette_flags INTERFACE -fprofile-generate)
elseif(GAZETTE_PROFILE STREQUAL use)
    target_compile_options(gazette_flags INTERFACE
        -fprofile-use -fprofile-partial-training -Wno-missing-profile -Wno-coverage-mismatch)
endif()

# Four files are compiled together (a third less time; docs/hacking.md), and to g++ they are then headers.
if(CMAKE_UNITY_BUILD)
    target_compile_options(gazette_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()

find_program(GAZETTE_LLD NAMES ld.lld ld.lld-14)
if(GAZETTE_LLD AND NOT GAZETTE_SANITIZE)
    target_link_options(gazette_flags INTERFACE -fuse-ld=lld)
endif()

# ccache and precompiled headers do not go well together; a developer's build takes the cache.
find_program(GAZETTE_CCACHE ccache)
if(GAZETTE_CCACHE AND NOT GAZETTE_PCH AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${GAZETTE_CCACHE})
endif()
