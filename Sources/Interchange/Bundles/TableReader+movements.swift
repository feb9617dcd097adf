import MaterialLedger

/// The files of movements, adjustments and counts.
extension TableReader {
    mutating func transfers() -> [TransferLine] {
        let transfer = column("transfer")
        let sentAt = column("sent_at")
        let receivedAt = column("received_at", .optional)
        let lot = column("lot")
        let fromFacility = column("from_facility")
        let toFacility = column("to_facility")
        let mass = massColumn("mass_g")
        let received = massColumn("received_g", .optional)
        let measurement = measurementColumns()
        let recordedBy = column("recorded_by", .optional)
        return rows { row in
            TransferLine(
                source: row.source, transfer: row.text(transfer), sentAt: row.time(sentAt),
                receivedAt: row.optionalTime(receivedAt), lot: row.text(lot), fromFacility: row.text(fromFacility),
                toFacility: row.text(toFacility), mass: row.mass(mass), received: row.optionalMass(received),
                measurement: row.measurement(measurement), recordedBy: row.optionalText(recordedBy))
        }
    }

    mutating func shipments() -> [ShipmentLine] {
        let shipment = column("shipment")
        let shippedAt = column("shipped_at")
        let facility = column("facility")
        let customer = column("customer")
        let lot = column("lot")
        let mass = massColumn("mass_g")
        let units = column("units", .optional)
        let kind = column("kind", .optional)
        let manifest = column("manifest", .optional)
        let order = column("order", .optional)
        let measurement = measurementColumns()
        let recordedBy = column("recorded_by", .optional)
        return rows { row in
            ShipmentLine(
                source: row.source, shipment: row.text(shipment), shippedAt: row.time(shippedAt),
                facility: row.text(facility), customer: row.text(customer), lot: row.text(lot), mass: row.mass(mass),
                units: row.optionalCount(units), kind: row.optionalChoice(kind) ?? .sale,
                manifest: row.optionalText(manifest), order: row.optionalText(order),
                measurement: row.measurement(measurement), recordedBy: row.optionalText(recordedBy))
        }
    }

    mutating func returns() -> [ReturnLine] {
        let returnColumn = column("return")
        let returnedAt = column("returned_at")
        let facility = column("facility")
        let shipment = column("shipment")
        let lot = column("lot")
        let mass = massColumn("mass_g")
        let units = column("units", .optional)
        let measurement = measurementColumns()
        let recordedBy = column("recorded_by", .optional)
        return rows { row in
            ReturnLine(
                source: row.source, return: row.text(returnColumn), returnedAt: row.time(returnedAt),
                facility: row.text(facility), shipment: row.text(shipment), lot: row.text(lot), mass: row.mass(mass),
                units: row.optionalCount(units), measurement: row.measurement(measurement),
                recordedBy: row.optionalText(recordedBy))
        }
    }

    mutating func adjustments() -> [AdjustmentLine] {
        let adjustment = column("adjustment")
        let at = column("at")
        let facility = column("facility")
        let lot = column("lot")
        let mass = massColumn("mass_g")
        let reason = column("reason")
        let measurement = measurementColumns()
        let recordedBy = column("recorded_by", .optional)
        return rows { row in
            AdjustmentLine(
                source: row.source, adjustment: row.text(adjustment), at: row.time(at), facility: row.text(facility),
                lot: row.text(lot), mass: row.mass(mass), reason: row.text(reason),
                measurement: row.measurement(measurement), recordedBy: row.optionalText(recordedBy))
        }
    }

    mutating func counts() -> [CountLine] {
        let count = column("count")
        let countedAt = column("counted_at")
        let facility = column("facility")
        let lot = column("lot")
        let mass = massColumn("mass_g")
        let measurement = measurementColumns()
        let recordedBy = column("recorded_by", .optional)
        return rows { row in
            CountLine(
                source: row.source, count: row.text(count), countedAt: row.time(countedAt),
                facility: row.text(facility), lot: row.text(lot), mass: row.mass(mass),
                measurement: row.measurement(measurement), recordedBy: row.optionalText(recordedBy))
        }
    }
}
