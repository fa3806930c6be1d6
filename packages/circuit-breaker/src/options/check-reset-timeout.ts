import {
  checkFunction,
  checkNumber,
  describeValue,
  finite,
  numberWithin,
  optionsOf,
  readProperty,
  required,
  subjectOf,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { ResetGrowth } from '../machine/reset-timeout.ts'

type ReadGrowth = Required<Omit<ResetGrowth, 'maxMs'>> & Pick<ResetGrowth, 'maxMs'>

const table: OptionTable<ReadGrowth> = {
  baseMs: [finite, required],
  factor: [numberWithin({ min: 1, max: Infinity }), 2],
  maxMs: [finite],
}

const checkGrowth = optionsOf(table)

/** An open time in one of its four forms; a growth comes back complete. */
export const checkResetTimeout: Check = (name, value, owner) => {
  if (typeof value === 'number') return finite(name, value, owner)
  if (typeof value === 'function') return value
  if (describeValue(value) !== 'an object') {
    const forms = 'a number, { baseMs }, a function or a backoff of cockatiel'
    throw new TypeError(`${subjectOf(name, owner)} must be ${forms}, got ${describeValue(value)}`)
  }
  const next = readProperty(value, 'next')
  if (next === undefined) return completeGrowth(name, checkGrowth(name, value, owner) as ReadGrowth, owner)
  checkFunction(`${name}.next`, next, owner)
  return value
}

/** `maxMs` depends on `baseMs`. */
function completeGrowth(name: string, growth: ReadGrowth, owner?: string): Required<ResetGrowth> {
  const { baseMs, maxMs = 10 * baseMs } = growth
  checkNumber(`${name}.maxMs`, maxMs, { min: baseMs, max: Infinity }, owner)
  return { ...growth, maxMs }
}
