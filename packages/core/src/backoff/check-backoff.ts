import { mustBe, type Check } from '../options/checks.ts'
import { describeValue } from '../options/describe-value.ts'
import { readOptions } from '../options/read-options.ts'
import { readProperty } from '../options/read-property.ts'
import { exponentialWaits, exponentialWaitTable } from './exponential-waits.ts'

const refuse = mustBe('a function, a sequence with "next", or { baseMs, maxMs, factor, jitter }', () => false)

/** A `Backoff`: a function, a sequence, or plain settings of exponential waits, of which it makes a function. */
export const checkBackoff: Check = (name, value, owner) => {
  if (typeof value === 'function' || typeof readProperty(value, 'next') === 'function') return value
  if (describeValue(value) !== 'an object') return refuse(name, value, owner)
  const settings = owner === undefined ? {} : { prefix: `${name}.` }
  return exponentialWaits(readOptions(owner ?? name, value, exponentialWaitTable, settings))
}
