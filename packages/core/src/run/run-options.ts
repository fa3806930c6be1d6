import type { RunOptions, StreamOptions } from '../contracts/run-options.ts'
import { optionsOf, readOptions, type OptionTable } from '../options/read-options.ts'
import {
  atLeastOne,
  checkBoolean,
  checkFunction,
  checkString,
  nonNegative,
  oneOf,
  positive,
  type Check,
} from '../options/checks.ts'
import { checkSignal } from '../options/check-signal.ts'
import { checkTimeouts } from '../targets/check-timeouts.ts'

const tokenTable: OptionTable<{ input: number; output: number }> = {
  input: [nonNegative],
  output: [nonNegative],
}
const checkWords: Check = (name, value, owner) => {
  for (const word of [value].flat()) checkString(name, word, owner)
  return value
}
const checkPartial: Check = (name, value, owner) =>
  value === false ? value : oneOf('last', 'all')(name, value, owner)
const runTable: OptionTable<RunOptions> = {
  signal: [checkSignal],
  deadlineMs: [positive],
  affinityKey: [checkString],
  only: [(name, value, owner) => (typeof value === 'function' ? value : checkWords(name, value, owner))],
  exclude: [checkWords],
  pin: [checkString],
  expectedTokens: [optionsOf(tokenTable)],
  maxAttempts: [atLeastOne],
  explain: [checkBoolean],
  classifyResponse: [checkBoolean],
  timeouts: [checkTimeouts],
}
const streamTable: OptionTable<StreamOptions<unknown>> = {
  ...runTable,
  isContent: [checkFunction],
  isFinal: [checkFunction],
  usageOf: [checkFunction],
  onInterrupted: [oneOf('throw', 'restart')],
  partial: [checkPartial],
  unreadMs: [positive],
}

/** Checks the options of one call. @throws TypeError or RangeError naming the option that is wrong */
export function checkRunOptions(options: RunOptions, streaming: boolean): void {
  if (streaming) readOptions('stream', options, streamTable)
  else readOptions('run', options, runTable)
}
