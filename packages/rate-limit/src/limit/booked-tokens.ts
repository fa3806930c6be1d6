import type { TokenUsage } from '@llm-balancer/core'
import type { Booking } from '../contracts/booking.ts'
import type { CallCost } from '../contracts/call-cost.ts'
import type { RateLimiterState } from '../contracts/state.ts'
import { ExpectedTokens } from '../tokens/expected-tokens.ts'
import { tokenCount } from '../tokens/token-count.ts'
import type { ReservedCall } from './reserved-call.ts'
import type { Settlement } from './settlement.ts'

/** How many tokens calls take before they are made, and how many their vendor counts in the end. Learns from what they really used. */
export class BookedTokens {
  readonly #onArrival: boolean
  readonly #cacheReads: boolean
  readonly #input = new ExpectedTokens()
  readonly #output = new ExpectedTokens()

  constructor({ tokens, cacheReads }: Booking) {
    this.#onArrival = tokens === 'arrival'
    this.#cacheReads = cacheReads !== false
  }

  /** Notes in a call what is expected of it. The longest answer is taken as it is: nothing is estimated there. */
  expect(call: ReservedCall, cost: CallCost): void {
    const inputTokens = tokenCount(cost.inputTokens) ?? 0
    const outputTokens = tokenCount(cost.outputTokens) ?? 0
    const maxOutputTokens = this.#onArrival ? (tokenCount(cost.maxOutputTokens) ?? 0) : 0
    const isLongest = maxOutputTokens > 0
    call.expectedInput = inputTokens
    call.expectedOutput = isLongest ? maxOutputTokens : outputTokens
    call.takenInput = this.#input.of(inputTokens)
    call.takenOutput = isLongest ? Math.ceil(maxOutputTokens) : this.#output.of(outputTokens)
  }

  /** The input tokens of a call that its vendor counts. */
  input({ takenInput }: ReservedCall, { end, usage }: Settlement): number {
    if (end === 'unsent' || end === 'refused') return 0
    const used = this.#onArrival ? takenInput : this.#usedInput(usage)
    return used ?? (end === 'failed' ? 0 : takenInput)
  }

  output({ takenOutput }: ReservedCall, { end, usage }: Settlement): number {
    if (end === 'unsent' || end === 'refused') return 0
    const used = this.#onArrival ? takenOutput : tokenCount(usage?.outputTokens)
    return used ?? (end === 'failed' ? 0 : takenOutput)
  }

  /** True when calls that run have been counted already. */
  get onArrival(): boolean {
    return this.#onArrival
  }

  /** A call has succeeded. */
  learn(call: ReservedCall, usage: TokenUsage): void {
    const input = this.#usedInput(usage)
    if (input !== undefined) this.#input.learn(call.expectedInput, input)
    const output = tokenCount(usage.outputTokens)
    if (output !== undefined) this.#output.learn(call.expectedOutput, output)
  }

  export(): RateLimiterState['tokens'] {
    return { input: this.#input.export(), output: this.#output.export() }
  }

  import({ input, output }: RateLimiterState['tokens']): void {
    this.#input.import(input)
    this.#output.import(output)
  }

  #usedInput(usage: TokenUsage | undefined): number | undefined {
    const inputTokens = tokenCount(usage?.inputTokens)
    if (inputTokens === undefined || this.#cacheReads) return inputTokens
    return Math.max(0, inputTokens - (tokenCount(usage?.cacheReadTokens) ?? 0))
  }
}
