/// The serial executor of one connection: a thread of its own, where libpq may block.
///
/// A thread rather than a dispatch queue: how many queues can block at once is dispatch's decision, and libpq's
/// writes need SIGPIPE blocked on the thread that makes them.
final class ConnectionThread: SerialExecutor {
    private struct Jobs {
        /// Each with its executor, which must not go away while a job runs on it.
        var waiting: [(UnownedJob, ConnectionThread)] = []
        var isStopped = false
    }

    private let jobs: Monitor<Jobs>

    /// Throws `connectionFailed` when the system has no thread left.
    init() throws(PostgresError) {
        let jobs = Monitor(Jobs())
        self.jobs = jobs
        let started = DetachedThread.start { Self.run(jobs) }
        guard started else {
            throw PostgresError(code: .connectionFailed, message: "no thread is left for a connection")
        }
    }

    /// The last job has run: jobs hold their executor.
    deinit {
        jobs.withLock { $0.isStopped = true }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.waiting.append((job, self)) }
    }

    private static func run(_ jobs: Monitor<Jobs>) {
        while runNext(jobs) {}
    }

    /// A function of its own, so that the jobs and with them the executor are let go before the next wait.
    private static func runNext(_ jobs: Monitor<Jobs>) -> Bool {
        let batch: [(UnownedJob, ConnectionThread)]? = jobs.wait { jobs in
            if jobs.isStopped { return .some(nil) }
            guard !jobs.waiting.isEmpty else { return nil }
            defer { jobs.waiting.removeAll() }
            return jobs.waiting
        }
        guard let batch else { return false }
        for (job, executor) in batch { job.runSynchronously(on: executor.asUnownedSerialExecutor()) }
        return true
    }
}
