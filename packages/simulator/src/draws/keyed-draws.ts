/** What a draw is about: two draws with the same key are equal, whatever was drawn before. */
export interface DrawKey {
  readonly seed: number
  readonly request: number
  readonly target: number
}

/** A whole number from a number, each of its 32 bits depending on each of the given ones (the finaliser of MurmurHash3). */
export function mixBits(given: number): number {
  let bits = given
  bits ^= bits >>> 16
  bits = Math.imul(bits, 0x85ebca6b)
  bits ^= bits >>> 13
  bits = Math.imul(bits, 0xc2b2ae35)
  bits ^= bits >>> 16
  return bits >>> 0
}

/**
 * A number within (0, 1) that belongs to one request at one target: every strategy that sends the request there meets the same
 * luck, so that two of them can be compared with few requests (common random numbers). `purpose` tells draws of one key apart.
 */
export function keyedUniform({ seed, request, target }: DrawKey, purpose: number): number {
  let bits = mixBits(seed + 0x9e3779b9)
  for (const part of [request, target, purpose]) bits = mixBits(bits ^ Math.imul(part + 1, 0x9e3779b1))
  return (bits + 0.5) / 4_294_967_296
}

/** A number of the standard normal distribution, by the key (Box and Muller, 1958). Uses the purposes `purpose` and `purpose + 1`. */
export function keyedNormal(key: DrawKey, purpose: number): number {
  return normalOf(keyedUniform(key, purpose), keyedUniform(key, purpose + 1))
}

/** A number of the standard normal distribution from two within (0, 1). */
export function normalOf(radius: number, angle: number): number {
  return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle)
}
