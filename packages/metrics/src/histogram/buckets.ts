/**
 * The buckets of all histograms of this package. They are log-linear: each doubling of the value is split into 32 buckets of equal
 * width, so that the middle of a bucket is at most 1/64 (1.6 %) away from every value in it. A bucket includes its upper bound, as
 * Prometheus' `le` does. Source of the idea: Gil Tene, HdrHistogram.
 */

/** Buckets per doubling, as a power of two. */
const splitBits = 5
/** How far the first word of a number is moved to leave its exponent and the first bits of its mantissa. */
const shift = 20 - splitBits

const lowestExponent = -4
const highestExponent = 24
/** Values up to this one are in bucket 0. */
const lowest = 2 ** lowestExponent
/** Values above this one are in the last bucket. */
const highest = 2 ** highestExponent

/** Buckets of one doubling. */
export const bucketsPerDoubling: number = 2 ** splitBits
/** How many doublings there are between the lowest and the highest bound. */
const doublings: number = highestExponent - lowestExponent
/** How many buckets there are: those of the doublings, one below and one above them. */
export const bucketCount: number = doublings * bucketsPerDoubling + 2

/** The bits of a number in double precision: sign, 11 bits of exponent, 52 of mantissa. */
const bits = new DataView(new ArrayBuffer(8))

function keyOf(value: number): number {
  bits.setFloat64(0, value)
  const first = bits.getUint32(0)
  // The number before belongs to the same bucket, unless this one is the upper bound of the bucket before.
  return (bits.getUint32(4) === 0 ? first - 1 : first) >>> shift
}

function boundOf(key: number): number {
  bits.setUint32(0, key << shift)
  bits.setUint32(4, 0)
  return bits.getFloat64(0)
}

/** The key of the bucket that begins at the lowest bound. */
const firstKey = keyOf(lowest) + 1

/** The bucket that a value belongs to, within [0, {@link bucketCount}). */
export function bucketOf(value: number): number {
  if (!(value > lowest)) return 0
  return value > highest ? bucketCount - 1 : keyOf(value) - firstKey + 1
}

/** The value that stands for all values of a bucket: the middle between its bounds. */
export function middleOf(bucket: number): number {
  if (bucket === 0) return lowest
  if (bucket === bucketCount - 1) return highest
  const key = bucket - 1 + firstKey
  return (boundOf(key) + boundOf(key + 1)) / 2
}

/** The doubling that a bucket belongs to: the values of doubling `n` are at most `upperBounds[n]`. */
export function doublingOf(bucket: number): number {
  return (bucket + bucketsPerDoubling - 1) >>> splitBits
}

/** The upper bounds of the doublings: 1/16, 1/8, … 2²⁴. Values above the last one are in the doubling after it. */
export const upperBounds: readonly number[] = Array.from(
  { length: doublings + 1 },
  (_, place) => 2 ** (lowestExponent + place),
)
