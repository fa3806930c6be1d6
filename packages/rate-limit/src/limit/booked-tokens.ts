import type { TokenUsage } from '@llm-balancer/core'
import type { Booking } from '../contracts/booking.ts'
import type { CallCost } from '../contracts/call-cost.ts'
import { ExpectedTokens } from '../tokens/expected-tokens.ts'
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
  expect(call: ReservedCall, { inputTokens = 0, outputTokens = 0, maxOutputTokens = 0 }: CallCost): void {
    const isLongest = this.#onArrival && maxOutputTokens > 0
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
    const used = this.#onArrival ? takenOutput : usage?.outputTokens
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
    if (usage.outputTokens !== undefined) this.#output.learn(call.expectedOutput, usage.outputTokens)
  }

  #usedInput(usage: TokenUsage | undefined): number | undefined {
    if (usage?.inputTokens === undefined) return undefined
    const { inputTokens, cacheReadTokens = 0 } = usage
    return this.#cacheReads ? inputTokens : Math.max(0, inputTokens - cacheReadTokens)
  }
}
