import Glibc

@main enum InnbenchProgram {
  static func main() {
    exit(BenchCommand(Array(CommandLine.arguments.dropFirst())).run())
  }
}
