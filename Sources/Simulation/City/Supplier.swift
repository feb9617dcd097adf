/// A dealer who brings one kind of scrap from one place.
struct Supplier {
    let code: String
    let name: String
    let origin: Origin

    /// The plate of one of the dealer's trucks: always the same three.
    func plate(_ truck: Int, number: Int) -> String {
        var generator = SeededGenerator(seed: UInt64(number) &* 4 &+ UInt64(truck))
        let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZ")
        var plate = origin.plate
        let letterPlace = generator.index(below: 6)
        for place in 0..<5 {
            if place == letterPlace {
                plate.append(letters[generator.index(below: letters.count)])
            } else {
                plate += String(generator.index(below: 10))
            }
        }
        return plate
    }

    /// All dealers of a scenario, stream by stream and place by place.
    static func all(of scenario: Scenario) -> [[[Supplier]]] {
        var number = 0
        return scenario.intakes.map { stream in
            stream.origins.map { entry in
                guard let origin = scenario.origins.first(where: { $0.key == entry.origin }) else { return [] }
                return (0..<stream.suppliersPerOrigin).map { _ in
                    number += 1
                    return Supplier(
                        code: "G" + DocumentCodes.padded(number, 4), name: name(number, origin), origin: origin)
                }
            }
        }
    }

    private static func name(_ number: Int, _ origin: Origin) -> String {
        let first = ["恒", "鑫", "顺", "宏", "瑞", "华", "盛", "金", "天", "永", "德", "泰", "兴", "嘉", "润", "正", "通", "万", "远"]
        let second = ["达", "源", "发", "昌", "丰", "利", "和", "泽", "隆", "诚", "运", "福", "旺"]
        let kinds = ["再生资源有限公司", "物资回收有限公司", "废旧物资回收站", "再生资源回收部", "环保科技有限公司"]
        return origin.name + first[number * 7 % first.count] + second[number * 5 % second.count]
            + kinds[number % kinds.count]
    }
}
