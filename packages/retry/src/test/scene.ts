import { createFakeClock, seededRandom, type FakeClock } from '@llm-balancer/core/testing'
import type { Random } from '@llm-balancer/core'

/** An error as an official SDK throws it. */
export function httpError(
  status: number,
  parts: { readonly headers?: Record<string, string>; readonly body?: unknown } = {},
): Error {
  return Object.assign(new Error(`status ${String(status)}`), { status, headers: {}, ...parts })
}

/** What every test of this package needs: a fake clock, and the same random numbers each time. */
export interface Scene {
  readonly clock: FakeClock
  readonly random: Random
  /** The clock times of the calls, from the start. */
  readonly calls: number[]
  /** Work that fails with each error in turn and then succeeds with `ok <attempt>`. */
  failing(...errors: readonly Error[]): () => Promise<string>
  /** Work that never settles by itself and does not listen to its signal. */
  hanging(): () => Promise<never>
}

export function createScene(): Scene {
  const clock = createFakeClock(Date.UTC(2026, 10, 20, 12))
  const start = clock.now()
  const calls: number[] = []
  const begin = (): number => calls.push(clock.now() - start)
  return {
    clock,
    random: seededRandom(7),
    calls,
    failing(...errors) {
      const left = [...errors]
      return () => {
        const number = begin()
        const error = left.shift()
        return error === undefined ? Promise.resolve(`ok ${String(number)}`) : Promise.reject(error)
      }
    },
    hanging() {
      return () => {
        begin()
        return new Promise(() => {})
      }
    },
  }
}

/** How a promise has ended, once it has. */
export interface Watched<Value> {
  value?: Value
  error?: unknown
  done: boolean
}

/** Observes a promise without waiting for it, so that a test can advance the clock meanwhile. */
export function watch<Value>(promise: Promise<Value>): Watched<Value> {
  const watched: Watched<Value> = { done: false }
  promise.then(
    (value) => Object.assign(watched, { value, done: true }),
    (error: unknown) => Object.assign(watched, { error, done: true }),
  )
  return watched
}
