/**
 * A 32-bit hash of a text, the same in every process: FNV-1a over its UTF-16 code units (draft-eastlake-fnv-17), mixed
 * at the end by {@link mixBits}, because FNV's last characters reach too few bits. Not for secrets.
 */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return mixBits(hash)
}

/** Spreads every bit of a 32-bit number over all bits of the result (MurmurHash3's `fmix32`, Austin Appleby, public domain). */
export function mixBits(bits: number): number {
  let mixed = bits
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
