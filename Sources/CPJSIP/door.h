// SwiftPM drops the -D flags of PJSIP's .pc file, so the door sets what the library was built with.
#ifndef PJ_AUTOCONF
#define PJ_AUTOCONF 1
#endif
#ifndef PJ_IS_BIG_ENDIAN
#define PJ_IS_BIG_ENDIAN 0
#endif
#ifndef PJ_IS_LITTLE_ENDIAN
#define PJ_IS_LITTLE_ENDIAN 1
#endif
#ifndef NDEBUG
#define NDEBUG 1
#endif
#include <pjsua-lib/pjsua.h>
