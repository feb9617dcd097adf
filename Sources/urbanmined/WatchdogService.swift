import ServiceLifecycle

/// Tells the service manager that the daemon lives, for as long as its work goes on.
struct WatchdogService: Service {
    let notifier: SystemdNotifier
    let pulse: Pulse
    /// The longest that one step of the work may take before it counts as hung.
    let patience: Duration

    func run() async throws {
        guard let interval = notifier.watchdog else {
            try await gracefulShutdown()
            return
        }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if pulse.age < patience { notifier.alive() }
                // Asked to be told twice in each interval, as sd_notify(3) advises.
                try? await Task.sleep(for: interval / 2)
            }
        }
    }
}
