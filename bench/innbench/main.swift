import Glibc

exit(BenchCommand(Array(CommandLine.arguments.dropFirst())).run())
