/** What the tests of latencies share. Not part of the package. */
import type { Outcome } from '../../contracts/outcome.ts'
import type { LoadMeter, Measurement } from '../../contracts/strategy.ts'
import { callFacts } from '../../testing/call-facts.ts'
import { fakeTarget, type FakeTarget } from '../../testing/fake-target.ts'
import { peakEwmaLatency, type PeakEwmaOptions } from '../peak-ewma-latency.ts'

export interface Times {
  readonly at: number
  readonly latencyMs: number
}

interface Start {
  readonly at?: number | undefined
  readonly streaming?: boolean
}

/** An attempt on a target, a stream unless told otherwise; its times count from its start. */
export class Attempt {
  readonly #target: FakeTarget
  readonly #measurement: Measurement | undefined
  readonly #at: number

  constructor(meter: LoadMeter, target: FakeTarget, { at = 0, streaming = true }: Start = {}) {
    this.#target = target
    this.#at = at
    target.set({ inFlight: target.inFlight + 1 })
    this.#measurement = meter.started?.(target, callFacts({ startedAt: at, streaming }), at)
  }

  answer(latencyMs: number): this {
    this.#measurement?.firstContent?.(this.#at + latencyMs)
    return this
  }

  succeed(latencyMs: number, durationMs: number = latencyMs): void {
    this.end({ type: 'success', durationMs, firstContentMs: latencyMs })
  }

  fail(durationMs: number): void {
    this.end({ type: 'failure', kind: 'rate-limit', scope: 'key', durationMs })
  }

  end(outcome: Outcome): void {
    this.#target.set({ inFlight: this.#target.inFlight - 1 })
    this.#measurement?.finished(outcome, this.#at + outcome.durationMs)
  }
}

export const start = (meter: LoadMeter, target: FakeTarget, at?: number): Attempt =>
  new Attempt(meter, target, { at })

/** A plain call. */
export const call = (meter: LoadMeter, target: FakeTarget, at?: number): Attempt =>
  new Attempt(meter, target, { at, streaming: false })

export const serve = (meter: LoadMeter, target: FakeTarget, { at, latencyMs }: Times): void => {
  start(meter, target, at).answer(latencyMs).succeed(latencyMs)
}

export const refuse = (meter: LoadMeter, target: FakeTarget, { at, latencyMs }: Times): void => {
  start(meter, target, at).fail(latencyMs)
}

export const setup = (
  options?: PeakEwmaOptions,
  weight = 1,
): { readonly meter: LoadMeter; readonly target: FakeTarget } => ({
  meter: peakEwmaLatency(options),
  target: fakeTarget({ id: 'a', weight }),
})
