import {
  checkSignal,
  checkString,
  finite,
  numberWithin,
  optionsOf,
  positive,
  readOptions,
  type OptionTable,
} from '@llm-balancer/core/options'
import type { ScheduleOptions } from '../contracts/rate-limiter.ts'

const costTable: OptionTable<NonNullable<ScheduleOptions['cost']>> = {
  inputTokens: [finite],
  outputTokens: [finite],
  maxOutputTokens: [finite],
  text: [checkString],
}

const table: OptionTable<ScheduleOptions> = {
  cost: [optionsOf(costTable)],
  signal: [checkSignal],
  deadlineMs: [positive, Infinity],
  priority: [numberWithin({ min: -Infinity, max: Infinity }), 0],
}

const hints = { timeout: 'deadlineMs', timeoutMs: 'deadlineMs', weight: 'cost', tokens: 'cost.inputTokens' }

/** Checks the options of one scheduled call. @throws TypeError or RangeError that names the option */
export function readScheduleOptions(
  options: ScheduleOptions,
): ScheduleOptions & { readonly deadlineMs: number; readonly priority: number } {
  return readOptions('schedule', options, table, { hints }) as never
}

/** Checks what a call is expected to take. @throws TypeError or RangeError that names the option */
export function readCost(cost: ScheduleOptions['cost']): NonNullable<ScheduleOptions['cost']> {
  return cost === undefined ? {} : readOptions('tryReserve', cost, costTable)
}
