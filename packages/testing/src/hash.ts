/** FNV-1a, 32 bits. */
export function hash(text: string, seed = 0): number {
  let mixed = (0x811c9dc5 ^ seed) >>> 0
  for (let index = 0; index < text.length; index += 1) {
    mixed = Math.imul(mixed ^ text.charCodeAt(index), 0x01000193)
  }
  return mixed >>> 0
}
