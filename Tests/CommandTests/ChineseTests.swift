import Testing

/// What a clerk reads who works with `--lang zh`, or on a machine whose language is Chinese.
@Suite("Errors in Chinese")
struct ChineseTests {
    static let typed: [(line: String, told: String, status: Int32)] = [
        (
            "batch record --facility F1 --material LAB --supplier S1 --gross 48.2 --tare 15.1t",
            "gross: 重量须带单位：48.2t、48.2kg 或 48.2g", 65
        ),
        (
            "batch record --facility F1 --material LAB --supplier S2 --gross 48.2t --tare 15.1t --ticket T9",
            "supplier: 单位“S2”不存在；是否为“S1”？", 65
        ),
        (
            "batch record --facility F1 --material LAB --supplier S1 --gross 15.1t --tare 48.2t --ticket T9",
            "gross_g: 毛重 15100000 g 不大于 皮重 + 扣杂 = 48200000 g", 65
        ),
        (
            "batch record --facility F1 --material LAB --supplier S1 --gross 48.2t --tare 15.1t --ticket T1",
            "ticket: 过磅单 T1 已登记，但内容不同：deduction_g 原登记为 993000，此处为 0；原单有误请用 'urbanmine correct' 更正，"
                + "否则请另编单号", 65
        ),
        (
            "ship record --facility F1 --customer C1 --lot L9=40t --shipment V1",
            "lot: 批次“L9”不存在", 65
        ),
        (
            "ship record --facility F1 --customer C1 --lot T1=40t --shipment V1 --at 2024-11-06",
            "mass_g: 批次 T1 于 2024-11-06 00:00:00 在 F1 结存 33100000 g；取用 40000000 g，超出 6900000 g", 65
        ),
        ("ledger close 2024-13", "“2024-13”不是月份；请写 YYYY-MM，如 2024-11", 64),
        ("ledger close 2024-12", "须按月份顺序结账：请先结 2024-11", 65),
        ("ledger reverse T8 --reason 录错", "document: 单据“T8”不存在；是否为“T1”？", 65),
        ("correct T1 --set net=1t --reason 录错", "net: 1000000 不等于 毛重 − 皮重 − 扣杂 = 32107000", 65),
        ("batch show T8", "lot: 批次“T8”不存在；是否为“T1”？", 65),
        ("batch record", "缺少参数 '--facility <facility>'", 64),
    ]

    @Test("A clerk's slip is told in Chinese; codes, fields and values stay as they are", arguments: typed)
    func slip(line: String, told: String, status: Int32) async throws {
        let books = try await TestBooks.make()
        try await books.prepare(TestBooks.intake)
        let result = try await books.run(line + " --lang zh")
        #expect(result.status == status)
        #expect(result.errors.split(separator: "\n").first.map(String.init) == "错误：" + told)
    }

    private static let intakes = """
        ticket,received_at,facility,material,supplier,gross_g,tare_g,deduction_g,net_g,lot
        T1,2024-11-05 08:30,F1,LAB,S1,48200000,15100000,0,33000000,L1
        T2,05.11.2024,F3,LAB,S1,"48,200,000",15100000,0,33100000,L2
        T1,2024-11-05 08:30,F1,LAB,S1,48200000,15100000,0,33100000,L3

        """

    @Test("What is wrong in a file keeps its place; the locale is enough to ask for Chinese")
    func file() async throws {
        let books = try await TestBooks.make()
        let bundle = try Bundle.write(["intakes.csv": Self.intakes])
        defer { TemporaryDirectory.remove(bundle) }
        let result = try await books.run(["import", bundle], environment: ["LANG": "zh_CN.UTF-8"])
        #expect(result.status == 65)
        #expect(
            result.errors == """
                错误：intakes.csv:2: net_g: 33000000 不等于 毛重 − 皮重 − 扣杂 = 33100000
                错误：intakes.csv:3: received_at: “05.11.2024”不是时间；请写成 2024-12-01T08:30:00+08:00 或 2024-12-01 08:30
                错误：intakes.csv:3: gross_g: “48,200,000”不是整克数；请去掉千分位分隔符：48200000
                错误：intakes.csv:3: facility: 企业“F3”不存在；是否为“F1”？
                错误：intakes.csv:4: ticket: T1 已在 intakes.csv:2 中出现

                """)
        let english = try await books.run(["import", bundle, "--lang", "en"], environment: ["LANG": "zh_CN.UTF-8"])
        #expect(english.errors.hasPrefix("error: intakes.csv:2: net_g: 33000000 does not equal gross"))
    }

    @Test("Header, too many faults and files that are not there")
    func header() async throws {
        let books = try await TestBooks.make()
        let header = Self.intakes.split(separator: "\n")[0]
        let rows = (0...100).map { "Z\($0),2024-11-05 08:30,F1,LAB,NOBODY,1000,100,0,900,Z\($0)\n" }
        let bundle = try Bundle.write([
            "intakes.csv": "\(header)\n" + rows.joined(), "counts.csv": "count,counted_at,facilty,lot,mass_g\n",
        ])
        defer { TemporaryDirectory.remove(bundle) }
        let result = try await books.run(["import", bundle, "--lang", "zh"])
        let lines = result.errors.split(separator: "\n").map(String.init)
        #expect(lines.last == "错误：还有更多错误；以上是前 100 条")
        #expect(lines.first == "错误：intakes.csv:2: supplier: 单位“NOBODY”不存在")
        let counts = try await books.run(["import", bundle + "/counts.csv", "--lang", "zh"])
        #expect(
            counts.errors == """
                错误：counts.csv:1: facilty: counts.csv 没有这一列；是否为 facility？
                错误：counts.csv:1: facility: 缺少此列

                """)
        let missing = try await books.run("import /nonexistent/intakes.csv --lang zh")
        #expect(missing.errors == "错误：intakes.csv: 无法读取 /nonexistent/intakes.csv：没有此文件或目录\n")
    }

    @Test("JSON has the message in Chinese, and all else as in English")
    func json() async throws {
        let books = try await TestBooks.make()
        let line = "batch record --facility F1 --material LAB --supplier S1 --gross 48.2 --tare 15.1t --format json"
        let result = try await books.run(line + " --lang zh")
        #expect(
            result.lastError == """
                {"error":{"code":"bad_value","message":"重量须带单位：48.2t、48.2kg 或 48.2g","file":null,"line":null,\
                "field":"gross","value":"48.2"}}
                """)
    }

    @Test("Reversals name documents in Chinese, and what stands in their way")
    func reversal() async throws {
        let books = try await TestBooks.make()
        try await books.prepare(
            TestBooks.intake,
            "ship record --facility F1 --customer C1 --lot T1=3t --shipment V1 --at 2024-11-06 --kind sample")
        let refused = try await books.run("ledger reverse T1 --reason 录错 --lang zh")
        #expect(
            refused.errors
                == "错误：entry: 过磅单 T1 的产物仍被其他单据使用，不能冲销；请先冲销：发货单 V1\n")
        let done = try await books.run("ledger reverse V1 --reason 录错 --lang zh")
        #expect(done.output.hasPrefix("发货单 V1 已冲销\n"))
    }

    @Test("What the program is told of itself is in Chinese as well")
    func inspection() async throws {
        let books = try await TestBooks.make()
        let status = try await books.run("status --lang zh")
        #expect(status.output.hasPrefix("账套位置        由 --database 或 URBANMINE_DATABASE_URL 指定的数据库\n"))
        let doctor = try await books.run("doctor --lang zh")
        #expect(doctor.output.contains("过账行与单据一致"))
        let json = try await books.run("doctor --lang zh --format json")
        #expect(json.output.contains("the postings are what the documents say"))
        let empty = try await TestBooks.empty()
        let noBooks = try await empty.run("status --lang zh")
        #expect(noBooks.errors == "错误：此数据库尚未建账；请运行 'urbanmine init'\n")
    }
}
