import Logging
import Operations
import ServiceLifecycle
import UnixSignals

/// The services of the daemon and their common end.
struct Daemon {
    private let settings: DaemonSettings
    private let logger: Logger

    init(_ settings: DaemonSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// Runs until a signal or a trouble that no waiting mends; gives the exit status.
    func run() async -> Int32 {
        logger.info(
            """
            making reports of \(settings.location.description) in \(settings.archive.directory), \
            on day \(settings.timing.day) at hour \(settings.timing.hour)
            """)
        let notifier = SystemdNotifier(environment: Environment.all)
        let pulse = Pulse()
        var configuration = ServiceGroupConfiguration(
            services: [
                // One report of a large month takes seconds; recovery of the embedded cluster can take minutes.
                // Named, since the group would log the services' values, and the database's may hold a password.
                .init(
                    service: WatchdogService(notifier: notifier, pulse: pulse, patience: .seconds(1200)),
                    serviceName: "watchdog"),
                .init(
                    service: ReportService(settings: settings, logger: logger, notifier: notifier, pulse: pulse),
                    successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "reports"),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            let trouble = ReportingTrouble(error)
            logger.critical("\(trouble.message)")
            if let details = trouble.failure.details { logger.debug("\(details)") }
            return ExitStatus.of(trouble.failure)
        }
        await stopClusterIfAsked()
        logger.info("stopped")
        return ExitStatus.done
    }

    private func stopClusterIfAsked() async {
        guard settings.stopsCluster else { return }
        do {
            if try await settings.location.stopCluster() { logger.info("stopped the embedded cluster") }
        } catch {
            logger.error("the embedded cluster goes on: \(ReportingTrouble(error).message)")
        }
    }
}
