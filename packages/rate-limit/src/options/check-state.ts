import {
  checkArray,
  checkObject,
  finite,
  numberWithin,
  oneOf,
  readOptions,
  readProperty,
  required,
  subjectOf,
  type Check,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { RateLimiterState, SavedLimit, SavedTokens } from '../contracts/state.ts'

const exact = Number.MAX_SAFE_INTEGER
const anyExact = numberWithin({ min: -exact, max: exact })
const fromZero = numberWithin({ min: 0, max: exact })
const ratio = numberWithin({ min: 0, max: 1, above: true })
const longestWindowMs = 366 * 86_400_000

const listOf =
  (check: Check): Check =>
  (name, value, owner) =>
    (checkArray(name, value, owner) as readonly unknown[]).map((item, place) =>
      check(`${name}[${String(place)}]`, item, owner),
    )
const objectOf =
  <Shape>(table: OptionTable<Shape>): Check =>
  (name, value, owner = '') =>
    readOptions(owner, checkObject(name, value, owner), table, { prefix: `${name}.` })

const checkTaken: Check = (name, value, owner) => {
  const [at, amount] = checkArray(name, value, owner) as readonly unknown[]
  return [anyExact(`${name}[0]`, at, owner), fromZero(`${name}[1]`, amount, owner)]
}

const checkLimit = objectOf<SavedLimit>({
  unit: [oneOf('requests', 'tokens', 'input-tokens', 'output-tokens'), required],
  limit: [fromZero, required],
  windowMs: [numberWithin({ min: 1, max: longestWindowMs, integer: true }), required],
  source: [oneOf('configured', 'reported', 'guessed'), required],
  kind: [oneOf('bucket', 'fixed-window', 'sliding-window'), required],
  own: [fromZero],
  left: [anyExact, required],
  most: [fromZero, required],
  resetAt: [anyExact],
  taken: [listOf(checkTaken)],
  atOnce: [
    objectOf({
      burstRatio: [ratio, required],
      reports: [fromZero, required],
      mostLeft: [fromZero, required],
    }),
    required,
  ],
})

const checkTokens = objectOf<SavedTokens>({
  estimated: [fromZero, required],
  real: [fromZero, required],
  mean: [fromZero],
})

const checkVersion: Check = (name, value, owner) => {
  if (value === 1) return value
  throw new TypeError(`${subjectOf(name, owner)} must be 1: the state of another version cannot be read`)
}

const table: OptionTable<RateLimiterState> = {
  version: [checkVersion, required],
  savedAt: [finite, required],
  limits: [listOf(checkLimit), required],
  pace: [ratio, required],
  pausedUntil: [finite],
  tokens: [objectOf({ input: [checkTokens, required], output: [checkTokens, required] }), required],
}

/** What `exportState` gave, perhaps in another process. */
export const checkState: Check = (name, value, owner) => {
  // A state of another version may have any other fields.
  checkVersion(`${name}.version`, readProperty(value, 'version'), owner)
  return objectOf(table)(name, value, owner)
}
