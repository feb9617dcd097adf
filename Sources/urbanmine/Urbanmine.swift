import ArgumentParser
import Glibc
internal import Operations

/// The command line of urbanmine.
@main
struct Urbanmine: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "urbanmine",
        abstract: "Books for a recycling city: what came in, what came out, and where the rest is.",
        discussion: """
            The books are in PostgreSQL: --database, URBANMINE_DATABASE_URL, libpq's
            environment, else a private cluster that urbanmine creates and starts by
            itself.

            Example:
              urbanmine import ./november && urbanmine report monthly 2024-11
            """,
        version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "Recording",
                subcommands: [
                    ImportCommand.self, BatchCommand.self, RunCommand.self, TransferCommand.self, ShipCommand.self,
                    ReturnCommand.self, AdjustCommand.self, CountCommand.self, CorrectCommand.self,
                    MaterialCommand.self, PartyCommand.self, FacilityCommand.self,
                ]),
            CommandGroup(
                name: "Asking", subcommands: [ReportCommand.self, TraceCommand.self, LedgerCommand.self]),
            CommandGroup(
                name: "Operating",
                subcommands: [
                    InitCommand.self, StatusCommand.self, DoctorCommand.self, ClusterCommand.self,
                    SimulateCommand.self, VersionCommand.self,
                ]),
        ])

    static var _errorLabel: String { "error" }

    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        if let fault = GlobalArguments.faultOfEncoding {
            Standard.leave(ErrorReport(arguments: Array(CommandLine.arguments.dropFirst())).tell(fault))
        }
        let arguments = GlobalArguments.movedBehindVerb(Array(CommandLine.arguments.dropFirst()))
        // Parsed within the task: a command is no value that could be sent to it.
        let task = Task { await execute(arguments) }
        Interruption.watch { task.cancel() }
        Standard.leave(await task.value)
    }

    /// Runs a command to its end, all errors told, and gives the exit status.
    private static func execute(_ arguments: [String]) async -> Int32 {
        do {
            var command = try await asyncParseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.done
        } catch let exit as ExitCode {
            return exit.rawValue
        } catch is OutputClosed {
            // Whoever read us had enough, as in `urbanmine report … | head`.
            return ExitStatus.done
        } catch {
            return ErrorReport(arguments: arguments).tell(error)
        }
    }
}
