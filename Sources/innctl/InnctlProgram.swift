import Foundation
import Glibc

/// The program, from its arguments to its exit status.
@main enum InnctlProgram {
  static func main() async {
    // Guests' names are in the files this program makes: nobody else on the machine reads them.
    umask(0o077)
    let environment = ProcessInfo.processInfo.environment
    let tool = CommandLineTool(
      console: .standard(environment: environment),
      environment: environment,
    )
    exit(await tool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }
}
