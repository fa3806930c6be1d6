import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { hedgeStream } from './hedge-stream.ts'
import { hedge, type HedgeAttempt, type HedgeOptions } from './hedge.ts'
import { createRetryBudget } from '@llm-balancer/core/budget'
import { createScene, httpError, watch } from './test/scene.ts'
import { sourceOf, type Step } from './test/source-of.ts'

const reason = new Error('the caller has left')

/** Attempt n takes `takes[n - 1]` ms and then gives its number, or throws what stands in `errors[n - 1]`. */
const race = (
  takes: readonly number[],
  errors: readonly (Error | undefined)[] = [],
  options: Partial<HedgeOptions> = {},
) => {
  const { clock } = createScene()
  const begun: { at: number; signal: AbortSignal }[] = []
  const start = clock.now()
  const controller = new AbortController()
  const work = ({ attempt, signal }: HedgeAttempt): Promise<number> => {
    begun.push({ at: clock.now() - start, signal })
    return new Promise((resolve, reject) => {
      clock.schedule(
        () => {
          const error = errors[attempt - 1]
          if (error === undefined) resolve(attempt)
          else reject(error)
        },
        takes[attempt - 1] ?? 0,
      )
    })
  }
  const outcome = watch(hedge(work, { delayMs: 100, clock, signal: controller.signal, ...options }))
  return { clock, begun, outcome, controller }
}

describe('a hedged call', () => {
  it('is made once when it settles within the delay', async () => {
    const { clock, begun, outcome, controller } = race([99])
    await clock.advance(99)
    expect(outcome.value).toBe(1)
    expect(clock.pending).toBe(0)
    expect(begun).toHaveLength(1)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })

  it('is made once more after the delay; the winner aborts the loser and is not aborted', async () => {
    const { clock, begun, outcome } = race([5000, 50])
    await clock.advance(150)
    expect(outcome.value).toBe(2)
    expect(begun.map(({ at, signal }) => [at, signal.aborted])).toEqual([
      [0, true],
      [100, false],
    ])
    await clock.advance(5000)
    expect(clock.pending).toBe(0)
  })

  it('is won by the first attempt when that is faster after all', async () => {
    const { clock, begun, outcome } = race([150, 5000])
    await clock.advance(150)
    expect(outcome.value).toBe(1)
    expect(begun.map(({ signal }) => signal.aborted)).toEqual([false, true])
    await clock.advance(5000)
  })

  it('that fails within the delay has failed: a hedge is no retry', async () => {
    const error = httpError(503)
    const { clock, begun, outcome } = race([50], [error])
    await clock.advance(1000)
    expect(outcome.error).toBe(error)
    expect(begun).toHaveLength(1)
  })

  it('waits for the other attempt when one fails, and throws the first’s error when both do', async () => {
    const errors = [httpError(503), httpError(500)]
    const saved = race([150, 100], [errors[0]])
    await saved.clock.advance(1000)
    expect(saved.outcome.value).toBe(2)
    for (const takes of [
      [150, 100],
      [300, 100],
    ]) {
      const lost = race(takes, errors)
      await lost.clock.advance(1000)
      expect(lost.outcome.error).toBe(errors[0])
    }
  })

  it('does not wait when the request itself is at fault', async () => {
    const error = httpError(400)
    const { clock, begun, outcome } = race([5000, 10], [undefined, error])
    await clock.advance(110)
    expect(outcome.error).toBe(error)
    expect(begun[0]?.signal.aborted).toBe(true)
    await clock.advance(5000)
  })

  it('ends at once when the caller aborts, and is never made for an aborted signal', async () => {
    const { clock, begun, outcome, controller } = race([5000, 5000])
    await clock.advance(150)
    controller.abort(reason)
    await clock.settle()
    expect(outcome.error).toBe(reason)
    expect(begun.map(({ signal }) => signal.reason as Error)).toEqual([reason, reason])
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    await clock.advance(10_000)
    const late = race([1], [], { signal: AbortSignal.abort(reason) })
    await late.clock.settle()
    expect(late.outcome.error).toBe(reason)
    expect(late.begun).toEqual([])
    expect(late.clock.pending).toBe(0)
  })

  it('may be aborted by its own work', async () => {
    const { clock } = createScene()
    const controller = new AbortController()
    const work = (): Promise<never> => {
      controller.abort(reason)
      return new Promise(() => {})
    }
    await expect(hedge(work, { delayMs: 100, clock, signal: controller.signal })).rejects.toBe(reason)
    expect(clock.pending).toBe(0)
  })

  it('charges second attempts to the budget, which gives nothing back', async () => {
    const budget = createRetryBudget({ capacity: 30 })
    for (const [left, attempts] of [
      [17, 2],
      [4, 2],
      [5, 1],
    ]) {
      const { clock, begun, outcome } = race([500, 10], [], { budget })
      await clock.advance(1000)
      expect(outcome.done).toBe(true)
      expect(begun).toHaveLength(attempts ?? 0)
      expect(budget.remaining).toBe(left)
    }
  })

  it('refuses bad options by name', async () => {
    await expect(hedge(() => 1, {} as HedgeOptions)).rejects.toThrow(
      new TypeError('hedge: "delayMs" is missing'),
    )
    await expect(hedge(() => 1, { delayMs: Number.NaN })).rejects.toThrow(
      new TypeError('hedge: "delayMs" must be within [0, ∞], got NaN'),
    )
    await expect(hedge('x' as never, { delayMs: 1 })).rejects.toThrow(
      new TypeError('hedge: "fn" must be a function, got a string'),
    )
    expect(() => hedgeStream('x' as never, { delayMs: 1 })).toThrow(
      new TypeError('hedgeStream: "open" must be a function, got a string'),
    )
    expect(() => hedgeStream(() => sourceOf([]), {} as HedgeOptions)).toThrow(
      'hedgeStream: "delayMs" is missing',
    )
    await expect(hedge(() => 1, { delayMs: -1 })).rejects.toThrow(RangeError)
    await expect(hedge(() => 1, { delayMs: 1, delay: 1 } as HedgeOptions)).rejects.toThrow(
      /unknown option "delay"/,
    )
    await expect(
      hedge(
        () => {
          throw reason
        },
        { delayMs: Infinity },
      ),
    ).rejects.toBe(reason)
  })
})

describe('a hedged stream', () => {
  const reading = (attempts: readonly (readonly Step[])[], signal?: AbortSignal) => {
    const { clock } = createScene()
    const sources = attempts.map((steps) => sourceOf(steps, clock))
    const begun: number[] = []
    const stream = hedgeStream(
      ({ attempt }) => {
        begun.push(attempt)
        return sources[attempt - 1] ?? sourceOf([])
      },
      { delayMs: 100, clock, signal, isContent: (chunk) => chunk !== ':role' },
    )
    return { clock, stream, sources, begun }
  }

  it('takes the stream whose content comes first and closes the other', async () => {
    const { clock, stream, sources } = reading([
      [':role', 'hang'],
      [':role', 20, 'b', 'c'],
    ])
    const read: string[] = []
    const done = watch(
      (async () => {
        for await (const chunk of stream) read.push(chunk)
      })(),
    )
    await clock.advance(120)
    expect(done.done).toBe(true)
    expect(read).toEqual([':role', 'b', 'c'])
    expect(sources.map(({ closed }) => closed)).toEqual([true, false])
    expect(clock.pending).toBe(0)
  })

  it('counts every chunk as content without isContent, and checks its options at once', async () => {
    const { clock } = createScene()
    const stream = hedgeStream(() => sourceOf([':role', 'a'], clock), { delayMs: 100, clock })
    expect(await stream.next()).toEqual({ done: false, value: ':role' })
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(() => hedgeStream(() => sourceOf([]), { delayMs: 1, isContent: true as never })).toThrow(
      new TypeError('hedgeStream: "isContent" must be a function, got true'),
    )
  })

  it('never opens a second one after the first content', async () => {
    const error = httpError(500)
    const { clock, stream, begun } = reading([['a', 5000, error], ['b']])
    expect(await stream.next()).toEqual({ done: false, value: 'a' })
    expect(clock.pending).toBe(0)
    const next = watch(stream.next())
    await clock.advance(5000)
    expect(next.error).toBe(error)
    expect(begun).toEqual([1])
  })

  it('closes both when its reader leaves or the caller aborts', async () => {
    const left = reading([['hang'], ['hang']])
    const pending = left.stream.next()
    await left.clock.advance(150)
    await left.stream.return(undefined)
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(left.sources.map(({ closed }) => closed)).toEqual([true, true])
    const controller = new AbortController()
    const aborted = reading([['hang'], ['hang']], controller.signal)
    const outcome = watch(aborted.stream.next())
    await aborted.clock.advance(150)
    controller.abort(reason)
    await aborted.clock.settle()
    expect(outcome.error).toBe(reason)
    expect(aborted.sources.map(({ closed }) => closed)).toEqual([true, true])
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })
})

/** A signal of the caller's own that cannot be left. */
const unleavable = (): AbortSignal =>
  Object.assign(new AbortController().signal, {
    removeEventListener: () => {
      throw new Error('no leaving')
    },
  })

it('a signal that cannot be left holds up no hedged call, and the loser is ended', async () => {
  const { clock, begun, outcome } = race([5000, 50], [], { signal: unleavable() })
  await clock.advance(150)
  expect(outcome.value).toBe(2)
  expect(begun[0]?.signal.aborted).toBe(true)
})
