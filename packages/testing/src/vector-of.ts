import { seededRandom } from '@llm-balancer/core'
import { hash } from './hash.ts'

/** Numbers of a vector when the request does not say how many. */
export const usualDimensions = 8
/** The longest vector that the fake makes. */
export const mostDimensions = 8192

/** The vector of a text: of length 1, the same for the same text wherever it is asked for, and exact as 32-bit floats. */
export function vectorOf(text: string, dimensions: number = usualDimensions): number[] {
  const random = seededRandom(hash(text))
  const numbers = Array.from({ length: dimensions }, () => random() * 2 - 1)
  const length = Math.hypot(...numbers)
  return numbers.map((number) => Math.fround(number / length))
}

/** A vector as base64 of its 32-bit floats, least significant byte first. */
export function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4)
  for (const [index, number] of vector.entries()) bytes.writeFloatLE(number, index * 4)
  return bytes.toString('base64')
}
