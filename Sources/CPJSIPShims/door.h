// SwiftPM drops the -D flags of PJSIP's .pc file, so they are set as the library was built.
#ifndef INNBRIDGE_PJSIP_DOOR_H
#define INNBRIDGE_PJSIP_DOOR_H
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
#endif
