import type { RunOptions, StreamOptions } from '../contracts/run-options.ts'
import { CheckedOptions } from '../options/checked-options.ts'
import { optionsOf, readOptions, type OptionTable } from '../options/read-options.ts'
import {
  atLeastOne,
  checkBoolean,
  checkFunction,
  checkString,
  finite,
  nonNegative,
  numberWithin,
  oneOf,
  positive,
  type Check,
} from '../options/checks.ts'
import { checkHedge } from '../options/check-hedge.ts'
import { checkSignal } from '../options/check-signal.ts'
import { checkTexts } from '../options/shape-checks.ts'
import { checkTimeouts } from '../targets/check-timeouts.ts'
import { isKnownList, lastingList } from './word-list.ts'

const tokenTable: OptionTable<Required<NonNullable<RunOptions['expectedTokens']>>> = {
  input: [finite],
  output: [finite],
  maxOutput: [finite],
}
/** What runs share must not change with a list of the caller's. */
const checkWords: Check = (name, value, owner) => {
  if (isKnownList(value)) return value
  for (const word of [value].flat()) checkString(name, word, owner)
  return typeof value === 'string' ? value : lastingList(value as readonly string[])
}
const checkPartial: Check = (name, value, owner) =>
  value === false ? value : oneOf('last', 'all')(name, value, owner)
const runTable: OptionTable<RunOptions> = {
  signal: [checkSignal],
  deadlineMs: [positive],
  tenant: [checkString],
  operation: [checkString],
  affinityKey: [checkString],
  promptKey: [checkString],
  prefer: [checkWords],
  heldBy: [checkWords],
  only: [(name, value, owner) => (typeof value === 'function' ? value : checkWords(name, value, owner))],
  needs: [checkTexts],
  exclude: [checkWords],
  pin: [checkString],
  expectedTokens: [optionsOf(tokenTable)],
  maxCostUsd: [nonNegative],
  maxAttempts: [atLeastOne],
  priority: [numberWithin({ min: -Infinity, max: Infinity })],
  hedge: [checkHedge],
  idempotent: [checkBoolean],
  explain: [checkBoolean],
  classifyResponse: [checkBoolean],
  acceptable: [checkFunction],
  // Only what the call brings: the other clocks are the target's and the balancer's.
  timeouts: [(name, value, owner) => (checkTimeouts(name, value, owner), { ...(value as object) })],
}
const { acceptable: _, ...sharedTable } = runTable
const streamTable: OptionTable<StreamOptions<unknown>> = {
  ...sharedTable,
  isContent: [checkFunction],
  isProgress: [checkFunction],
  needsContent: [checkFunction],
  isFinal: [checkFunction],
  usageOf: [checkFunction],
  onInterrupted: [oneOf('throw', 'restart', 'continue')],
  partial: [checkPartial],
  unreadMs: [positive],
}

/** Checks the options of one call, and gives them back as they are used. @throws TypeError or RangeError naming what is wrong */
export function readRunOptions(options: RunOptions, streaming: boolean): RunOptions {
  if (options instanceof CheckedOptions) return options
  return streaming ? readOptions('stream', options, streamTable) : readOptions('run', options, runTable)
}
