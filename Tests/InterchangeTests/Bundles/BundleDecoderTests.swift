import MaterialLedger
import Testing

@testable import Interchange

@Suite("Decoding of bundles")
struct BundleDecoderTests {
    private func decode(
        _ files: (String, String)...
    ) throws -> (bundle: Bundle, faults: [Fault], ignored: [String]) {
        BundleDecoder(zone: try Fixture.shanghai())
            .decode(files.map { BundleInput(name: $0.0, bytes: Array($0.1.utf8)) })
    }

    private func told(_ faults: [Fault]) -> [String] { faults.map { "\($0.code.text) \($0.description)" } }

    // MARK: Good files

    @Test("An intake with every column, in another order and other units")
    func fullIntake() throws {
        let (bundle, faults, ignored) = try decode(
            (
                "day/intakes.csv",
                "lot,net_t,gross_kg,tare_g,deduction_kg,ticket,received_at,facility,material,supplier,province,"
                    + "deduction_kind,moisture_kg,impurity_g,declared_t,truck,driver,manifest,owner,origin_class,basis,method,"
                    + "sigma_kg,recorded_by\r\n"
                    + "T1,20.49628,26620,6000000,123.72,WT1,2024-12-01 00:15:42,yard-1,scrap-la,S4,410000,removed,"
                    + "61.86,61860,20.5,豫A88888,老张,M-1,Owner,post-consumer,measured,scale 3,0.02,王芳\r\n"
            ))
        #expect(faults.isEmpty)
        #expect(ignored.isEmpty)
        #expect(bundle.unreadFields.isEmpty)
        let zone = try Fixture.shanghai()
        let receivedAt = try #require(TimeText.parse("2024-12-01T00:15:42+08:00", zone: zone))
        #expect(
            bundle.intakes == [
                Intake(
                    source: SourceLine(.intakes, line: 2), ticket: "WT1", receivedAt: receivedAt, facility: "yard-1",
                    material: "scrap-la", supplier: "S4", province: "410000", gross: Mass(grams: 26_620_000),
                    tare: Mass(grams: 6_000_000), deduction: Mass(grams: 123_720), net: Mass(grams: 20_496_280),
                    lot: "T1", deductionKind: .removed, moisture: Mass(grams: 61_860), impurity: Mass(grams: 61_860),
                    declared: Mass(grams: 20_500_000), truck: "豫A88888", driver: "老张", manifest: "M-1", owner: "Owner",
                    originClass: "post-consumer",
                    measurement: Measurement(basis: .measured, method: "scale 3", sigmaGrams: 20), recordedBy: "王芳")
            ])
    }

    @Test("Every file takes the columns that stand beside a mass or a document")
    func commonColumns() throws {
        let (bundle, faults, _) = try decode(
            (
                "opening.csv",
                "facility,lot,material,mass_g,at,basis,method,sigma_g,recorded_by\nf,l,m,1,2024-12-01,estimated,x,0.5,me\n"
            ),
            ("runs.csv", "run,facility,process,started_at,recorded_by\nr,f,p,2024-12-01,me\n"),
            ("run_inputs.csv", "run,lot,mass_kg,basis,method,sigma_g,recorded_by\nr,l,1,estimated,x,0.5,me\n"),
            (
                "run_additions.csv",
                "run,material,mass_g,source,basis,method,sigma_g,recorded_by\nr,m,1,air,estimated,x,0.5,me\n"
            ),
            (
                "run_outputs.csv",
                "run,lot,material,mass_g,basis,method,sigma_g,recorded_by\nr,l,m,1,estimated,x,0.5,me\n"
            ),
            ("run_losses.csv", "run,material,mass_g,basis,method,sigma_g,recorded_by\nr,m,1,estimated,x,0.5,me\n"),
            (
                "transfers.csv",
                "transfer,sent_at,lot,from_facility,to_facility,mass_t,received_t,basis,method,sigma_g,recorded_by\n"
                    + "v,2024-12-01,l,f,g,1.5,1.4,estimated,x,0.5,me\n"
            ),
            (
                "shipments.csv",
                "shipment,shipped_at,facility,customer,lot,mass_g,units,kind,manifest,order,basis,method,sigma_g,recorded_by\n"
                    + "h,2024-12-01,f,c,l,1,7,sample,m,o,estimated,x,0.5,me\n"
            ),
            (
                "returns.csv",
                "return,returned_at,facility,shipment,lot,mass_g,basis,method,sigma_g,recorded_by\n"
                    + "b,2024-12-01,f,h,l,1,estimated,x,0.5,me\n"
            ),
            (
                "adjustments.csv",
                "adjustment,at,facility,lot,mass_kg,reason,basis,method,sigma_g,recorded_by\n"
                    + "a,2024-12-01,f,l,-1.5,dried,estimated,x,0.5,me\n"
            ),
            (
                "counts.csv",
                "count,counted_at,facility,lot,mass_g,basis,method,sigma_g,recorded_by\nc,2024-12-01,f,l,0,estimated,x,0.5,me\n"
            ),
            ("assays.csv", "lot,substance,fraction,recorded_by\nl,Pb,0.5,me\n"),
            ("history.csv", "period,table,material,mass_t,tickets,sigma_g,recorded_by\n2023-12,output,m,2,5,,me\n"),
            ("compositions.csv", "material,substance,fraction,recorded_by\nm,Pb,0.5,me\n"),
            ("parties.csv", "party,name,recorded_by\np,n,me\n"),
            (
                "facilities.csv",
                "facility,name,capacity_t_per_year,permit_t_per_year,recorded_by\nf,n,1200.5,0.000001,me\n"
            ),
            (
                "materials.csv",
                "material,name_zh,name_en,stream,role,unit_mass_kg,reported,recorded_by\nm,铅,lead,battery,scrap,6.9,true,me\n"
            ),
            (
                "corrections.csv",
                "document,field,value,reason,corrected_at,recorded_by\nintake:WT1,truck,豫A1,typo,2024-12-02,me\n"
            ))
        #expect(told(faults) == [])
        let measured = Measurement(basis: .estimated, method: "x", sigmaGrams: 0.5)
        #expect(bundle.opening.map(\.measurement) == [measured])
        #expect(bundle.runInputs.map(\.measurement) == [measured])
        #expect(bundle.runInputs.map(\.mass) == [Mass(grams: 1000)])
        #expect(bundle.runAdditions.map(\.measurement) == [measured])
        #expect(bundle.runAdditions.map(\.from) == ["air"])
        #expect(bundle.runOutputs.map(\.measurement) == [measured])
        #expect(bundle.runLosses.map(\.measurement) == [measured])
        #expect(bundle.transfers.map(\.measurement) == [measured])
        #expect(bundle.transfers.map(\.received) == [Mass(grams: 1_400_000)])
        #expect(bundle.shipments.map(\.measurement) == [measured])
        #expect(bundle.shipments.map(\.kind) == [.sample])
        #expect(bundle.shipments.map(\.units) == [7])
        #expect(bundle.returns.map(\.measurement) == [measured])
        #expect(bundle.adjustments.map(\.measurement) == [measured])
        #expect(bundle.adjustments.map(\.mass) == [Mass(grams: -1500)])
        #expect(bundle.counts.map(\.measurement) == [measured])
        let people =
            bundle.opening.map(\.recordedBy) + bundle.runs.map(\.recordedBy)
            + bundle.transfers.map(\.recordedBy) + bundle.shipments.map(\.recordedBy)
            + bundle.returns.map(\.recordedBy) + bundle.adjustments.map(\.recordedBy)
            + bundle.counts.map(\.recordedBy) + bundle.corrections.map(\.recordedBy)
        #expect(people == Array(repeating: "me", count: 8))
        #expect(bundle.history.map(\.period) == [Month(year: 2023, month: 12)])
        #expect(bundle.history.map(\.mass) == [Mass(grams: 2_000_000)])
        #expect(bundle.facilities.map(\.capacityPerYear) == [Mass(grams: 1_200_500_000)])
        #expect(bundle.facilities.map(\.permitPerYear) == [Mass(grams: 1)])
        #expect(bundle.materials.map(\.unitMass) == [Mass(grams: 6900)])
        #expect(bundle.materials.map(\.reported) == [true])
        #expect(bundle.corrections.map(\.value) == ["豫A1"])
        #expect(bundle.compositions.count == 1)
        #expect(bundle.assays.count == 1)
        #expect(bundle.parties.count == 1)
    }

    @Test("The role says whether a material is reported where the file does not")
    func reportedByDefault() throws {
        let (bundle, faults, _) = try decode(
            (
                "materials.csv",
                "material,name_zh,name_en,stream,role,reported\na,a,a,battery,product,\nb,b,b,battery,scrap,\n"
                    + "c,c,c,battery,product,false\n"
            ))
        #expect(faults.isEmpty)
        #expect(bundle.materials.map(\.reported) == [true, false, false])
    }

    @Test("A quoted value with a line end moves the lines of later records")
    func linesWithinQuotes() throws {
        let (bundle, faults, _) = try decode(
            ("parties.csv", "party,name\r\nS1,\"Two\r\nlines, \"\"quoted\"\"\"\r\n\r\nS2,\r\nS3,Three\r\n"))
        #expect(bundle.parties.map(\.source.line) == [2, 5, 6])
        #expect(bundle.parties.first?.name == "Two\r\nlines, \"quoted\"")
        #expect(told(faults) == ["bad_value parties.csv:5: name: must not be empty"])
    }

    @Test("A file in GB18030 gives the same rows as in UTF-8")
    func gb18030() throws {
        let gb: [UInt8] = Array("party,name\nS1,".utf8) + [0xBD, 0xE7, 0xCA, 0xD7] + Array("\n".utf8)
        let decoded = BundleDecoder(zone: try Fixture.shanghai()).decode([BundleInput(name: "parties.csv", bytes: gb)])
        #expect(decoded.faults.isEmpty)
        #expect(decoded.bundle.parties.map(\.name) == ["界首"])
    }

    // MARK: Files

    @Test("Names are told apart by their last component, in capitals or not; others are ignored")
    func fileNames() throws {
        let table = "party,name\nS1,One\n"
        let (bundle, faults, ignored) = try decode(
            ("a/b/Parties.CSV", table), ("material.csv", table), ("notes.txt", "x"),
            ("folder\\facilities.csv", "facility,name\nf,n\n"),
            ("intakes.csv.bak", table))
        #expect(faults.isEmpty)
        #expect(ignored == ["material.csv", "notes.txt", "intakes.csv.bak"])
        #expect(bundle.parties.count == 1)
        #expect(bundle.facilities.count == 1)
    }

    @Test("The same file twice is told, and the first one read")
    func sameFileTwice() throws {
        let (bundle, faults, _) = try decode(
            ("a/parties.csv", "party,name\nS1,One\n"), ("b/parties.csv", "party,name\nS2,Two\n"))
        #expect(
            told(faults) == ["duplicate parties.csv: the file is given twice, as a/parties.csv and as b/parties.csv"])
        #expect(bundle.parties.map(\.party) == ["S1"])
        #expect(BundleDecoder.incompleteFiles(faults) == [.parties])
    }

    @Test("An empty file and a header without rows")
    func emptyFiles() throws {
        let (bundle, faults, _) = try decode(("parties.csv", ""), ("facilities.csv", "\n\n"), ("runs.csv", "run\n"))
        #expect(
            told(faults) == [
                "unreadable parties.csv:1: the file is empty; its first line names the columns",
                "unreadable facilities.csv:1: the file is empty; its first line names the columns",
                "missing_column runs.csv:1: facility: the column is missing",
                "missing_column runs.csv:1: process: the column is missing",
                "missing_column runs.csv:1: started_at: the column is missing",
            ])
        #expect(bundle.runs.isEmpty)
    }

    // MARK: Columns

    @Test("Columns that are unknown, twice or missing are told in the header's line, the rows' ids stay known")
    func columnFaults() throws {
        let (bundle, faults, _) = try decode(
            ("run_outputs.csv", "run,lot,materiel,mass_g,mass_kg,run,colour\nR1,L1,m,1,1,R1,red\nR1,L2,m,1,1,R1,red\n"))
        #expect(
            told(faults) == [
                "unknown_column run_outputs.csv:1: run: the column is there twice; keep one of them",
                "unknown_column run_outputs.csv:1: mass_kg: the same mass is given in mass_g and in mass_kg; "
                    + "keep one of them",
                "unknown_column run_outputs.csv:1: materiel: run_outputs.csv has no such column; did you mean material?",
                "unknown_column run_outputs.csv:1: colour: run_outputs.csv has no such column; it may have run, lot, "
                    + "material, mass_g, units, basis, method, sigma_g, recorded_by",
                "missing_column run_outputs.csv:1: material: the column is missing",
            ])
        #expect(bundle.runOutputs.map(\.lot) == ["L1", "L2"])
        for row in bundle.runOutputs {
            #expect(bundle.unreadFields[row.source] == ["run", "mass_g", "material"])
            #expect(bundle.isRead("lot", of: row.source))
        }
        #expect(BundleDecoder.incompleteFiles(faults) == [])
    }

    @Test("A missing mass column may be given in other units, and the fault says so")
    func missingMass() throws {
        let (_, faults, _) = try decode(("run_losses.csv", "run,material\nr,m\n"))
        #expect(
            told(faults) == [
                "missing_column run_losses.csv:1: mass_g: the column is missing; "
                    + "it may also be given as mass_kg or mass_t"
            ])
        #expect(faults.first?.field == "mass_g")
    }

    @Test("A misspelt optional column counts as unread, so that nothing follows from its default")
    func misspeltOptional() throws {
        let (bundle, faults, _) = try decode(
            ("shipments.csv", "shipment,shipped_at,facility,customer,lot,mass_g,Kind\nh,2024-12-01,f,c,l,1,disposal\n"))
        #expect(
            told(faults) == [
                "unknown_column shipments.csv:1: Kind: shipments.csv has no such column; did you mean kind?"
            ])
        let source = SourceLine(.shipments, line: 2)
        #expect(bundle.unreadFields == [source: ["kind"]])
        #expect(bundle.shipments.map(\.shipment) == ["h"])
    }

    @Test("A missing id column makes the file incomplete")
    func missingId() throws {
        let (bundle, faults, _) = try decode(("parties.csv", "name\nOne\n"))
        #expect(told(faults) == ["missing_column parties.csv:1: party: the column is missing"])
        #expect(BundleDecoder.incompleteFiles(faults) == [.parties])
        #expect(bundle.unreadFields[SourceLine(.parties, line: 2)] == ["party"])
    }

    @Test("Semicolons and a table without header give faults of the header only")
    func otherTables() throws {
        let (bundle, faults, _) = try decode(
            ("parties.csv", "party;name\nS1;One\nS2;Two, Ltd\n"), ("runs.csv", "R1,f,p,2024-12-01\nR2,f,p,2024-12-01\n")
        )
        #expect(
            told(faults).prefix(3) == [
                "unknown_column parties.csv:1: party;name: the columns must be separated by commas",
                "missing_column parties.csv:1: party: the column is missing",
                "missing_column parties.csv:1: name: the column is missing",
            ])
        #expect(faults.allSatisfy { $0.line == 1 })
        #expect(bundle.parties.isEmpty)
        #expect(bundle.runs.isEmpty)
    }

    @Test("Empty columns and fields behind the table, as Excel leaves them, are tolerated")
    func trailingCommas() throws {
        let (bundle, faults, _) = try decode(("parties.csv", "party,name,,\nS1,One,,\nS2,Two,,,,\nS3,Three\n,,,\n"))
        #expect(faults.isEmpty)
        #expect(bundle.parties.map(\.party) == ["S1", "S2", "S3"])
    }

    // MARK: Records

    @Test("A record of the wrong width is told with the counts, and its id stays known")
    func wrongWidth() throws {
        let (bundle, faults, _) = try decode(
            ("parties.csv", "party,name,province\nS1,One\nS2,Two, Ltd,410000\nS3,Three,410000\nS4\n"))
        #expect(
            told(faults) == [
                "unreadable parties.csv:2: the line has 2 fields, the header has 3",
                "unreadable parties.csv:3: the line has 4 fields, the header has 3; a value with a comma needs quotes",
                "unreadable parties.csv:5: the line has 1 field, the header has 3",
            ])
        #expect(bundle.parties.map(\.party) == ["S1", "S2", "S3", "S4"])
        #expect(bundle.parties.map(\.name) == ["", "", "Three", ""])
        let unread: Set<String> = ["name", "province", "uscc", "recorded_by"]
        #expect(bundle.unreadFields[SourceLine(.parties, line: 2)] == unread)
        #expect(bundle.unreadFields[SourceLine(.parties, line: 4)] == nil)
    }

    @Test("An id that a short record does not reach is unread")
    func tooShortForId() throws {
        let (bundle, faults, _) = try decode(("run_outputs.csv", "run,mass_g,lot,material\nR1,5\n"))
        #expect(faults.map(\.code) == [.unreadable])
        let source = SourceLine(.runOutputs, line: 2)
        #expect(bundle.runOutputs.map(\.lot) == [""])
        #expect(bundle.unreadFields[source]?.contains("lot") == true)
    }

    @Test("All faults of a row are told together, with the column as the file names it and the raw value")
    func rowFaults() throws {
        let (bundle, faults, _) = try decode(
            (
                "transfers.csv",
                "transfer,sent_at,lot,from_facility,to_facility,mass_kg,basis\n"
                    + "V1,2024-13-01,,f,g,0.0005,guessed\nV2,2024-12-01,l,f,g,5,\n"
            ))
        #expect(
            told(faults) == [
                "bad_value transfers.csv:2: sent_at: '2024-13-01' is not a time; "
                    + "write 2024-12-01T08:30:00+08:00 or 2024-12-01 08:30",
                "bad_value transfers.csv:2: lot: must not be empty",
                "bad_value transfers.csv:2: mass_kg: '0.0005' kg is not a whole number of grams; "
                    + "write at most 3 decimals",
                "bad_value transfers.csv:2: basis: 'guessed' is not one of the words allowed here; "
                    + "write measured, estimated or difference",
            ])
        #expect(faults.map(\.value) == ["2024-13-01", "", "0.0005", "guessed"])
        let source = SourceLine(.transfers, line: 2)
        #expect(bundle.unreadFields == [source: ["sent_at", "lot", "mass_g", "basis"]])
        #expect(bundle.transfers.map(\.transfer) == ["V1", "V2"])
        #expect(bundle.transfers.first?.mass == .zero)
    }

    @Test("Faults come in the order of the files, then by line, at most 1,000 of a file")
    func orderAndLimit() throws {
        let many = "run,material,mass_g\n" + String(repeating: "r,m,x\n", count: 3000)
        let (bundle, faults, _) = try decode(("run_losses.csv", many), ("parties.csv", "party,name\nS1,\n"))
        #expect(faults.count == 1001)
        #expect(faults.first?.file == "parties.csv")
        #expect(faults.last?.line == 1001)
        #expect(bundle.runLosses.count == 3000)
        #expect(bundle.unreadFields.count == 3001)
    }

    @Test("An unterminated quote is told where it began, what came before is read")
    func unterminatedQuote() throws {
        let (bundle, faults, _) = try decode(("parties.csv", "party,name\nS1,One\nS2,\"Two\nS3,Three\n"))
        #expect(told(faults) == ["unreadable parties.csv:3: a quote opens here and is never closed"])
        #expect(bundle.parties.map(\.party) == ["S1"])
        #expect(BundleDecoder.incompleteFiles(faults) == [.parties])
    }
}
