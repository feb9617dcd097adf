package import MaterialLedger

/// What is deducted (扣杂) from gross − tare before the rest is settled.
package struct Deduction: Sendable, Equatable {
    package var total: Mass
    package var moisture: Mass?
    package var impurity: Mass?

    /// (gross − tare) × (moisture + impurity), rounded half to even once, and what was deducted outright.
    ///
    /// The parts of water and dirt add up to what was computed, so they never exceed the deduction.
    package init(
        gross: Mass, tare: Mass, moisture: Percentage?, impurity: Percentage?, outright: Mass?
    ) {
        let load = gross.grams &- tare.grams
        let computed = ((moisture ?? .zero) + (impurity ?? .zero)).of(load)
        switch (moisture, impurity) {
        case (nil, nil): break
        case (_?, nil): self.moisture = Mass(grams: computed)
        case (nil, _?): self.impurity = Mass(grams: computed)
        case (let moisture?, _?):
            let water = min(moisture.of(load), computed)
            self.moisture = Mass(grams: water)
            self.impurity = Mass(grams: computed - water)
        }
        let (sum, overflow) = computed.addingReportingOverflow(outright?.grams ?? 0)
        total = Mass(grams: overflow ? .max : sum)
    }
}
