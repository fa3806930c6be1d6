/**
 * One event of Bedrock's binary stream: lengths and their checksum, headers, the payload, and a checksum of it all.
 * Source: https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html
 */
export const bedrockEvent = (data: object): Uint8Array => {
  const payload = utf8(JSON.stringify({ bytes: btoa(JSON.stringify(data)) }))
  const headers = joined([
    header(':event-type', 'chunk'),
    header(':content-type', 'application/json'),
    header(':message-type', 'event'),
  ])
  const lengths = joined([uint32(headers.length + payload.length + 16), uint32(headers.length)])
  const message = joined([lengths, uint32(crc32(lengths)), headers, payload])
  return joined([message, uint32(crc32(message))])
}

/** Joins pieces of bytes. */
export const joined = (pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(pieces.flatMap((piece) => [...piece]))

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A header with a string value, which is type 7. */
const header = (name: string, value: string): Uint8Array =>
  joined([new Uint8Array([name.length]), utf8(name), new Uint8Array([7, 0, value.length]), utf8(value)])

const uint32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

/** The checksum of ISO 3309, bit by bit. */
const crc32 = (bytes: Uint8Array): number => {
  let sum = 0xff_ff_ff_ff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xed_b8_83_20 : 0)
  }
  return (sum ^ 0xff_ff_ff_ff) >>> 0
}
