import Interchange
import MaterialLedger
import Operations
import Testing
import Wording

/// Whatever cell of a document differs from what is on record, importing it again is a conflict that names it; master
/// data become a new revision.
struct ChangedContentTests {
    /// A file with all its columns: what is on record, and for each column what else it may say; no other for the
    /// columns by which a row is known again, which make it another row.
    struct Sheet: Sendable, CustomTestStringConvertible {
        let file: BundleFile
        let columns: [String]
        let recorded: [String]
        let others: [String]
        var testDescription: String { file.fileName }

        init(_ file: BundleFile, _ rows: String) {
            self.file = file
            let rows = rows.split(separator: "\n").map { row in
                row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            (columns, recorded, others) = (rows[0], rows[1], rows[2])
        }

        func text(changing changed: Int? = nil) -> String {
            var cells = recorded
            if let changed { cells[changed] = others[changed] }
            return columns.joined(separator: ",") + "\n" + cells.joined(separator: ",") + "\n"
        }
    }

    private static let masterData = [
        Sheet(.parties, "party,name,province,uscc\nP1,Party,410000,9134\n,Other,340000,9135"),
        Sheet(
            .facilities,
            """
            facility,name,operator,park,capacity_t_per_year,permit,permit_t_per_year
            F1,Plant,Works,Park,1000,A1,500
            ,Other,Others,East,1001,A2,501
            """),
        Sheet(
            .materials,
            """
            material,name_zh,name_en,stream,role,unit_mass_g,waste_code,reported
            scrap,废料,scrap,battery,scrap,15000,HW31,true
            ,废物,waste,other,residue,15001,HW49,false
            """),
        Sheet(.compositions, "material,substance,fraction,sigma,valid_from\nscrap,Pb,0.6,0.01,2024-01-01\n,,0.7,0.02,"),
        Sheet(.assays, "lot,substance,fraction,sigma\nL1,Pb,0.6,0.01\n,,0.7,0.02"),
        Sheet(
            .history,
            "period,table,material,mass_g,facility,units,tickets\n2023-11,inflow,scrap,1000,F1,3,2\n,,,1001,,4,3"),
    ]

    private static let documents = [
        Sheet(
            .opening,
            """
            facility,lot,material,mass_g,at,units,supplier,province,basis,method,sigma_g,recorded_by
            F1,O1,scrap,9000,2024-11-01 08:00,4,P1,410000,measured,scale,5.5,Li
            F2,,lead,9001,2024-11-01 09:00,5,P2,340000,estimated,eye,6.5,Wang
            """),
        Sheet(
            .intakes,
            """
            ticket,received_at,facility,material,supplier,province,gross_g,tare_g,deduction_g,net_g,lot,\
            deduction_kind,moisture_g,impurity_g,declared_g,truck,driver,manifest,owner,origin_class,basis,method,sigma_g,\
            recorded_by
            T1,2024-11-05 08:00,F1,scrap,P1,410000,12000,1000,1000,10000,L1,\
            commercial,400,500,9000,A88888,Zhang,M1,Wu,urban,measured,scale,5.5,\
            Li
            ,2024-11-05 09:00,F2,lead,P2,340000,12001,1001,1001,10001,L9,\
            removed,401,501,9001,A99999,Chen,M2,Zhou,rural,estimated,eye,6.5,\
            Wang
            """),
        Sheet(
            .runs,
            """
            run,facility,process,started_at,ended_at,energy_kwh,green_kwh,recorded_by
            R1,F1,smelting,2024-11-06 08:00,2024-11-06 20:00,100,50,Li
            ,F2,refining,2024-11-06 09:00,2024-11-06 21:00,101,51,Wang
            """),
        Sheet(
            .transfers,
            """
            transfer,sent_at,received_at,lot,from_facility,to_facility,mass_g,received_g,basis,method,sigma_g,recorded_by
            V1,2024-11-07 08:00,2024-11-07 10:00,A1,F1,F2,2000,1990,measured,scale,5.5,Li
            ,2024-11-07 07:00,2024-11-07 11:00,L1,F3,F3,2001,1991,estimated,eye,6.5,Wang
            """),
        Sheet(
            .shipments,
            """
            shipment,shipped_at,facility,customer,lot,mass_g,units,kind,manifest,order,basis,method,sigma_g,recorded_by
            S1,2024-11-08 08:00,F2,C1,A1,1000,1,sale,M1,O1,measured,scale,5.5,Li
            ,2024-11-08 09:00,F1,C2,L1,1001,2,sample,M2,O2,estimated,eye,6.5,Wang
            """),
        Sheet(
            .returns,
            """
            return,returned_at,facility,shipment,lot,mass_g,units,basis,method,sigma_g,recorded_by
            B1,2024-11-10 08:00,F2,S1,A1,500,1,measured,scale,5.5,Li
            ,2024-11-10 09:00,F1,S9,L1,501,2,estimated,eye,6.5,Wang
            """),
        Sheet(
            .adjustments,
            """
            adjustment,at,facility,lot,mass_g,reason,basis,method,sigma_g,recorded_by
            J1,2024-11-11 08:00,F1,L1,-100,drying,measured,scale,5.5,Li
            ,2024-11-11 09:00,F2,O1,-101,acid,estimated,eye,6.5,Wang
            """),
        Sheet(
            .counts,
            """
            count,counted_at,facility,lot,mass_g,basis,method,sigma_g,recorded_by
            N1,2024-11-30 18:00,F1,L1,4000,measured,scale,5.5,Li
            ,2024-11-30 19:00,F2,O1,4001,estimated,eye,6.5,Wang
            """),
    ]

    private static let runLines = [
        Sheet(
            .runInputs, "run,lot,mass_g,basis,method,sigma_g\nR1,L1,5000,measured,scale,5.5\n,O1,5001,estimated,eye,6.5"
        ),
        Sheet(
            .runAdditions,
            "run,material,mass_g,source,basis,method,sigma_g\nR1,acid,1000,tap,measured,scale,5.5\n"
                + ",fume,1001,well,estimated,eye,6.5"),
        Sheet(
            .runOutputs,
            "run,lot,material,mass_g,units,basis,method,sigma_g\nR1,A1,lead,4000,4,measured,scale,5.5\n"
                + ",A9,dross,4001,5,estimated,eye,6.5"),
        Sheet(
            .runLosses,
            "run,material,mass_g,basis,method,sigma_g\nR1,fume,2000,measured,scale,5.5\n,dross,2001,estimated,eye,6.5"),
    ]

    private static let all = masterData + documents + runLines

    @Test(arguments: documents + runLines)
    func anyCellOfADocumentIsCompared(_ sheet: Sheet) async throws {
        let books = try await Self.recorded()
        for (place, column) in sheet.columns.enumerated() where !sheet.others[place].isEmpty {
            let found = await #expect(throws: Faults.self) { try await books.tryAgain(Self.files(sheet, place)) }
            let told = found?.list.filter { $0.code == .conflict }.map(\.message.english) ?? []
            #expect(told.count == 1 && told[0].contains(sheet.difference(place)), "\(column): \(told)")
        }
    }

    @Test(arguments: masterData)
    func anyCellOfMasterDataIsANewRevision(_ sheet: Sheet) async throws {
        let books = try await Self.recorded()
        for (place, column) in sheet.columns.enumerated() where !sheet.others[place].isEmpty {
            let receipt = try await books.tryAgain(Self.files(sheet, place))
            #expect(receipt.revised == [sheet.file: 1], "\(column)")
            #expect(receipt.recorded.isEmpty, "\(column)")
        }
    }

    /// So that a column more in the format is a column more in these tests.
    @Test(arguments: all)
    func theTablesHaveAllColumns(_ sheet: Sheet) throws {
        let (_, faults, _) = BundleDecoder(zone: ZoneRules(identifier: "UTC", fixedOffset: 0)).decode([
            BundleInput(name: sheet.file.fileName, bytes: Array("unknownword\n".utf8))
        ])
        let told = try #require(faults.first { $0.code == .unknownColumn }).message.english
        let known = try #require(told.split(separator: "it may have ").last).split(separator: ", ").map(String.init)
        #expect(Set(sheet.columns).union(Self.unkept(sheet.file)) == Set(known))
    }

    /// Columns that a file may have and that are not kept: who recorded master data or a single line of a run, and how
    /// a figure of the months before the books was measured.
    private static func unkept(_ file: BundleFile) -> Set<String> {
        switch file {
        case .history: ["recorded_by", "basis", "method", "sigma_g"]
        case .parties, .facilities, .materials, .compositions, .assays, .runInputs, .runAdditions, .runOutputs,
            .runLosses:
            ["recorded_by"]
        default: []
        }
    }

    private static func recorded() async throws -> TestBooks {
        let books = try await TestBooks.open()
        try await books.importFiles(all.map { ($0.file.fileName, $0.text()) })
        // The same once more is no news, so that what differs below is the cell.
        let again = try await books.tryAgain(all.map { ($0.file.fileName, $0.text()) })
        #expect(again.recorded.isEmpty && again.revised.isEmpty)
        return books
    }

    private static func files(_ changed: Sheet, _ place: Int) -> [(name: String, text: String)] {
        all.map { ($0.file.fileName, $0.text(changing: $0.file == changed.file ? place : nil)) }
    }
}

extension ChangedContentTests.Sheet {
    /// How a conflict names the cell: a line's with its lot or material, another lot as a line that is not on record.
    fileprivate func difference(_ place: Int) -> String {
        let column = columns[place]
        let (before, now) = (written(recorded[place]), written(others[place]))
        guard let key, let line = columns.firstIndex(of: key) else {
            return "\(column) is \(before) on record and \(now) here"
        }
        if column == key { return "\(key) \(now) in \(file.fileName) is not on record" }
        let place = Self.headers.contains(column) ? "" : " of \(key) \(recorded[line]) in \(file.fileName)"
        return "\(column)\(place) is \(before) on record and \(now) here"
    }

    /// The column by which the lines of a document are told apart; nil: it has but one.
    private var key: String? {
        switch file {
        case .opening, .intakes, .runs: nil
        case .runAdditions, .runLosses: "material"
        default: "lot"
        }
    }

    private static let headers: Set<String> = [
        "sent_at", "received_at", "from_facility", "to_facility", "shipped_at", "facility", "customer", "kind",
        "manifest", "order", "returned_at", "shipment", "at", "counted_at", "recorded_by",
    ]

    /// Times are told with their offset.
    private func written(_ cell: String) -> String {
        cell.contains(" ") ? cell.replacing(" ", with: "T") + ":00+08:00" : cell
    }
}

extension TestBooks {
    /// What an import would record, or why it would not.
    fileprivate func tryAgain(_ files: [(name: String, text: String)]) async throws -> ImportBundle.Receipt {
        try await ImportBundle(books).run(
            files.map { BundleInput(name: $0.name, bytes: Array($0.text.utf8)) }, dryRun: true)
    }
}
