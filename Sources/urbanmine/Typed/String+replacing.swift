extension String? {
    /// What was typed in place of an earlier value: nothing keeps it, an empty text removes it.
    func replacing(_ earlier: String?) -> String? {
        guard let self else { return earlier }
        return self.isEmpty ? nil : self
    }
}
