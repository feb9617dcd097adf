/// What `NOTIFY` sends.
package struct Notification: Hashable, Sendable {
    package let channel: String
    /// Empty when the sender gave none.
    package let payload: String
    /// The server process of the session that sent it.
    package let senderPID: Int32

    package init(channel: String, payload: String, senderPID: Int32) {
        self.channel = channel
        self.payload = payload
        self.senderPID = senderPID
    }
}
