#ifndef URBANMINE_CLIBPQ_SHIM_H
#define URBANMINE_CLIBPQ_SHIM_H

#include <libpq-fe.h>

#endif
