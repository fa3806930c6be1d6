/** A number by which a text is recognised without being kept: two mixed 32-bit hashes (FNV-1a), of which 53 bits count. */
export function digestOf(text: string): number {
  let one = 0x811c9dc5
  let other = 0x1000193
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    one = Math.imul(one ^ unit, 0x01000193)
    other = Math.imul(other ^ (unit + index), 0x5bd1e995)
  }
  return mixed(one) * 0x20_0000 + (mixed(other) >>> 11)
}

function mixed(bits: number): number {
  const first = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35)
  return (second ^ (second >>> 16)) >>> 0
}
