import type { Guard, TokenUsage } from '@llm-balancer/core'
import {
  atLeastOne,
  checkString,
  defined,
  finite,
  mustBe,
  optionsOf,
  readOptions,
  required,
  type OptionTable,
} from '@llm-balancer/core/options'
import { priceTable } from '@llm-balancer/core/prices'
import type {
  Invoice,
  InvoicedCall,
  InvoicedTarget,
  InvoiceLabels,
  InvoiceLine,
  InvoiceSnapshot,
} from './invoice.ts'
import { InvoiceGuard } from './invoice-guard.ts'
import { LineSum } from './line-sum.ts'

type Label = keyof InvoiceLabels

/** Settings of `createInvoice`. */
export interface InvoiceOptions {
  /** What calls are told apart by. @default ['tenant', 'provider', 'model'] */
  readonly by?: readonly Label[] | undefined
  /** Most lines, a whole number ≥ 1; calls of further labels are added up in one. @default 100 000 */
  readonly maxLines?: number | undefined
}

const labels: readonly Label[] = ['tenant', 'provider', 'model']
const isLabels = (value: unknown): boolean =>
  Array.isArray(value) && value.every((label) => labels.includes(label as Label))
type Settings = { readonly [Name in keyof InvoiceOptions]-?: NonNullable<InvoiceOptions[Name]> }

const table: OptionTable<Settings> = {
  by: [mustBe('an array of "tenant", "provider" and "model"', isLabels), labels],
  maxLines: [atLeastOne, 100_000],
}
const usageTable: OptionTable<TokenUsage> = {
  inputTokens: [finite],
  outputTokens: [finite],
  cacheReadTokens: [finite],
  cacheWriteTokens: [finite],
  reasoningTokens: [finite],
}
const callTable: OptionTable<InvoicedCall> = {
  tenant: [checkString],
  provider: [checkString],
  model: [checkString],
  usage: [optionsOf(usageTable), required],
  price: [optionsOf(priceTable)],
}

/**
 * Makes an invoice: what calls have cost, by tenant, provider and model, to the micro-dollar. Prices times tokens are added up exactly, and
 * rounded once for each line.
 *
 * @throws RangeError or TypeError that names the option
 *
 * @example
 * const invoice = createInvoice({ by: ['tenant'] })
 * invoice.add({ tenant: 'acme', usage: { inputTokens: 1200, outputTokens: 300 }, price: { inputPerMTok: 2, outputPerMTok: 10 } })
 * for (const { tenant, costMicroUsd } of invoice.take().lines) console.log(tenant, costMicroUsd / 1e6)
 */
export function createInvoice(options: InvoiceOptions = {}): Invoice {
  return new LineSums(
    readOptions('createInvoice', options, table, { hints: { labels: 'by', groupBy: 'by' } }),
  )
}

/** An invoice over the sums of its lines. */
class LineSums implements Invoice {
  readonly #settings: Settings
  readonly #lines = new Map<string, LineSum>()
  #rest: LineSum | undefined

  constructor(settings: Settings) {
    this.#settings = settings
  }

  add(call: InvoicedCall): void {
    const { usage, price, ...given } = readOptions('add', call, callTable, { hints: { cost: 'price' } })
    this.#lineOf(given).add(usage, price)
  }

  guard(target: InvoicedTarget): Guard {
    return new InvoiceGuard(target, (given) => this.#lineOf(given))
  }

  toJSON(): InvoiceSnapshot {
    const lines: readonly InvoiceLine[] = [...this.#lines.values()].map((line) => line.toJSON())
    const rest = this.#rest?.toJSON()
    const all = rest === undefined ? lines : [...lines, rest]
    return {
      lines,
      ...(rest === undefined ? {} : { rest }),
      costMicroUsd: all.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0),
      unpriced: all.reduce((sum, { unpriced }) => sum + unpriced, 0),
    }
  }

  take(): InvoiceSnapshot {
    const snapshot = this.toJSON()
    this.#lines.clear()
    this.#rest = undefined
    return snapshot
  }

  #lineOf(given: InvoiceLabels): LineSum {
    const { by, maxLines } = this.#settings
    const own = defined(Object.fromEntries(by.map((label) => [label, given[label]])))
    const key = JSON.stringify(own)
    const known = this.#lines.get(key)
    if (known !== undefined) return known
    if (this.#lines.size >= maxLines) return (this.#rest ??= new LineSum({}))
    const line = new LineSum(own)
    this.#lines.set(key, line)
    return line
  }
}
