import ArgumentParser
internal import Wording

extension ValidationError {
    /// What is wrong with a command line; the parser hands on the text alone, and `ErrorReport` reads it back.
    init(saying sentence: Sentence) { self.init(sentence.english) }
}
