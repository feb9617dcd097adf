internal import Glibc

/// The configuration that a new cluster gets.
///
/// It is written once, at the end of `postgresql.conf`, so `ALTER SYSTEM` can change any of it. What must never change
/// (no TCP, the socket's place and mode) is on the server's command line instead, where nothing overrides it.
enum ServerSettings {
    /// Only who can enter the socket's directory can connect; that is the whole of the access control.
    static let clientAuthentication = """
        # Written by urbanmine: reachable only through a socket in a directory that its owner alone can enter.
        local all all trust
        local replication all trust

        """

    /// The lines for `postgresql.conf`.
    static func configuration(memory: Int64) -> String {
        let megabyte: Int64 = 1 << 20
        // The cluster shares the machine with urbanmine and others, so it takes an eighth, not the usual quarter.
        let buffers = min(max(memory / 8 / megabyte, 32), 1_024)
        let cache = max(memory / 2 / megabyte, 128)
        return """

            # Written by urbanmine. Change with ALTER SYSTEM.
            max_connections = 100
            shared_buffers = \(buffers)MB
            effective_cache_size = \(cache)MB
            maintenance_work_mem = \(min(max(memory / 64 / megabyte, 16), 256))MB
            work_mem = 16MB
            fsync = on
            synchronous_commit = on
            full_page_writes = on
            wal_level = replica
            wal_compression = on
            max_wal_size = 2GB
            checkpoint_timeout = 15min
            jit = off
            random_page_cost = 1.5
            timezone = 'UTC'
            log_timezone = 'UTC'
            # Outside the data directory, so that backups do not hold it.
            logging_collector = on
            log_destination = 'stderr'
            log_directory = '../log'
            log_filename = 'postgresql-%Y%m%d-%H%M%S.log'
            log_rotation_age = 0
            log_rotation_size = 10MB
            log_line_prefix = '%m [%p] %u@%d '

            """
    }

    /// The memory that this process may use, in bytes: the machine's, or less in a control group.
    static func usableMemory() -> Int64 {
        let machine = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        guard let text = FileSystem.text(of: "/sys/fs/cgroup/memory.max", limit: 64),
            let limit = Int64(text.prefix { $0.isNumber })
        else { return machine }
        return min(machine, limit)
    }
}
