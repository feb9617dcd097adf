#pragma once

/// A file that is part of the programs: its name and its bytes.
struct urbanmine_asset {
    const char *name;
    const unsigned char *bytes;
    unsigned long size;
};

/// The migrations in order; null past the last.
const struct urbanmine_asset *urbanmine_migration(unsigned index);

/// The built-in scenarios of `simulate`; null past the last.
const struct urbanmine_asset *urbanmine_scenario(unsigned index);

/// What the programs say in Chinese.
extern const struct urbanmine_asset urbanmine_sentences_zh;
