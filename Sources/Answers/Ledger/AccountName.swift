internal import Interchange

/// What an account of the ledger is called, beside its word in the contract.
enum AccountName {
    /// The account as a table of a language shows it.
    static func label(_ account: String, _ language: Language) -> String {
        guard language == .zh, let name = chinese(account) else { return account }
        return "\(account) \(name)"
    }

    /// The Chinese name of `stock`, `supplier:S1` and so on; nil for an account that this program doesn't know.
    static func chinese(_ account: String?) -> String? {
        switch account?.prefix(while: { $0 != ":" }) {
        case "stock": "库存"
        case "process": "在制"
        case "supplier": "供应商"
        case "opening": "期初"
        case "addition": "加入"
        case "loss": "损耗"
        case "in_transit": "在途"
        case "difference": "调拨差异"
        case "customer": "客户"
        case "adjustment": "盘盈盘亏"
        default: nil
        }
    }
}
