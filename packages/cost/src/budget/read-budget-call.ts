import {
  checkString,
  finite,
  optionsOf,
  readOptions,
  required,
  type OptionTable,
} from '@llm-balancer/core/options'
import { priceTable } from '@llm-balancer/core/prices'
import type { BudgetCall } from './budget.ts'

const table: OptionTable<BudgetCall> = {
  tenant: [checkString],
  provider: [checkString],
  price: [optionsOf(priceTable), required],
  inputTokens: [finite],
  outputTokens: [finite],
  maxOutputTokens: [finite],
}

const hints = { cost: 'price', tokens: 'inputTokens', maxTokens: 'maxOutputTokens' }

/** Checks a call. @throws TypeError or RangeError that names what is wrong */
export function readBudgetCall(call: BudgetCall): BudgetCall {
  return readOptions('reserve', call, table, { hints })
}
