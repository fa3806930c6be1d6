import fc from 'fast-check'
import { createFakeClock, oddErrors } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { createCircuitBreaker } from './index.ts'
import { engines } from './test/engines.ts'
import { setDueScene } from './test/scene.ts'

/** What a promise is rejected with, in a box, since looking at it may throw. */
async function caught(promise: Promise<unknown>): Promise<{ readonly value: unknown } | undefined> {
  try {
    await promise
    return undefined
  } catch (value) {
    return { value }
  }
}

describe.each(engines)('whatever a call throws, on $engine', ({ create }) => {
  it.each(oddErrors())('is what its caller gets, and the circuit goes on: $name', async ({ make }) => {
    const { breaker, clock } = await setDueScene(create, { successThreshold: 1 })
    const thrown = make()
    const rejection = await caught(
      breaker.execute(async () => {
        await Promise.resolve()
        throw thrown
      }),
    )
    expect(Object.is(rejection?.value, thrown)).toBe(true)
    await clock.advance(1_000_000)
    // A place that was lost would block the circuit.
    expect(await breaker.execute(() => 'answer')).toBe('answer')
    expect(breaker.state).toBe('closed')
  })

  it.each(oddErrors())('ends a stream with it, and the circuit goes on: $name', async ({ make }) => {
    const { breaker, clock } = await setDueScene(create, { successThreshold: 1 })
    const thrown = make()
    const reading = async (): Promise<void> => {
      // oxlint-disable-next-line require-yield -- a stream that fails before its first chunk
      const stream = breaker.executeStream(async function* () {
        await Promise.resolve()
        throw thrown
      })
      for await (const _ of stream) continue
    }
    expect(Object.is((await caught(reading()))?.value, thrown)).toBe(true)
    await clock.advance(1_000_000)
    expect(await breaker.execute(() => 'answer')).toBe('answer')
  })
})

it('any value may be thrown, returned, or given as a verdict or an outcome', async () => {
  const values = fc.anything({ withNullPrototype: true, withMap: true, withBigInt: true, withDate: true })
  await fc.assert(
    fc.asyncProperty(values, fc.boolean(), values, async (value, isThrown, verdict) => {
      const clock = createFakeClock()
      const breaker = createCircuitBreaker({ clock, classify: () => verdict as never })
      const work = (): unknown => {
        if (isThrown) throw value
        return value
      }
      const ended = breaker.execute(work).then(
        (result) => ({ result }),
        (error: unknown) => ({ error }),
      )
      expect(await ended).toEqual(isThrown ? { error: value } : { result: value })
      try {
        breaker.acquire()?.release(value as never)
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError)
      }
      breaker.reset()
      expect(breaker.availableAt()).toBe(clock.now())
      expect(clock.pending).toBe(0)
    }),
    { seed: 20_261_129, numRuns: 500 },
  )
})
