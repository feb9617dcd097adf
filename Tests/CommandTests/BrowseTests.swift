import Postgres
import Testing

/// Every list and page, of books that hold a document of each kind with every option used.
///
/// Nothing here writes, so that all share one database.
@Suite("Lists, pages and the options of recording")
struct BrowseTests {
    private static let filled = Task { () async throws -> TestBooks in
        let books = try await TestBooks.make()
        for document in documents {
            let result = try await books.run(document + " --recorded-by 王")
            guard result.status == 0 else { throw Program.Failure(description: "\(document): \(result.errors)") }
        }
        for line in masterData { try await books.prepare(line) }
        try await books.prepare("count accept N1")
        return books
    }

    private static let masterData = [
        "party add --party S2 --name 阜阳再生 --province 341200 --uscc 91341200MA2N12345X",
        """
        facility add --facility F3 --name 三厂 --operator 三公司 --park 东园 --capacity 120000t --permit P-3 \
        --permit-capacity 100000t
        """,
        """
        material add --material ALLOY --name-zh 铅合金 --name-en alloy --stream battery --role product \
        --unit-mass 6.9kg --waste-code 900-052-31 --reported false
        """,
        "material revise ALLOY --name-en lead-alloy --unit-mass 7kg --waste-code HW31 --reported true",
    ]

    private static let documents = [
        """
        batch record --facility F1 --material LAB --supplier S1 --gross 48.2t --tare 15.1t --deduction 100kg \
        --deduction-kind removed --declared 33t --driver 老张 --owner C1 --origin-class old --province 341200 --basis measured \
        --method scale --sigma 20kg --truck 皖A1 --manifest M1 --ticket T1 --lot L1 --at 2024-11-05T08:30:00+08:00
        """,
        """
        run record --run R1 --facility F1 --process melt --in L1=10t --add WATER=1t --out LEAD=7t:P1 \
        --out PASTE=0.69t:P2:100 --loss-rest WATER --energy 3200kWh --green 60% --started 2024-11-06T08:00:00+08:00 \
        --ended 2024-11-06T16:00:00+08:00
        """,
        "run start --run R2 --facility F1 --process melt --in L1=1t --started 2024-11-07T08:00:00+08:00",
        """
        transfer record --transfer X1 --from F1 --to F2 --lot L1=2t --received L1=1.99t \
        --sent 2024-11-07T08:00:00+08:00 --arrived 2024-11-07T12:00:00+08:00
        """,
        "transfer record --transfer X2 --from F1 --to F2 --lot L1=1t --sent 2024-11-08T08:00:00+08:00",
        """
        ship record --shipment H1 --facility F1 --customer C1 --lot P1=5t --lot P2=0.069t:10 --kind sample \
        --manifest M2 --order O1 --at 2024-11-08T08:00:00+08:00
        """,
        """
        return record --return B1 --facility F1 --shipment H1 --lot P1=1t --basis measured \
        --at 2024-11-09T08:00:00+08:00
        """,
        """
        adjust record --adjustment A1 --facility F1 --lot P1=-0.1t --reason drying --basis estimated --method guess \
        --sigma 5kg --at 2024-11-10T08:00:00+08:00
        """,
        "count record --count N1 --facility F1 --lot P1=2.8t --sigma 1kg --at 2024-11-11T08:00:00+08:00",
    ]

    /// Lists as CSV: the head and all rows.
    static let lists: [(line: String, rows: [String])] = [
        (
            "party list",
            ["party,name,province,uscc", "C1,客户一,340000,", "S1,周口回收,411600,", "S2,阜阳再生,341200,91341200MA2N12345X"]
        ),
        (
            "facility list",
            [
                "facility,name,operator,park,capacity_per_year_g,permit,permit_per_year_g", "F1,一厂,,田营,,,",
                "F2,二厂,,田营,,,", "F3,三厂,三公司,东园,120000000000,P-3,100000000000",
            ]
        ),
        (
            "material list",
            [
                "material,name_zh,name_en,stream,role,unit_mass_g,waste_code,reported",
                "ALLOY,铅合金,lead-alloy,battery,product,7000,HW31,true",
                "LAB,废铅酸电池,scrap lead-acid batteries,battery,scrap,,,false",
                "LEAD,再生铅,secondary lead,battery,product,,,true", "PASTE,铅膏,lead paste,battery,intermediate,,,false",
                "WATER,水分,moisture,other,loss,,,false",
            ]
        ),
        (
            "batch list --facility F1 --since 2024-11-05 --until 2024-11-06",
            [
                "ticket,received_at,facility,material,supplier,truck,lot,net_g,book_g,reversed",
                "T1,2024-11-05T08:30:00+08:00,F1,LAB,S1,皖A1,L1,33000000,33000000,false",
            ]
        ),
        (
            "batch list --until 2024-11-05",
            ["ticket,received_at,facility,material,supplier,truck,lot,net_g,book_g,reversed"]
        ),
        (
            "run list",
            [
                "run,started_at,ended_at,facility,process,lines,mass_g,recorded_by,reversed",
                "R2,2024-11-07T08:00:00+08:00,,F1,melt,1,1000000,王,false",
                "R1,2024-11-06T08:00:00+08:00,2024-11-06T16:00:00+08:00,F1,melt,1,10000000,王,false",
            ]
        ),
        ("run list --facility F2", ["run,started_at,ended_at,facility,process,lines,mass_g,recorded_by,reversed"]),
        (
            "transfer list --limit 2",
            [
                "transfer,sent_at,received_at,from_facility,to_facility,lines,mass_g,recorded_by,reversed",
                "X2,2024-11-08T08:00:00+08:00,,F1,F2,1,1000000,王,false",
                "X1,2024-11-07T08:00:00+08:00,2024-11-07T12:00:00+08:00,F1,F2,1,2000000,王,false",
            ]
        ),
        (
            "transfer list --until 2024-11-08T00:00:00Z",
            [
                "transfer,sent_at,received_at,from_facility,to_facility,lines,mass_g,recorded_by,reversed",
                "X1,2024-11-07T08:00:00+08:00,2024-11-07T12:00:00+08:00,F1,F2,1,2000000,王,false",
            ]
        ),
        (
            "ship list",
            [
                "shipment,shipped_at,facility,customer,kind,lines,mass_g,recorded_by,reversed",
                "H1,2024-11-08T08:00:00+08:00,F1,C1,sample,2,5069000,王,false",
            ]
        ),
        (
            "return list",
            [
                "return,returned_at,facility,shipment,lines,mass_g,recorded_by,reversed",
                "B1,2024-11-09T08:00:00+08:00,F1,H1,1,1000000,王,false",
            ]
        ),
        (
            "adjust list",
            [
                "adjustment,at,facility,reason,lines,mass_g,recorded_by,reversed",
                "A1,2024-11-10T08:00:00+08:00,F1,drying,1,-100000,王,false",
            ]
        ),
        (
            "count list",
            [
                "count,counted_at,accepted_at,facility,lines,mass_g,recorded_by,reversed",
                "N1,2024-11-11T08:00:00+08:00,2024-11-11T08:00:00+08:00,F1,1,2800000,王,false",
            ]
        ),
        (
            "ledger entries --since 2099-01-01",
            ["entry,kind,document,at,account,facility,material,lot,mass_g,recorded_at,recorded_by,reason"]
        ),
        (
            "ledger balance --by material",
            [
                "account,facility,material,lot,mass_g", ",,LAB,,-10000000", ",,LEAD,,7000000", ",,PASTE,,690000",
                ",,WATER,,2310000",
            ]
        ),
        ("ledger balance --known-at 2024-01-01", ["account,facility,material,lot,mass_g"]),
        (
            "trace P1",
            [
                "kind,lot,material,supplier,province,facility,received_at,share,mass_g",
                "scrap,L1,LAB,S1,341200,F1,2024-11-05T08:30:00+08:00,0.9090909090909091,6363636.363636363",
                "addition,,WATER,,,F1,,0.09090909090909091,636363.6363636364",
            ]
        ),
        (
            "trace P1 --down --by customer",
            [
                "kind,customer,share,mass_g", "known,C1,0.5714285714285714,4000000.0", "stock,,0.4,2800000.0",
                "adjustment,,0.02857142857142857,200000.0",
            ]
        ),
    ]

    @Test("A list as CSV has its head and its rows", arguments: lists)
    func list(line: String, rows: [String]) async throws {
        let result = try await Self.filled.value.run(line + " --format csv")
        #expect(result.status == 0)
        #expect(result.errors == "")
        #expect(result.output.split(separator: "\r\n").map(String.init) == rows)
    }

    /// Pages as JSON, without the times of recording and, of master data, who it was.
    static let pages: [(line: String, page: String)] = [
        (
            "party show S2",
            """
            {"party":"S2","name":"阜阳再生","province":"341200","uscc":"91341200MA2N12345X","revisions":[{\
            "name":"阜阳再生","province":"341200","uscc":"91341200MA2N12345X"}]}
            """
        ),
        (
            "facility show F3",
            """
            {"facility":"F3","name":"三厂","operator":"三公司","park":"东园","capacity_per_year_g":120000000000,\
            "permit":"P-3","permit_per_year_g":100000000000,"revisions":[{"name":"三厂","operator":"三公司",\
            "park":"东园","capacity_per_year_g":120000000000,"permit":"P-3","permit_per_year_g":100000000000}]}
            """
        ),
        (
            "material show ALLOY",
            """
            {"material":"ALLOY","name_zh":"铅合金","name_en":"lead-alloy","stream":"battery","role":"product",\
            "unit_mass_g":7000,"waste_code":"HW31","reported":true,"compositions":[],"revisions":[{"name_zh":"铅合金",\
            "name_en":"alloy","stream":"battery","role":"product","unit_mass_g":6900,"waste_code":"900-052-31",\
            "reported":false},{"name_zh":"铅合金","name_en":"lead-alloy","stream":"battery","role":"product",\
            "unit_mass_g":7000,"waste_code":"HW31","reported":true}]}
            """
        ),
        (
            "run show R1",
            """
            {"run":"R1","facility":"F1","process":"melt","started_at":"2024-11-06T08:00:00+08:00",\
            "ended_at":"2024-11-06T16:00:00+08:00","input_g":10000000,"added_g":1000000,"output_g":7690000,\
            "lost_g":3310000,"energy_kwh":3200,"green_kwh":1920,"recorded_by":"王","revisions":0,"reversed":false,\
            "inputs":[{"lot":"L1","mass_g":10000000}],"additions":[{"material":"WATER","mass_g":1000000,"source":null,\
            "basis":null}],"outputs":[{"lot":"P1","material":"LEAD","mass_g":7000000,"units":null,"basis":null},\
            {"lot":"P2","material":"PASTE","mass_g":690000,"units":100,"basis":null}],"losses":[{"material":"WATER",\
            "mass_g":3310000,"basis":"difference"}]}
            """
        ),
        (
            "transfer show X1",
            """
            {"transfer":"X1","sent_at":"2024-11-07T08:00:00+08:00","received_at":"2024-11-07T12:00:00+08:00",\
            "from_facility":"F1","to_facility":"F2","recorded_by":"王","revisions":0,"reversed":false,"lots":[{\
            "lot":"L1","mass_g":2000000,"received_g":1990000,"difference_g":10000}]}
            """
        ),
        (
            "ship show H1",
            """
            {"shipment":"H1","shipped_at":"2024-11-08T08:00:00+08:00","facility":"F1","customer":"C1","kind":"sample",\
            "manifest":"M2","order":"O1","recorded_by":"王","revisions":0,"reversed":false,"lots":[{"lot":"P1",\
            "mass_g":5000000,"units":null},{"lot":"P2","mass_g":69000,"units":10}]}
            """
        ),
        (
            "return show B1",
            """
            {"return":"B1","shipment":"H1","returned_at":"2024-11-09T08:00:00+08:00","facility":"F1",\
            "recorded_by":"王","revisions":0,"reversed":false,"lots":[{"lot":"P1","mass_g":1000000,"basis":"measured"}]}
            """
        ),
        (
            "adjust show A1",
            """
            {"adjustment":"A1","at":"2024-11-10T08:00:00+08:00","reason":"drying","facility":"F1","recorded_by":"王",\
            "revisions":0,"reversed":false,"lots":[{"lot":"P1","mass_g":-100000,"basis":"estimated",\
            "method":"guess","sigma_g":5000}]}
            """
        ),
        (
            "count show N1",
            """
            {"count":"N1","counted_at":"2024-11-11T08:00:00+08:00","facility":"F1","recorded_by":"王","revisions":0,\
            "reversed":false,"lots":[{"lot":"P1","mass_g":2800000,"sigma_g":1000}]}
            """
        ),
        (
            "ledger entries --lot P2 --since 2024-11-01 --limit 1",
            """
            {"entries":[{"kind":"shipment","document_kind":"shipment","document":"H1","recorded_by":"王",\
            "reason":null,"postings":[{"account":"stock","facility":"F1","material":"LEAD","lot":"P1",\
            "at":"2024-11-08T08:00:00+08:00","mass_g":-5000000},{"account":"customer:C1","facility":"F1",\
            "material":"LEAD","lot":"P1","at":"2024-11-08T08:00:00+08:00","mass_g":5000000},{"account":"stock",\
            "facility":"F1","material":"PASTE","lot":"P2","at":"2024-11-08T08:00:00+08:00","mass_g":-69000},\
            {"account":"customer:C1","facility":"F1","material":"PASTE","lot":"P2","at":"2024-11-08T08:00:00+08:00",\
            "mass_g":69000}]}]}
            """
        ),
    ]

    @Test("A page as JSON has all that was said", arguments: pages)
    func page(line: String, page: String) async throws {
        let result = try await Self.filled.value.run(line + " --format json")
        #expect(result.status == 0)
        #expect(result.errors == "")
        let told = result.output
            .replacing(/"entry":\d+,/, with: "")
            .replacing(/"recorded_at":"[^"]*",("recorded_by":"[^"王]*",)?/, with: "")
        #expect(told == page + "\n")
    }

    @Test("A lot's page has the ticket with all that was typed; how its mass is known stands in the books")
    func lot() async throws {
        let books = try await Self.filled.value
        let page = try await books.run("batch show L1 --format json").output
        #expect(
            page.contains(
                """
                "province":"341200","gross_g":48200000,"tare_g":15100000,"deduction_g":100000,"net_g":33000000,\
                "book_g":33000000,"deduction_kind":"removed","moisture_g":null,"impurity_g":null,\
                "declared_g":33000000,"truck":"皖A1","driver":"老张","manifest":"M1","owner":"C1","origin_class":"old",\
                "recorded_by":"王"
                """))
        let holder = try await Holder(books)
        try await holder.eventually(
            """
            SELECT (SELECT (basis, method, sigma)::text FROM lot WHERE code = 'L1') = '(measured,scale,20000)'
                AND (SELECT (basis, method, sigma)::text FROM adjustment_line) = '(estimated,guess,5000)'
                AND (SELECT sigma FROM inventory_count_line) = 1000
            """)
        await holder.close()
    }

    @Test(
        "The report of a part, with all materials, is of that part",
        arguments: [
            ("--facility F3", "{\"kind\":\"facility\",\"code\":\"F3\",\"name\":\"三厂\"}", 0),
            ("--operator 三公司", "{\"kind\":\"operator\",\"code\":\"三公司\",\"name\":null}", 0),
            ("--park 田营", "{\"kind\":\"park\",\"code\":\"田营\",\"name\":null}", 20_990_000),
        ])
    func report(part: String, scope: String, scrap: Int) async throws {
        let result = try await Self.filled.value.run("report monthly 2024-11 --all-materials \(part) --format json")
        #expect(result.output.contains("\"state\":\"open\",\"scope\":\(scope),"))
        let stock = result.output.firstMatch(of: /"material":"LAB"[^}]*"own_use_g":\d+,"sold_g":0,"closing_g":(\d+)/)
        #expect(stock.flatMap { Int($0.output.1) } ?? 0 == scrap)
    }
}
