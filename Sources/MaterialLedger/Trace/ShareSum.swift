/// A sum of Doubles that carries along what rounding took away (Neumaier's compensated summation).
///
/// A lot may have a hundred thousand origins; their shares have to add up to 1 within 1e-9 whatever their number.
struct ShareSum: Sendable {
    private var sum = 0.0
    private var compensation = 0.0

    var total: Double { sum + compensation }

    mutating func add(_ value: Double) {
        let next = sum + value
        compensation += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
        sum = next
    }
}
