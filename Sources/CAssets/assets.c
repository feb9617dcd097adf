// Files of the repository that both programs carry inside. One line for each; a test compares the list with the folder.
#include "include/assets.h"

#include <stddef.h>

#pragma clang diagnostic ignored "-Wc23-extensions"


static const unsigned char sql_0001[] = {
#embed "../../sql/0001_journal.sql"
};
static const unsigned char sql_0002[] = {
#embed "../../sql/0002_master_data.sql"
};
static const unsigned char sql_0003[] = {
#embed "../../sql/0003_documents.sql"
};
static const unsigned char sql_0004[] = {
#embed "../../sql/0004_ledger.sql"
};
static const unsigned char sql_0005[] = {
#embed "../../sql/0005_recording.sql"
};
static const unsigned char sql_0006[] = {
#embed "../../sql/0006_reports.sql"
};
static const unsigned char sql_0007[] = {
#embed "../../sql/0007_trace.sql"
};
static const unsigned char sql_0008[] = {
#embed "../../sql/0008_report_schedule.sql"
};
static const unsigned char sql_0009[] = {
#embed "../../sql/0009_guards.sql"
};
static const unsigned char sql_0010[] = {
#embed "../../sql/0010_fewer_statements.sql"
};
static const unsigned char sql_0011[] = {
#embed "../../sql/0011_whole_events.sql"
};
static const unsigned char sql_0012[] = {
#embed "../../sql/0012_late_lots.sql"
};
static const unsigned char scenario_jieshou[] = {
#embed "../../scenarios/jieshou.yaml"
};
static const unsigned char scenario_jieshou_lead[] = {
#embed "../../scenarios/jieshou-lead.yaml"
};

static const unsigned char sentences_zh[] = {
#embed "../../sentences/zh.txt"
};

const struct urbanmine_asset urbanmine_sentences_zh = {"zh.txt", sentences_zh, sizeof sentences_zh};

static const struct urbanmine_asset migrations[] = {
    {"0001_journal.sql", sql_0001, sizeof sql_0001},
    {"0002_master_data.sql", sql_0002, sizeof sql_0002},
    {"0003_documents.sql", sql_0003, sizeof sql_0003},
    {"0004_ledger.sql", sql_0004, sizeof sql_0004},
    {"0005_recording.sql", sql_0005, sizeof sql_0005},
    {"0006_reports.sql", sql_0006, sizeof sql_0006},
    {"0007_trace.sql", sql_0007, sizeof sql_0007},
    {"0008_report_schedule.sql", sql_0008, sizeof sql_0008},
    {"0009_guards.sql", sql_0009, sizeof sql_0009},
    {"0010_fewer_statements.sql", sql_0010, sizeof sql_0010},
    {"0011_whole_events.sql", sql_0011, sizeof sql_0011},
    {"0012_late_lots.sql", sql_0012, sizeof sql_0012},
};

static const struct urbanmine_asset scenarios[] = {
    {"jieshou", scenario_jieshou, sizeof scenario_jieshou},
    {"jieshou-lead", scenario_jieshou_lead, sizeof scenario_jieshou_lead},
};

const struct urbanmine_asset *urbanmine_migration(unsigned index) {
    return index < sizeof migrations / sizeof migrations[0] ? &migrations[index] : NULL;
}

const struct urbanmine_asset *urbanmine_scenario(unsigned index) {
    return index < sizeof scenarios / sizeof scenarios[0] ? &scenarios[index] : NULL;
}
