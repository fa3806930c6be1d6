import fc from 'fast-check'
import { createRetryBudget } from '@llm-balancer/core/budget'
import { createFakeClock, oddErrors } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { hedge } from './hedge.ts'
import { retry } from './retry.ts'
import { retryStream } from './retry-stream.ts'

/** How a promise ended, in a box, since looking at what was thrown may throw. */
type End = { readonly result: unknown } | { readonly thrown: unknown } | undefined

const watch = (promise: Promise<unknown>): (() => End) => {
  let end: End
  promise.then(
    (result) => (end = { result }),
    (thrown: unknown) => (end = { thrown }),
  )
  return () => end
}

const isThrown = (end: End, value: unknown): boolean =>
  end !== undefined && 'thrown' in end && Object.is(end.thrown, value)

describe('whatever an attempt throws', () => {
  it.each(oddErrors())(
    'is what the caller of `retry` gets, with every count exact: $name',
    async ({ make }) => {
      const clock = createFakeClock()
      const budget = createRetryBudget()
      const thrown = make()
      let calls = 0
      const end = watch(
        retry(
          () => {
            calls += 1
            throw thrown
          },
          { clock, budget, maxAttempts: 2, shouldRetry: () => true, backoff: () => 5 },
        ),
      )
      await clock.advance(1_000_000)
      expect(isThrown(end(), thrown)).toBe(true)
      expect(calls).toBe(2)
      expect([500 - 14, 500 - 5]).toContain(budget.remaining)
      expect(clock.pending).toBe(0)
    },
  )

  it.each(oddErrors())('is what the reader of `retryStream` gets: $name', async ({ make }) => {
    const clock = createFakeClock()
    const thrown = make()
    const stream = retryStream<string>(() => Promise.reject(thrown), { clock, maxAttempts: 2 })
    const end = watch(stream.next())
    await clock.advance(1_000_000)
    expect(isThrown(end(), thrown)).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it.each(oddErrors())('settles `hedge`, before the delay and after it: $name', async ({ make }) => {
    const clock = createFakeClock()
    const thrown = make()
    const early = watch(hedge(() => Promise.reject(thrown as Error), { clock, delayMs: 10 }))
    const late = watch(
      hedge(() => new Promise((_, reject) => clock.schedule(() => reject(thrown), 50)), {
        clock,
        delayMs: 10,
      }),
    )
    await clock.advance(1000)
    expect(isThrown(early(), thrown)).toBe(true)
    expect(isThrown(late(), thrown)).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it('may be any value, and so may everything that the caller’s functions give', async () => {
    const values = fc.anything({ withNullPrototype: true, withMap: true, withBigInt: true, withDate: true })
    await fc.assert(
      fc.asyncProperty(values, fc.array(values, { minLength: 5, maxLength: 5 }), async (value, given) => {
        const clock = createFakeClock()
        const [verdict, answer, wait, isEnough, drawn] = given
        const failures: string[] = []
        let calls = 0
        const end = watch(
          retry(
            ({ attempt }) => {
              calls += 1
              if (attempt < 3) throw value
              return 'answer'
            },
            {
              clock,
              deadlineMs: 1e9,
              classify: () => verdict as never,
              shouldRetry: () => answer as never,
              backoff: () => wait as never,
              random: () => drawn as never,
              budget: { withdraw: () => isEnough as never, deposit: () => undefined, remaining: 0 },
              onRetry: () => verdict as never,
              onCallbackFailed: ({ option }) => failures.push(option),
            },
          ),
        )
        await clock.advance(1e9)
        const ended = end()
        expect(isThrown(ended, value) || calls === 3).toBe(true)
        expect(calls).toBeGreaterThanOrEqual(1)
        expect(clock.pending).toBe(0)
      }),
      { seed: 20_261_130, numRuns: 300 },
    )
  })
})
