// libzip's own header under a name that is ours, so that the module map needs no absolute path.
#include <zip.h>
