import Foundation
import Glibc
import Synchronization

/// The other side's sound in tests: a UDP socket that decodes what it hears (G.711 µ-law) and
/// sends what a telephone would: keys as telephone-events, and voice.
final class RTPPeer: Sendable {
  let port: UInt16
  let frames: AsyncStream<[Int16]>
  private let socket: Int32
  private let heard: AsyncStream<[Int16]>.Continuation
  private let state = Mutex(State())

  private struct State {
    var hub = sockaddr_in()
    var sequence: UInt16 = 100
    var isClosed = false
  }

  init() throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    inet_pton(AF_INET, "127.0.0.1", &name.sin_addr)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = socket
    let status = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
      }
    }
    guard status else { throw POSIXError(.EADDRINUSE) }
    port = UInt16(bigEndian: name.sin_port)
    (frames, heard) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(6000))
    Thread.detachNewThread { [self] in listen() }
  }

  func close() {
    state.withLock { $0.isClosed = true }
    shutdown(socket, Int32(SHUT_RDWR))
  }

  /// Sends one packet of a held key.
  ///
  /// `timestamp` is the event's beginning, the same in all its packets; `duration` counts samples
  /// at 8 kHz.
  func sendKey(
    _ event: UInt8,
    timestamp: UInt32,
    duration: UInt16,
    isEnd: Bool = false,
    isMarked: Bool = false,
  ) {
    let flags: UInt8 = isEnd ? 0x8A : 0x0A
    let payload: [UInt8] = [event, flags, UInt8(duration >> 8), UInt8(duration & 255)]
    send(type: 101, timestamp: timestamp, isMarked: isMarked, payload: payload)
  }

  /// One press as a telephone sends it: packets of 20 ms, the end three times.
  func press(_ event: UInt8, timestamp: UInt32, packets: UInt16 = 5) {
    for index in 1...packets {
      sendKey(event, timestamp: timestamp, duration: index * 160, isMarked: index == 1)
    }
    for _ in 0..<3 {
      sendKey(event, timestamp: timestamp, duration: packets * 160 + 160, isEnd: true)
    }
  }

  func send(type: UInt8, timestamp: UInt32, isMarked: Bool = false, payload: [UInt8]) {
    let (address, sequence) = state.withLock { state in
      state.sequence &+= 1
      return (state.hub, state.sequence)
    }
    var hub = address
    var packet: [UInt8] = [0x80, type | (isMarked ? 0x80 : 0)]
    packet += [UInt8(sequence >> 8), UInt8(sequence & 255)]
    packet += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: timestamp >> $0) }
    packet += [1, 2, 3, 4] + payload
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafePointer(to: &hub) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        sendto(socket, packet, packet.count, 0, pointer, length)
      }
    }
  }

  /// Sends anything to a port of this machine.
  func send(raw packet: [UInt8], to port: UInt16) {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &name.sin_addr)
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        sendto(socket, packet, packet.count, 0, pointer, length)
      }
    }
  }

  private func listen() {
    var buffer = [UInt8](repeating: 0, count: 2048)
    while true {
      var from = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let count = withUnsafeMutablePointer(to: &from) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
          recvfrom(socket, &buffer, buffer.count, 0, pointer, &length)
        }
      }
      if count <= 0 || state.withLock({ $0.isClosed }) { break }
      guard count > 12, buffer[1] & 0x7F == 0 else { continue }
      let sender = from
      state.withLock { $0.hub = sender }
      heard.yield(buffer[12..<count].map(linear))
    }
    heard.finish()
    Glibc.close(socket)
  }
}

/// G.711 µ-law to 16 bit (ITU-T G.711, table 2a).
private func linear(_ code: UInt8) -> Int16 {
  let bits = ~code
  let magnitude = ((Int(bits & 0x0F) << 3) + 0x84) << Int((bits & 0x70) >> 4)
  return Int16(bits & 0x80 != 0 ? 0x84 - magnitude : magnitude - 0x84)
}

/// 16 bit to G.711 µ-law.
func muLaw(_ sample: Int16) -> UInt8 {
  let magnitude = min(abs(Int(sample)), 32_635) + 0x84
  var exponent = 7
  while exponent > 0, magnitude & (0x80 << exponent) == 0 { exponent -= 1 }
  let mantissa = UInt8((magnitude >> (exponent + 3)) & 0x0F)
  return ~((sample < 0 ? 0x80 : 0) | UInt8(exponent << 4) | mantissa)
}
