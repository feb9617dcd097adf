/// What can happen in the city; the number is the place of its details in the table of its kind.
enum CityEvent {
    case day
    case truck(Int)
    case runEnd(Int)
    case arrival(Int)
    case returned(Int)
    case lineStart(Int)
    case departure(Int)
    case shipping(Int)
    case supplierReturn(Int)
    case count
    case adjustment
    case sample

    /// At one instant receipts come before draws, as the bundle's rules have it.
    fileprivate var rank: UInt64 {
        switch self {
        case .day, .truck, .runEnd, .arrival, .returned: 0
        case .lineStart, .departure, .shipping, .supplierReturn, .count, .adjustment, .sample: 1
        }
    }
}

/// Events in the order of their time, then receipts before draws, then as scheduled (a binary heap).
struct EventQueue {
    private struct Entry {
        let second: Int64
        let order: UInt64
        let event: CityEvent

        func isBefore(_ other: Entry) -> Bool {
            second != other.second ? second < other.second : order < other.order
        }
    }

    private var heap: [Entry] = []
    private var scheduled: UInt64 = 0

    mutating func schedule(_ event: CityEvent, at time: BusinessTime) {
        scheduled += 1
        heap.append(Entry(second: time.seconds, order: event.rank << 62 | scheduled, event: event))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the next event that is before the given time.
    mutating func next(before end: BusinessTime) -> (time: BusinessTime, event: CityEvent)? {
        guard let first = heap.first, first.second < end.seconds else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            var parent = 0
            while true {
                var least = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                    if heap[child].isBefore(heap[least]) { least = child }
                }
                guard least != parent else { break }
                heap.swapAt(parent, least)
                parent = least
            }
        }
        return (BusinessTime(seconds: first.second), first.event)
    }
}

/// A table whose places are used again, so that it stays as small as what is pending.
struct PendingTable<Value> {
    private var values: [Value?] = []
    private var free: [Int] = []

    mutating func insert(_ value: Value) -> Int {
        if let place = free.popLast() {
            values[place] = value
            return place
        }
        values.append(value)
        return values.count - 1
    }

    mutating func remove(_ place: Int) -> Value? {
        guard let value = values[place] else { return nil }
        values[place] = nil
        free.append(place)
        return value
    }

    /// What is still pending.
    var pending: [Value] { values.compactMap(\.self) }
}
