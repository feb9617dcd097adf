// Files of the repository that both programs carry inside. scripts/generate-assets writes this list.
#include "include/assets.h"

#include <stddef.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char tables_0001_site[] = {
#embed "../../sql/tables/0001_site.sql"
};

static const unsigned char tables_0002_journal[] = {
#embed "../../sql/tables/0002_journal.sql"
};

static const unsigned char tables_0003_master_data[] = {
#embed "../../sql/tables/0003_master_data.sql"
};

static const unsigned char tables_0004_documents[] = {
#embed "../../sql/tables/0004_documents.sql"
};

static const unsigned char tables_0005_ledger[] = {
#embed "../../sql/tables/0005_ledger.sql"
};

static const unsigned char tables_0006_report_schedule[] = {
#embed "../../sql/tables/0006_report_schedule.sql"
};

static const unsigned char code_01_clear[] = {
#embed "../../sql/code/01_clear.sql"
};

static const unsigned char code_02_calendar[] = {
#embed "../../sql/code/02_calendar.sql"
};

static const unsigned char code_03_kinds[] = {
#embed "../../sql/code/03_kinds.sql"
};

static const unsigned char code_04_in_force[] = {
#embed "../../sql/code/04_in_force.sql"
};

static const unsigned char code_05_journal[] = {
#embed "../../sql/code/05_journal.sql"
};

static const unsigned char code_06_periods[] = {
#embed "../../sql/code/06_periods.sql"
};

static const unsigned char code_07_postings[] = {
#embed "../../sql/code/07_postings.sql"
};

static const unsigned char code_08_posting_checks[] = {
#embed "../../sql/code/08_posting_checks.sql"
};

static const unsigned char code_09_whole_events[] = {
#embed "../../sql/code/09_whole_events.sql"
};

static const unsigned char code_10_recording[] = {
#embed "../../sql/code/10_recording.sql"
};

static const unsigned char code_11_record_tickets[] = {
#embed "../../sql/code/11_record_tickets.sql"
};

static const unsigned char code_12_report_schedule[] = {
#embed "../../sql/code/12_report_schedule.sql"
};

static const unsigned char code_13_guards[] = {
#embed "../../sql/code/13_guards.sql"
};

static const unsigned char code_14_as_of[] = {
#embed "../../sql/code/14_as_of.sql"
};

static const unsigned char code_15_report_balance[] = {
#embed "../../sql/code/15_report_balance.sql"
};

static const unsigned char code_16_report_intakes[] = {
#embed "../../sql/code/16_report_intakes.sql"
};

static const unsigned char code_17_report_runs[] = {
#embed "../../sql/code/17_report_runs.sql"
};

static const unsigned char code_18_report_substances[] = {
#embed "../../sql/code/18_report_substances.sql"
};

static const unsigned char code_19_audit[] = {
#embed "../../sql/code/19_audit.sql"
};

static const unsigned char code_20_trace[] = {
#embed "../../sql/code/20_trace.sql"
};

static const unsigned char scenarios_jieshou[] = {
#embed "../../scenarios/jieshou.yaml"
};

static const unsigned char scenarios_jieshou_lead[] = {
#embed "../../scenarios/jieshou-lead.yaml"
};

static const unsigned char sentences_zh[] = {
#embed "../../sentences/zh.txt"
};

static const struct urbanmine_asset tables[] = {
    {"0001_site.sql", tables_0001_site, sizeof tables_0001_site},
    {"0002_journal.sql", tables_0002_journal, sizeof tables_0002_journal},
    {"0003_master_data.sql", tables_0003_master_data, sizeof tables_0003_master_data},
    {"0004_documents.sql", tables_0004_documents, sizeof tables_0004_documents},
    {"0005_ledger.sql", tables_0005_ledger, sizeof tables_0005_ledger},
    {"0006_report_schedule.sql", tables_0006_report_schedule, sizeof tables_0006_report_schedule},
};

static const struct urbanmine_asset code[] = {
    {"01_clear.sql", code_01_clear, sizeof code_01_clear},
    {"02_calendar.sql", code_02_calendar, sizeof code_02_calendar},
    {"03_kinds.sql", code_03_kinds, sizeof code_03_kinds},
    {"04_in_force.sql", code_04_in_force, sizeof code_04_in_force},
    {"05_journal.sql", code_05_journal, sizeof code_05_journal},
    {"06_periods.sql", code_06_periods, sizeof code_06_periods},
    {"07_postings.sql", code_07_postings, sizeof code_07_postings},
    {"08_posting_checks.sql", code_08_posting_checks, sizeof code_08_posting_checks},
    {"09_whole_events.sql", code_09_whole_events, sizeof code_09_whole_events},
    {"10_recording.sql", code_10_recording, sizeof code_10_recording},
    {"11_record_tickets.sql", code_11_record_tickets, sizeof code_11_record_tickets},
    {"12_report_schedule.sql", code_12_report_schedule, sizeof code_12_report_schedule},
    {"13_guards.sql", code_13_guards, sizeof code_13_guards},
    {"14_as_of.sql", code_14_as_of, sizeof code_14_as_of},
    {"15_report_balance.sql", code_15_report_balance, sizeof code_15_report_balance},
    {"16_report_intakes.sql", code_16_report_intakes, sizeof code_16_report_intakes},
    {"17_report_runs.sql", code_17_report_runs, sizeof code_17_report_runs},
    {"18_report_substances.sql", code_18_report_substances, sizeof code_18_report_substances},
    {"19_audit.sql", code_19_audit, sizeof code_19_audit},
    {"20_trace.sql", code_20_trace, sizeof code_20_trace},
};

static const struct urbanmine_asset scenarios[] = {
    {"jieshou", scenarios_jieshou, sizeof scenarios_jieshou},
    {"jieshou-lead", scenarios_jieshou_lead, sizeof scenarios_jieshou_lead},
};

const struct urbanmine_asset urbanmine_sentences_zh = {"zh.txt", sentences_zh, sizeof sentences_zh};

const struct urbanmine_asset *urbanmine_migration(unsigned index) {
    return index < sizeof tables / sizeof tables[0] ? &tables[index] : NULL;
}

const struct urbanmine_asset *urbanmine_code(unsigned index) {
    return index < sizeof code / sizeof code[0] ? &code[index] : NULL;
}

const struct urbanmine_asset *urbanmine_scenario(unsigned index) {
    return index < sizeof scenarios / sizeof scenarios[0] ? &scenarios[index] : NULL;
}
