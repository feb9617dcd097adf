#ifndef URBANMINE_CLIBXLSXWRITER_H
#define URBANMINE_CLIBXLSXWRITER_H

#include <linux/memfd.h>
#include <xlsxwriter.h>

/* Declared by glibc for _GNU_SOURCE only, which Swift's importer does not set. */
extern int memfd_create(const char *name, unsigned int flags);

/* MFD_CLOEXEC is a macro that the importer may not see through on every kernel's headers. */
static const unsigned int urbanmine_memfd_cloexec = MFD_CLOEXEC;

#endif
