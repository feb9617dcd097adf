package import Wording

/// Why a program and a database don't fit.
package enum SchemaMismatch: Error, Sendable {
    case missing
    case older(database: Int32, program: Int32)
    case newer(database: Int32, program: Int32)
    case edited(number: Int32, applied: String, expected: String)
    /// The functions, views and triggers are of another program; the file that differs first.
    case code(name: String)
    /// Books of a version before the first release, whose steps were squashed.
    case development
    /// Names in Chinese could not be kept, or not be compared, in such a database.
    case encoding(String)

    package var message: Sentence {
        switch self {
        case .missing:
            "this database has no urbanmine books yet; run 'urbanmine init'"
        case .older(let database, let program):
            "the database has schema version \(database), this program needs \(program); run 'urbanmine init' to upgrade"
        case .newer(let database, let program):
            "the database has schema version \(database), newer than this program's \(program); use a newer urbanmine"
        case .edited(let number, let applied, let expected):
            """
            schema step \(number) in the database (\(applied)) is not the one of this program (\(expected)): \
            the checksums differ
            """
        case .code(let name):
            """
            the database's functions and views are not those of this program (\(name) differs); run 'urbanmine init' \
            to replace them
            """
        case .development:
            """
            a development version of urbanmine made these books, and this program can't upgrade them; export them with \
            the old program ('urbanmine export bundle -o DIR') and import the bundle into new books with this one
            """
        case .encoding(let encoding):
            """
            the database's encoding is \(encoding), and urbanmine needs UTF8; make another one: \
            createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME
            """
        }
    }
}
