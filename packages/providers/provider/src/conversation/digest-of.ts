/** Longer texts are known by their ends and their length: what vendors issue is random in both. */
const longest = 512

/** A number by which a text is recognised without being kept: two mixed 32-bit hashes (FNV-1a), of which 53 bits count. */
export function digestOf(text: string): number {
  const half = longest / 2
  const read = text.length <= longest ? text : `${text.slice(0, half)}${text.length}${text.slice(-half)}`
  let one = 0x811c9dc5
  let other = 0x1000193
  for (let index = 0; index < read.length; index += 1) {
    const unit = read.charCodeAt(index)
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
