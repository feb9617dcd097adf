import Wording

/// Checks a bundle against itself and against the books, and plans what to write.
///
/// Pure: the caller looks up in the database what each step asks for and hands it in. All faults are gathered, not
/// only the first; what merely follows from another fault is left out (contract, section 1).
///
/// ```
/// var check = BundleCheck(bundle, faults: read, rules: rules)
/// check.checkRows()
/// check.compare(with: names)      // asks: check.names
/// check.checkMovements(with: lots) // asks: check.lotsToLookUp, check.shipmentsToLookUp
/// let plan = try check.plan()
/// ```
package struct BundleCheck: Sendable {
    /// Whether rows are new documents, or say anew what documents on record are (corrections, completions).
    package enum Mode: Sendable {
        case record
        /// The ids of the documents that the rows revise.
        case revise(documents: [EventKind: [String: Int64]])
    }

    package let bundle: Bundle
    package let rules: RecordingRules
    package let mode: Mode
    package internal(set) var faults: [Fault] = []
    /// The first instant of the first open month, where documents of closed months are revised: what differs from what
    /// was posted there is posted at this time.
    package var openFrom: Instant?

    var known = KnownNames()
    var runs = RunLines()
    /// The rows of documents of several lines, by their file.
    var groups: [BundleFile: LineGroups] = [:]
    /// Documents that are on record already with the same content: their rows are passed over from then on.
    var skipped: [EventKind: Set<String>] = [:]
    /// Documents that are on record with other content: told once, and their rows judged no further.
    var conflicting: [EventKind: Set<String>] = [:]
    /// Fields that could not be read or were told already, by row: what follows from them is not told again.
    var faulty: [SourceLine: Set<String>]
    /// Fields that were told and stand all the same, since what the row moves, and when, can be judged with them.
    ///
    /// A time that lies before another was typed too early, or the other too late: with either there is more to draw
    /// from than there should be, so that what is drawn too much with them is too much without them.
    var standing: [SourceLine: Set<String>] = [:]
    /// Rows that were told as given twice: what they say is there already.
    var repeated: Set<SourceLine> = []
    /// Runs without an end of which a line was told that needs one.
    var unfinished: Set<String> = []
    /// Files of which not all rows are known, so that a name may be missing only because its row is.
    let incomplete: Set<BundleFile>
    /// Files in which some row's id is blank or malformed: who means it by its right name is not at fault.
    var filesOfFaultyIDs: Set<BundleFile> = []
    /// Lots that a faulty row names: their running sums would tell consequences, not causes.
    var taintedLots: Set<String> = []
    /// Lots of which it is not clear when they come to be, or where one use before that was told already.
    var untimedLots: Set<String> = []
    /// Inputs of runs that don't balance: one of the masses is wrong, perhaps this one.
    var doubtfulDraws: Set<SourceLine> = []
    /// Rows that draw from a lot before it comes to be, one for each lot.
    var earlyDraws: [(lot: String, mass: Int64, source: SourceLine)] = []
    var result = RecordingPlan()

    /// - Parameters:
    ///   - faults: what reading the bundle found already.
    ///   - incomplete: files that could not be read whole.
    package init(
        _ bundle: Bundle, faults: [Fault] = [], incomplete: Set<BundleFile> = [], rules: RecordingRules,
        mode: Mode = .record
    ) {
        self.bundle = bundle
        self.faulty = bundle.unreadFields
        self.incomplete = incomplete
        self.rules = rules
        self.mode = mode
        self.faults = faults
    }

    var isRevising: Bool {
        if case .revise = mode { return true }
        return false
    }

    func isSkipped(_ kind: EventKind, _ code: String) -> Bool {
        skipped.isEmpty ? false : skipped[kind]?.contains(code) == true
    }

    /// The documents of several lines of a file, with the places of their rows.
    func groups(_ file: BundleFile) -> Zip2Sequence<[String], [[Int]]> {
        let groups = groups[file] ?? LineGroups()
        return zip(groups.codes, groups.rows)
    }

    // MARK: - Telling faults

    /// Adds a fault that was found elsewhere.
    package mutating func add(_ fault: Fault) { faults.append(fault) }

    mutating func tell(
        _ code: FaultCode, _ source: SourceLine, _ field: String?, _ value: String? = nil, _ message: Sentence,
        about subject: FaultSubject? = nil
    ) {
        if let field { faulty[source, default: []].insert(field) }
        add(fault(code, source, field, value, message, about: subject))
    }

    func fault(
        _ code: FaultCode, _ source: SourceLine, _ field: String?, _ value: String?, _ message: Sentence,
        about subject: FaultSubject? = nil
    ) -> Fault {
        Fault(
            code, file: source.line == 0 ? nil : source.file.fileName,
            line: source.line == 0 ? nil : Int(source.line), field: field, value: value, message, about: subject)
    }

    /// The faults in the order of the contract: by file in the order of its table, then by line.
    package var orderedFaults: [Fault] {
        let order = Dictionary(
            uniqueKeysWithValues: BundleFile.allCases.map { ($0.fileName, Int($0.rawValue)) })
        let sorted = faults.enumerated().sorted { left, right in
            let a = (left.element.file.flatMap { order[$0] } ?? -1, left.element.line ?? 0, left.offset)
            let b = (right.element.file.flatMap { order[$0] } ?? -1, right.element.line ?? 0, right.offset)
            return a < b
        }
        return sorted.map(\.element)
    }

    /// The plan, once nothing was found.
    ///
    /// - Throws: `Faults` with everything that is wrong.
    package func plan() throws(Faults) -> RecordingPlan {
        guard faults.isEmpty else { throw Faults(orderedFaults) }
        return result
    }
}

/// Rows of documents of several lines, by document, in the order in which the documents first appear.
struct LineGroups: Sendable {
    private(set) var codes: [String] = []
    private(set) var rows: [[Int]] = []

    init() {}

    init(_ documents: [String]) {
        var places: [String: Int] = [:]
        places.reserveCapacity(documents.count)
        for (row, code) in documents.enumerated() {
            if let place = places[code] {
                rows[place].append(row)
            } else {
                places[code] = codes.count
                codes.append(code)
                rows.append([row])
            }
        }
    }

    /// The documents of several lines of a bundle.
    static func all(_ bundle: Bundle) -> [BundleFile: LineGroups] {
        func group<Line: DocumentLine>(_ type: Line.Type) -> LineGroups {
            LineGroups(bundle[keyPath: Line.list].map(\.documentCode))
        }
        return BundleFile.allCases.reduce(into: [:]) { groups, file in
            if let line = file.row as? any DocumentLine.Type { groups[file] = group(line) }
        }
    }
}

/// The lines of each run, as places in the bundle's lists.
struct RunLines: Sendable {
    /// Run code to its row in `Bundle.runs` (the first, where a code is taken twice).
    private(set) var rows: [String: Int] = [:]
    private(set) var inputs = Slices()
    private(set) var additions = Slices()
    private(set) var outputs = Slices()
    private(set) var losses = Slices()

    /// The types of a run's lines, in the order of their files.
    static let types: [any RunLine.Type] = BundleFile.allCases.compactMap { $0.row as? any RunLine.Type }

    /// The lines that stand in a file.
    subscript<Line: RunLine>(type: Line.Type) -> Slices {
        switch type.file {
        case .runInputs: inputs
        case .runAdditions: additions
        case .runOutputs: outputs
        case .runLosses: losses
        default: Slices()
        }
    }

    init() {}

    init(_ bundle: Bundle) {
        var rows: [String: Int] = [:]
        rows.reserveCapacity(bundle.runs.count)
        for (row, run) in bundle.runs.enumerated() where rows[run.run] == nil { rows[run.run] = row }
        func slice<Line: RunLine>(_ type: Line.Type) -> Slices {
            Slices(bundle[keyPath: Line.list].map { rows[$0.run] }, count: bundle.runs.count)
        }
        self.rows = rows
        inputs = slice(RunInput.self)
        additions = slice(RunAddition.self)
        outputs = slice(RunOutput.self)
        losses = slice(RunLoss.self)
    }

    /// Places grouped by owner, in file order within each (a counting sort: one pass, two arrays).
    struct Slices: Sendable {
        private var starts: [Int] = [0]
        private var places: [Int] = []
        /// Owner of each line; nil where the run is unknown.
        private(set) var owners: [Int?] = []

        init() {}

        init(_ owners: [Int?], count: Int) {
            self.owners = owners
            starts = [Int](repeating: 0, count: count + 1)
            for owner in owners { if let owner { starts[owner + 1] += 1 } }
            for index in 0..<count { starts[index + 1] += starts[index] }
            var next = starts
            places = [Int](repeating: 0, count: starts[count])
            for (line, owner) in owners.enumerated() {
                guard let owner else { continue }
                places[next[owner]] = line
                next[owner] += 1
            }
        }

        subscript(owner: Int) -> ArraySlice<Int> { places[starts[owner]..<starts[owner + 1]] }
    }
}
