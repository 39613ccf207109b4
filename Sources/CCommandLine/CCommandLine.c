#include "CCommandLine.h"
#include <getopt.h>

int command_line_optind(void) { return optind; }
// 0 (not 1) makes glibc also forget where it was inside a cluster of short options.
void command_line_reset(void) { optind = 0; opterr = 0; }
const char *command_line_optarg(void) { return optarg; }
int command_line_optopt(void) { return optopt; }
