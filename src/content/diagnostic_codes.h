#pragma once
// The one table of everything that can be wrong with what people write. A code is what they see in
// brackets, switch off in site.yml (`checks:`) and look up; its wording and how to mend it stand in
// templates/messages/*.yml, `diagnostics:`. A test demands that both languages have every code.
//
// Codes are never renamed: newsrooms name them in their site.yml.
//
// An X is what it is: an error without which mended there is no right page to make (what was
// written would be lost, stand where nobody meant it, or be unsafe), or a promise to readers. A Y
// may be switched off or given another severity by a newsroom (content/check_settings.h). Not a Y:
// what a reader of settings, issues or guides gives up its file for.
#include "base/diagnostic.h"

#include <span>
#include <string_view>

// X(constant, "id", severity)
#define GAZETTE_DIAGNOSTIC_CODES(X, Y)                                    \
    /* the file as such */                                                \
    X(FileUnreadable, "file-unreadable", Error)                           \
    Y(FileNotRead, "file-not-read", Warning)                              \
    X(FileTooLarge, "file-too-large", Error)                              \
    X(FileBinary, "file-binary", Error)                                   \
    X(FileEmpty, "file-empty", Error)                                     \
    X(EncodingGb18030, "encoding-gb18030", Error)                         \
    X(EncodingUtf16, "encoding-utf16", Error)                             \
    X(EncodingInvalid, "encoding-invalid", Error)                         \
    X(NameNotUtf8, "name-not-utf8", Error)                                \
    X(NamesDifferInNormalisation, "names-differ-in-normalisation", Error) \
    X(LinkOutside, "link-outside", Error)                                 \
    Y(LinkToFolder, "link-to-folder", Warning)                            \
    X(BidiControl, "bidi-control", Error)                                 \
    X(ControlCharacter, "control-character", Error)                       \
    X(FormUnknown, "form-unknown", Error)                                 \
    X(FrontMatterMissing, "front-matter-missing", Error)                  \
    /* YAML */                                                            \
    X(FrontMatterUnclosed, "front-matter-unclosed", Error)                \
    X(FrontMatterTooLarge, "front-matter-too-large", Error)               \
    X(YamlSyntax, "yaml-syntax", Error)                                   \
    X(YamlAlias, "yaml-alias", Error)                                     \
    X(YamlTag, "yaml-tag", Error)                                         \
    X(YamlTooDeep, "yaml-too-deep", Error)                                \
    X(YamlTooMany, "yaml-too-many", Error)                                \
    X(KeyUnknown, "key-unknown", Error)                                   \
    X(KeyDuplicate, "key-duplicate", Error)                               \
    X(KeyMissing, "key-missing", Error)                                   \
    X(ValueWrongType, "value-wrong-type", Error)                          \
    X(ValueNotListed, "value-not-listed", Error)                          \
    X(NumberOutOfRange, "number-out-of-range", Error)                     \
    X(TextTooLong, "text-too-long", Error)                                \
    /* an article */                                                      \
    X(TitleMissing, "title-missing", Error)                               \
    X(DateMissing, "date-missing", Error)                                 \
    Y(DateFromText, "date-from-text", Warning)                            \
    X(DateImpossible, "date-impossible", Error)                           \
    X(DateUnclear, "date-unclear", Error)                                 \
    X(DateUnclearZone, "date-unclear-zone", Error)                        \
    Y(DateAmbiguous, "date-ambiguous", Warning)                           \
    Y(BylineMissing, "byline-missing", Error)                             \
    Y(BylineUnsure, "byline-unsure", Warning)                             \
    X(BylineUnreadable, "byline-unreadable", Error)                       \
    X(RoleWithoutName, "role-without-name", Error)                        \
    Y(HeadlineUnsure, "headline-unsure", Warning)                         \
    Y(ParagraphUnsure, "paragraph-unsure", Warning)                       \
    X(GenreUnknown, "genre-unknown", Error)                               \
    X(SectionUnknown, "section-unknown", Error)                           \
    X(ChannelUnknown, "channel-unknown", Error)                           \
    X(OrganisationUnknown, "organisation-unknown", Error)                 \
    X(ColumnUnknown, "column-unknown", Error)                             \
    Y(IdMissing, "id-missing", Warning)                                   \
    X(IdInvalid, "id-invalid", Error)                                     \
    X(IdDuplicate, "id-duplicate", Error)                                 \
    X(SlugInvalid, "slug-invalid", Error)                                 \
    X(AddressInvalid, "address-invalid", Error)                           \
    X(AddressDuplicate, "address-duplicate", Error)                       \
    X(CatalogSetAside, "catalog-set-aside", Warning)                      \
    X(AddressTaken, "address-taken", Error)                               \
    X(AddressReserved, "address-reserved", Error)                         \
    X(AddressVanished, "address-vanished", Warning)                       \
    X(TagAddressDuplicate, "tag-address-duplicate", Error)                \
    Y(SourceNotListed, "source-not-listed", Error)                        \
    Y(SourceTitleChanged, "source-title-changed", Warning)                \
    X(UrlInvalid, "url-invalid", Error)                                   \
    X(PathInvalid, "path-invalid", Error)                                 \
    X(TagInvalid, "tag-invalid", Error)                                   \
    /* its body */                                                        \
    X(BodyEmpty, "body-empty", Error)                                     \
    X(BodyTooLong, "body-too-long", Error)                                \
    X(ParagraphTooLong, "paragraph-too-long", Error)                      \
    X(BracketsTooMany, "brackets-too-many", Error)                        \
    X(NestingTooDeep, "nesting-too-deep", Error)                          \
    X(DefinitionTooLong, "definition-too-long", Error)                    \
    Y(RawHtml, "raw-html", Warning)                                       \
    X(LinkBroken, "link-broken", Error)                                   \
    Y(AnchorBroken, "anchor-broken", Error)                               \
    X(LinkUnsafe, "link-unsafe", Error)                                   \
    Y(TableMalformed, "table-malformed", Warning)                         \
    X(PictureMissing, "picture-missing", Error)                           \
    X(PictureUnreadable, "picture-unreadable", Error)                     \
    X(PictureRemote, "picture-remote", Error)                             \
    Y(PictureGenerated, "picture-generated", Warning)                     \
    Y(PictureAltMissing, "picture-alt-missing", Warning)                  \
    X(MediaMissing, "media-missing", Error)                               \
    X(MediaUnknown, "media-unknown", Error)                               \
    X(AttachmentMissing, "attachment-missing", Error)                     \
    X(AttachmentType, "attachment-type", Error)                           \
    /* site.yml, issues, guides, home.yml, redirects.tsv */               \
    X(SiteMissing, "site-missing", Error)                                 \
    X(UrlHasSecret, "url-has-secret", Error)                              \
    X(TimeZoneUnknown, "time-zone-unknown", Error)                        \
    Y(MastheadIncomplete, "masthead-incomplete", Warning)                 \
    Y(ReportContactMissing, "report-contact-missing", Warning)            \
    X(NameDuplicate, "name-duplicate", Error)                             \
    X(CheckFixed, "check-fixed", Error)                                   \
    X(ReviewStageUnknown, "review-stage-unknown", Error)                  \
    X(ReviewNotPinned, "review-not-pinned", Error)                        \
    X(ReviewDiffers, "review-differs", Error)                             \
    X(ReviewWaiting, "review-waiting", Note)                              \
    X(ReviewReturned, "review-returned", Note)                            \
    X(ReviewWithdrawn, "review-withdrawn", Note)                          \
    X(ReviewRecalled, "review-recalled", Note)                            \
    X(ReviewChanged, "review-changed", Error)                             \
    X(ReviewLogBroken, "review-log-broken", Error)                        \
    X(IssueDuplicate, "issue-duplicate", Error)                           \
    Y(IssueDateDiffers, "issue-date-differs", Warning)                    \
    X(IssuePageDuplicate, "issue-page-duplicate", Error)                  \
    Y(IssueItemUnknown, "issue-item-unknown", Error)                      \
    Y(HomeItemUnknown, "home-item-unknown", Error)                        \
    X(RedirectMalformed, "redirect-malformed", Error)                     \
    X(RedirectLoop, "redirect-loop", Error)                               \
    X(RedirectDuplicate, "redirect-duplicate", Error)                     \
    Y(RedirectTargetUnknown, "redirect-target-unknown", Error)            \
    /* templates */                                                       \
    X(TemplateInvalid, "template-invalid", Error)                         \
    X(TemplateNameUnknown, "template-name-unknown", Error)

namespace gazette {

namespace codes {

#define GAZETTE_DIAGNOSTIC_CODE(constant, id, severity) \
    inline constexpr DiagnosticCode k##constant{id, Severity::severity};
GAZETTE_DIAGNOSTIC_CODES(GAZETTE_DIAGNOSTIC_CODE, GAZETTE_DIAGNOSTIC_CODE)
#undef GAZETTE_DIAGNOSTIC_CODE

}  // namespace codes

// All of them, in the order of the table.
std::span<const DiagnosticCode> all_diagnostic_codes();

// Whether a newsroom may change the severity of this code.
bool may_be_changed(std::string_view id);

}  // namespace gazette
