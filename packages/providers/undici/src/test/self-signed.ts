import { generateKeyPairSync, sign } from 'node:crypto'

/** A key and a certificate for 127.0.0.1 that is signed with it, in PEM format. */
export interface SelfSigned {
  readonly key: string
  readonly cert: string
}

/** Makes a certificate, in DER after X.509 (RFC 5280): tests need no program for it, and no key lies in the repository. */
export function selfSigned(): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const algorithm = sequence(objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
  const name = sequence(set(sequence(objectId(0x55, 0x04, 0x03), text('127.0.0.1'))))
  const validity = sequence(time('20000101000000Z'), time('20991231235959Z'))
  // The address 127.0.0.1 as a subject's alternative name.
  const alternative = sequence(
    objectId(0x55, 0x1d, 0x11),
    octets(sequence(der(0x87, Buffer.from([127, 0, 0, 1])))),
  )
  const certificate = sequence(
    der(0xa0, integer(2)),
    integer(1),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(alternative)),
  )
  const signature = sign('sha256', certificate, privateKey)
  const signed = sequence(certificate, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])))
  const lines = signed.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd()
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts))
const set = (...parts: readonly Buffer[]): Buffer => der(0x31, Buffer.concat(parts))
const integer = (value: number): Buffer => der(0x02, Buffer.from([value]))
const octets = (content: Buffer): Buffer => der(0x04, content)
const objectId = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes))
const text = (value: string): Buffer => der(0x0c, Buffer.from(value))
const time = (value: string): Buffer => der(0x18, Buffer.from(value))
