// getopt's global variables, which Swift 6 can't read safely, behind functions.
// Call these from the main thread before any other thread exists.
#ifndef CCOMMANDLINE_H
#define CCOMMANDLINE_H

int command_line_optind(void);
void command_line_reset(void);
const char *command_line_optarg(void);
int command_line_optopt(void);

#endif
