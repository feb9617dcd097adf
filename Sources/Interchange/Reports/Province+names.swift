package import MaterialLedger

/// Names of the divisions of province level (GB/T 2260).
extension Province {
    /// The short name, `河南` or `Henan`; nil where the code is not known.
    ///
    /// The code is of any level; its first two digits decide.
    package static func name(_ code: String, in language: Language) -> String? {
        names[String(code.prefix(2))].map { language.text(en: $0.en, zh: $0.zh) }
    }

    /// The name, the code itself where it has none, or a word for an origin that nobody recorded.
    package static func label(_ code: String?, in language: Language) -> String {
        guard let code else { return language.text(en: "not known", zh: "来源不明") }
        return name(code, in: language) ?? code
    }

    private static let names: [String: (zh: String, en: String)] = [
        "11": ("北京", "Beijing"), "12": ("天津", "Tianjin"), "13": ("河北", "Hebei"), "14": ("山西", "Shanxi"),
        "15": ("内蒙古", "Inner Mongolia"), "21": ("辽宁", "Liaoning"), "22": ("吉林", "Jilin"),
        "23": ("黑龙江", "Heilongjiang"), "31": ("上海", "Shanghai"), "32": ("江苏", "Jiangsu"),
        "33": ("浙江", "Zhejiang"), "34": ("安徽", "Anhui"), "35": ("福建", "Fujian"), "36": ("江西", "Jiangxi"),
        "37": ("山东", "Shandong"), "41": ("河南", "Henan"), "42": ("湖北", "Hubei"), "43": ("湖南", "Hunan"),
        "44": ("广东", "Guangdong"), "45": ("广西", "Guangxi"), "46": ("海南", "Hainan"),
        "50": ("重庆", "Chongqing"), "51": ("四川", "Sichuan"), "52": ("贵州", "Guizhou"), "53": ("云南", "Yunnan"),
        "54": ("西藏", "Tibet"), "61": ("陕西", "Shaanxi"), "62": ("甘肃", "Gansu"), "63": ("青海", "Qinghai"),
        "64": ("宁夏", "Ningxia"), "65": ("新疆", "Xinjiang"), "71": ("台湾", "Taiwan"),
        "81": ("香港", "Hong Kong"), "82": ("澳门", "Macao"),
    ]
}
