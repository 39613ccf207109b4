import Foundation
package import InnRegistry

/// Signs webhooks as Standard Webhooks has it (standardwebhooks.com, symmetric signatures).
package enum WebhookSigner {
  /// `v1,` and the HMAC-SHA256 of `id.timestamp.body` in base 64, once for each secret, by blanks.
  ///
  /// - Parameter timestamp: seconds since 1970, of the attempt.
  package static func signature(
    id: WebhookMessageID,
    timestamp: Int64,
    body: String,
    secrets: [WebhookSecret],
  ) -> String {
    let signed = Array("\(id.rawValue).\(timestamp).\(body)".utf8)
    return secrets.map { secret in
      "v1," + Data(Secret.hmac(signed, key: secret.bytes)).base64EncodedString()
    }.joined(separator: " ")
  }

  /// The request that tells an endpoint of a delivery.
  package static func request(
    _ delivery: WebhookDelivery,
    to endpoint: WebhookEndpoint,
    secrets: [WebhookSecret],
    at now: Timestamp,
  ) -> HTTPExchange {
    let seconds = now.milliseconds / 1000
    return HTTPExchange(
      method: "POST",
      url: endpoint.url,
      headers: [
        HTTPField("Content-Type", "application/json"),
        HTTPField("webhook-id", delivery.message.rawValue),
        HTTPField("webhook-timestamp", "\(seconds)"),
        HTTPField(
          "webhook-signature",
          signature(
            id: delivery.message,
            timestamp: seconds,
            body: delivery.body,
            secrets: secrets,
          ),
        ),
      ],
      body: Array(delivery.body.utf8),
    )
  }
}
