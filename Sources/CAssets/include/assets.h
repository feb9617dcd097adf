#pragma once

/// A file that is part of the programs: its name and its bytes.
struct urbanmine_asset {
    const char *name;
    const unsigned char *bytes;
    unsigned long size;
};

/// The numbered steps of the schema (sql/tables) in order; null past the last.
const struct urbanmine_asset *urbanmine_migration(unsigned index);

/// The functions, views and triggers (sql/code) in the order in which they are applied; null past the last.
const struct urbanmine_asset *urbanmine_code(unsigned index);

/// The built-in scenarios of `simulate`; null past the last.
const struct urbanmine_asset *urbanmine_scenario(unsigned index);

/// What the programs say in Chinese.
extern const struct urbanmine_asset urbanmine_sentences_zh;
