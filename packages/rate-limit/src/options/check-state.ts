import {
  checkArray,
  checkStateVersion,
  finite,
  listOf,
  numberWithin,
  oneOf,
  optionsOf,
  required,
  type Check,
} from '@llm-balancer/core/options'
import type { RateLimiterState, SavedLimit, SavedTokens } from '../contracts/state.ts'

const exact = Number.MAX_SAFE_INTEGER
const anyExact = numberWithin({ min: -exact, max: exact })
const fromZero = numberWithin({ min: 0, max: exact })
const ratio = numberWithin({ min: 0, max: 1, above: true })
const longestWindowMs = 366 * 86_400_000

const checkTaken: Check = (name, value, owner) => {
  const [at, amount] = checkArray(name, value, owner) as readonly unknown[]
  return [anyExact(`${name}[0]`, at, owner), fromZero(`${name}[1]`, amount, owner)]
}

const checkLimit = optionsOf<SavedLimit>({
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
    optionsOf({
      burstRatio: [ratio, required],
      reports: [fromZero, required],
      mostLeft: [fromZero, required],
    }),
    required,
  ],
})

const checkTokens = optionsOf<SavedTokens>({
  estimated: [fromZero, required],
  real: [fromZero, required],
  mean: [fromZero],
})

const checkVersion1 = optionsOf<RateLimiterState>({
  version: [undefined, required],
  savedAt: [finite, required],
  limits: [listOf(checkLimit), required],
  pace: [ratio, required],
  pausedUntil: [finite],
  tokens: [optionsOf({ input: [checkTokens, required], output: [checkTokens, required] }), required],
})

/** What `exportState` gave, perhaps in another process. */
export const checkState: Check = (name, value, owner) => {
  checkStateVersion(name, value, owner)
  return checkVersion1(name, value, owner)
}
