/// The normalised content of each kind of document, for its digest.
extension Intake {
    package var digest: ContentDigest {
        var writer = ContentWriter()
        writer.add(receivedAt)
        writer.add(facility)
        writer.add(material)
        writer.add(supplier)
        writer.add(province)
        writer.add(gross)
        writer.add(tare)
        writer.add(deduction)
        writer.add(net)
        writer.add(lot)
        writer.add(deductionKind.rawValue)
        writer.add(moisture)
        writer.add(impurity)
        writer.add(declared)
        writer.add(truck)
        writer.add(manifest)
        writer.add(owner)
        writer.add(originClass)
        writer.add(measurement)
        writer.add(recordedBy)
        return writer.digest
    }
}

extension OpeningStock {
    package var digest: ContentDigest {
        var writer = ContentWriter()
        writer.add(facility)
        writer.add(material)
        writer.add(mass)
        writer.add(at)
        writer.add(units)
        writer.add(supplier)
        writer.add(province)
        writer.add(measurement)
        writer.add(recordedBy)
        return writer.digest
    }
}

extension Party {
    package var digest: ContentDigest {
        var writer = ContentWriter()
        writer.add(name)
        writer.add(province)
        writer.add(uscc)
        return writer.digest
    }
}

extension Facility {
    package var digest: ContentDigest {
        var writer = ContentWriter()
        writer.add(name)
        writer.add(`operator`)
        writer.add(park)
        writer.add(capacityPerYear)
        writer.add(permit)
        writer.add(permitPerYear)
        return writer.digest
    }
}

extension Material {
    package var digest: ContentDigest {
        var writer = ContentWriter()
        writer.add(nameChinese)
        writer.add(nameEnglish)
        writer.add(stream.rawValue)
        writer.add(role.rawValue)
        writer.add(unitMass)
        writer.add(wasteCode)
        writer.add(Int64(reported ? 1 : 0))
        return writer.digest
    }
}

extension Composition {
    package var digest: ContentDigest {
        var writer = ContentWriter()
        writer.add(fraction.units)
        writer.add(sigma)
        return writer.digest
    }
}

extension Assay {
    package var digest: ContentDigest {
        var writer = ContentWriter()
        writer.add(fraction.units)
        writer.add(sigma)
        return writer.digest
    }
}

extension HistoryFigure {
    package var digest: ContentDigest {
        var writer = ContentWriter()
        writer.add(mass)
        writer.add(units)
        writer.add(tickets)
        return writer.digest
    }
}

extension Run {
    /// The run's header and its lines.
    package func digest(
        inputs: some Sequence<RunInput>, additions: some Sequence<RunAddition>, outputs: some Sequence<RunOutput>,
        losses: some Sequence<RunLoss>
    ) -> ContentDigest {
        var writer = ContentWriter()
        writer.add(facility)
        writer.add(process)
        writer.add(startedAt)
        writer.add(endedAt)
        writer.add(energy?.units)
        writer.add(greenEnergy?.units)
        writer.add(recordedBy)
        writer.add(
            lines: inputs.map { input in
                ContentWriter.line {
                    $0.add(input.lot)
                    $0.add(input.mass)
                    $0.add(input.measurement)
                }
            })
        writer.add(
            lines: additions.map { addition in
                ContentWriter.line {
                    $0.add(addition.material)
                    $0.add(addition.mass)
                    $0.add(addition.from)
                    $0.add(addition.measurement)
                }
            })
        writer.add(
            lines: outputs.map { output in
                ContentWriter.line {
                    $0.add(output.lot)
                    $0.add(output.material)
                    $0.add(output.mass)
                    $0.add(output.units)
                    $0.add(output.measurement)
                }
            })
        writer.add(
            lines: losses.map { loss in
                ContentWriter.line {
                    $0.add(loss.material)
                    $0.add(loss.mass)
                    $0.add(loss.measurement)
                }
            })
        return writer.digest
    }
}

/// A line of a document of several lines (transfer, shipment, return, adjustment, count).
package protocol DocumentLine: Sendable {
    static var kind: EventKind { get }
    var source: SourceLine { get }
    /// The document's id.
    var documentCode: String { get }
    var lot: String { get }
    /// The business time that dates the document.
    var occurredAt: Instant { get }
    var recordedBy: String? { get }
    /// Header fields, by column.
    var header: [(column: String, value: HeaderValue)] { get }
    /// The line's own normalised content.
    var content: [UInt8] { get }
}

extension DocumentLine {
    /// All that the lines of one document say of it, each the same: its header, and who recorded it.
    package var ofDocument: [(column: String, value: HeaderValue)] {
        header + [("recorded_by", .text(recordedBy))]
    }

    /// The document's digest: its header and its lines as a set.
    package static func digest(of lines: some Collection<Self>) -> ContentDigest {
        var writer = ContentWriter()
        if let first = lines.first {
            writer.add(lines: first.header.map { Array($0.column.utf8) + [0] + $0.value.bytes })
            writer.add(first.recordedBy)
        }
        writer.add(lines: lines.map(\.content))
        return writer.digest
    }
}

/// What a line says in a column of its document; absent = empty.
package enum HeaderValue: Sendable, Equatable {
    case time(Instant?)
    case text(String?)

    package static func == (left: HeaderValue, right: HeaderValue) -> Bool { left.bytes == right.bytes }

    fileprivate var bytes: [UInt8] {
        ContentWriter.line { line in
            switch self {
            case .time(let instant): line.add(instant)
            case .text(let text): line.add(text)
            }
        }
    }

    /// As people read it; nil: absent.
    func text(_ rules: RecordingRules) -> String? {
        switch self {
        case .time(let instant): instant.map(rules.text)
        case .text(let text): text
        }
    }
}

extension TransferLine: DocumentLine {
    package static var kind: EventKind { .transfer }
    package var documentCode: String { transfer }
    package var occurredAt: Instant { sentAt }
    /// What arrived: equal to what was sent unless told otherwise; nil on the road.
    package var arrived: Mass? { receivedAt == nil ? nil : received ?? mass }
    package var header: [(column: String, value: HeaderValue)] {
        [
            ("sent_at", .time(sentAt)), ("received_at", .time(receivedAt)), ("from_facility", .text(fromFacility)),
            ("to_facility", .text(toFacility)),
        ]
    }
    package var content: [UInt8] {
        ContentWriter.line {
            $0.add(lot)
            $0.add(mass)
            $0.add(arrived)
            $0.add(measurement)
        }
    }
}

extension ShipmentLine: DocumentLine {
    package static var kind: EventKind { .shipment }
    package var documentCode: String { shipment }
    package var occurredAt: Instant { shippedAt }
    package var header: [(column: String, value: HeaderValue)] {
        [
            ("shipped_at", .time(shippedAt)), ("facility", .text(facility)), ("customer", .text(customer)),
            ("kind", .text(kind.rawValue)), ("manifest", .text(manifest)), ("order", .text(order)),
        ]
    }
    package var content: [UInt8] {
        ContentWriter.line {
            $0.add(lot)
            $0.add(mass)
            $0.add(units)
            $0.add(measurement)
        }
    }
}

extension ReturnLine: DocumentLine {
    package static var kind: EventKind { .goodsReturn }
    package var documentCode: String { `return` }
    package var occurredAt: Instant { returnedAt }
    package var header: [(column: String, value: HeaderValue)] {
        [("returned_at", .time(returnedAt)), ("facility", .text(facility)), ("shipment", .text(shipment))]
    }
    package var content: [UInt8] {
        ContentWriter.line {
            $0.add(lot)
            $0.add(mass)
            $0.add(units)
            $0.add(measurement)
        }
    }
}

extension AdjustmentLine: DocumentLine {
    package static var kind: EventKind { .adjustment }
    package var documentCode: String { adjustment }
    package var occurredAt: Instant { at }
    package var header: [(column: String, value: HeaderValue)] { [("at", .time(at)), ("facility", .text(facility))] }
    package var content: [UInt8] {
        ContentWriter.line {
            $0.add(lot)
            $0.add(mass)
            $0.add(reason)
            $0.add(measurement)
        }
    }
}

extension CountLine: DocumentLine {
    package static var kind: EventKind { .count }
    package var documentCode: String { count }
    package var occurredAt: Instant { countedAt }
    package var header: [(column: String, value: HeaderValue)] {
        [("counted_at", .time(countedAt)), ("facility", .text(facility))]
    }
    package var content: [UInt8] {
        ContentWriter.line {
            $0.add(lot)
            $0.add(mass)
            $0.add(measurement)
        }
    }
}
