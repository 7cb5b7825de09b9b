/*
 * profile_text.h: what the reader and the writer of the profile file share. docs/FORMAT.md describes the file.
 *
 * The file is read by inih. As Debian builds it, a line has at most 197 bytes, a section's and a key's name at most 49, an
 * indented line continues the one before, and " ;" begins a comment. Longer names are cut and longer lines are read as two
 * without a word, so the reader refuses them beforehand and the writer never makes them. inih's options are globals that
 * whoever links the library may have changed; a file within these limits reads the same under all of them.
 */
#ifndef DYE_EMBED_PROFILE_TEXT_H
#define DYE_EMBED_PROFILE_TEXT_H

#define DYE_PROFILE_LINE_MAX 197
#define DYE_PROFILE_NAME_MAX 49
#define DYE_PROFILE_FORMAT "leakdye-profile-2"

/* A text is written in double quotes; this many encoded bytes to a line, further lines under the same key. */
#define DYE_PROFILE_TEXT_MAX 120

#endif
