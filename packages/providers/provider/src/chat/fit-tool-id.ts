/** Which ids of tool calls a vendor takes, and how long the ones are that are made to fit. */
export type ToolIdShape = {
  /** Matches an id that is fine as it is. */
  readonly pattern: RegExp
  /** Letters and digits of an id that is made up, within [1, 10]. */
  readonly length: number
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/**
 * The id of a tool call in a form that a vendor accepts: unchanged when it fits, else letters and digits derived from it.
 * The same id always gives the same result, so that a call and its result stay together and caches stay warm when a
 * conversation moves.
 */
export function fitToolId(id: string, { pattern, length }: ToolIdShape): string {
  if (pattern.test(id)) return id
  let number = (BigInt(hash(id, 0x811c9dc5)) << 32n) | BigInt(hash(id, 0x9e3779b9))
  let fitted = ''
  for (let place = 0; place < length; place += 1) {
    fitted += alphabet[Number(number % 62n)] ?? ''
    number /= 62n
  }
  return fitted
}

/** FNV-1a over UTF-16 units, with a final mix (MurmurHash3's). */
function hash(text: string, seed: number): number {
  let value = seed
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
