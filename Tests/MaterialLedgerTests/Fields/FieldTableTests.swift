import MaterialLedger
import Testing

/// What every type of row must have, whatever kinds of documents come.
@Suite("Tables of fields")
struct FieldTableTests {
    @Test("Every file's rows are of one shape, and in the list of their file", arguments: BundleFile.allCases)
    func everyFileHasAShape(file: BundleFile) {
        let row = file.row
        #expect(row.file == file)
        let shapes = [
            row is any ThingRow.Type, row is any ArrivalRow.Type, row is any DocumentLine.Type,
            row is any RunLine.Type, row is Run.Type, row is Correction.Type,
        ]
        #expect(shapes.count { $0 } == 1)
        func standsInItsOwnList<Row: BundleRow>(_ type: Row.Type) -> Bool {
            var bundle = Bundle()
            bundle[keyPath: Row.list] = [Row(placeholderAt: SourceLine(file, line: 7))]
            func count<Other: BundleRow>(_ type: Other.Type) -> Int { bundle[keyPath: Other.list].count }
            return BundleFile.allCases.allSatisfy { count($0.row) == ($0 == file ? 1 : 0) }
                && bundle[keyPath: Row.list][0].source == SourceLine(file, line: 7)
        }
        let stands = standsInItsOwnList(row)
        #expect(stands)
    }

    @Test("Every document says which it is and when, and stands in the list of kinds", arguments: BundleFile.allCases)
    func everyDocumentIsDated(file: BundleFile) {
        func check<Row: HeadRow>(_ type: Row.Type) {
            #expect(EventKind.documents.contains(Row.kind))
            #expect(Row.kind.file == file)
            #expect(Row.schema.documentID != nil)
            #expect(Row.schema.fields.count { $0.moment == .dating } == 1)
            #expect(Row.schema["recorded_by"] != nil)
            // The dating field is what locks of months and the check of closed months go by.
            var row = Row(placeholderAt: SourceLine(file, line: 2))
            let at = Instant(microseconds: 1_730_764_800_000_000)
            for field in Row.schema.fields where field.moment == .dating {
                if case .time(let path) = field.place { path.set(&row, at) }
                #expect(field.value(in: row) == .time(at))
            }
            #expect(row.occurredAt == at)
        }
        if let head = file.row as? any HeadRow.Type { check(head) }
    }

    @Test("Every kind of document that people record has a file of its own", arguments: EventKind.documents)
    func everyKindHasAFile(kind: EventKind) {
        // An acceptance comes of a count, by a command.
        guard kind != .acceptance else { return }
        #expect(kind.file?.documentRow?.kind == kind)
    }

    @Test(
        "Names of fields are unique, in the contract's form, and a lot is moved or made", arguments: BundleFile.allCases
    )
    func namesAreUnique(file: BundleFile) {
        func check<Row: BundleRow>(_ type: Row.Type) {
            let names = Row.schema.fields.map(\.name)
            #expect(Set(names).count == names.count)
            #expect(names.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "_" } })
            for field in Row.schema.fields where field.name == "lot" {
                #expect(field.naming == .refers(.lot) || field.naming == .defines(.lot))
            }
            for field in Row.schema.fields where field.name.hasSuffix("facility") && file != .facilities {
                #expect(field.naming == .refers(.facility))
            }
        }
        check(file.row)
    }

    /// Every lot that a new document moves is locked, and every month that it is dated in is held.
    @Test("Lots and months of every document are held", arguments: BundleFile.allCases)
    func lotsAndMonthsAreHeld(file: BundleFile) {
        func check<Row: DocumentRow>(_ type: Row.Type) {
            var row = Row(placeholderAt: SourceLine(file, line: 2))
            var moments = 0
            for (place, field) in Row.schema.fields.enumerated() {
                let at = Instant(microseconds: Int64(place + 1) * 40 * 86_400_000_000)
                switch field.place {
                case .text(let path): path.set(&row, field.naming == .nothing ? "x" : field.name + "-1")
                case .time(let path) where field.moment != nil:
                    path.set(&row, at)
                    moments += 1
                case .optionalTime(let path) where field.moment != nil:
                    path.set(&row, at)
                    moments += 1
                default: break
                }
            }
            var bundle = Bundle()
            bundle[keyPath: Row.list] = [row]
            var rules = Samples.rules
            rules.month = { Month.first.advanced(by: Int($0.microseconds / (40 * 86_400_000_000))) }
            let check = BundleCheck(bundle, rules: rules)
            #expect(check.monthsToHold.count == moments)
            let lots = Row.schema.fields.filter { $0.naming == .refers(.lot) || $0.naming == .defines(.lot) }
            #expect(check.lotsToLookUp.count == lots.count)
            #expect(check.movedLots.count == lots.count { $0.naming == .refers(.lot) })
        }
        if let document = file.documentRow { check(document) }
    }
}
