import { getEventListeners } from 'node:events'
import { DeadlineExceededError } from '@llm-balancer/core'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { constantBackoff } from './backoff.ts'
import type { RetryAttempt, RetryOptions } from './retry-options.ts'
import { retry } from './retry.ts'
import { createScene, httpError, watch } from './test/scene.ts'

const reason = new Error('the caller has left')

const started = (work: 'failing' | 'hanging', options: RetryOptions = {}) => {
  const scene = createScene()
  const controller = new AbortController()
  const { clock, random } = scene
  const fn = work === 'failing' ? scene.failing(httpError(500), httpError(500)) : scene.hanging()
  const signals: AbortSignal[] = []
  const outcome = watch(
    retry(
      ({ signal }) => {
        signals.push(signal)
        return fn()
      },
      { clock, random, signal: controller.signal, backoff: constantBackoff(100), ...options },
    ),
  )
  const expectNothingLeft = (): void => {
    expect(clock.pending).toBe(0)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  }
  return { ...scene, controller, outcome, signals, expectNothingLeft }
}

describe('the caller’s abort', () => {
  it('before the call means no call at all', async () => {
    const { clock, calls, failing } = createScene()
    await expect(retry(failing(), { clock, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expect(calls).toEqual([])
  })

  it('during an attempt ends it at once, even when the work does not listen', async () => {
    const { clock, controller, outcome, signals, expectNothingLeft } = started('hanging', {
      attemptTimeoutMs: 5000,
      deadlineMs: 9000,
    })
    await clock.advance(10)
    controller.abort(reason)
    expect(signals[0]?.reason).toBe(reason)
    await clock.settle()
    expect(outcome.error).toBe(reason)
    expectNothingLeft()
  })

  it('during a wait ends it at once, and there is no further call', async () => {
    const { clock, controller, outcome, calls, expectNothingLeft } = started('failing')
    await clock.advance(50)
    expect(clock.pending).toBe(1)
    controller.abort(reason)
    await clock.settle()
    expect(outcome.error).toBe(reason)
    expectNothingLeft()
    await clock.advance(10_000)
    expect(calls).toEqual([0])
  })

  it.each(['shouldRetry', 'onRetry', 'backoff'] as const)('from within %s causes no call', async (place) => {
    const controller = new AbortController()
    const { clock, calls, failing } = createScene()
    const abort = (): number => {
      controller.abort(reason)
      return 0
    }
    const callbacks = { shouldRetry: () => abort() === 0, onRetry: () => void abort(), backoff: abort }
    const options: RetryOptions = {
      clock,
      signal: controller.signal,
      backoff: () => 0,
      [place]: callbacks[place],
    }
    await expect(retry(failing(httpError(500)), options)).rejects.toBe(reason)
    expect(calls).toEqual([0])
  })

  it('wins over the error of the work', async () => {
    const controller = new AbortController()
    const { clock } = createScene()
    const work = (): never => {
      controller.abort(reason)
      throw httpError(503)
    }
    const options = { clock, signal: controller.signal, maxAttempts: 1 }
    await expect(retry(work, options)).rejects.toBe(reason)
  })

  it('still reaches what was returned, with no listener on its signal', async () => {
    const controller = new AbortController()
    const { signal } = await retry(({ signal }) => ({ signal }), { signal: controller.signal })
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    controller.abort(reason)
    expect(signal.reason).toBe(reason)
  })

  it('at any moment leaves nothing behind and causes no later call', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 400 }), fc.boolean(), async (abortAt, hangs) => {
        const limits = { attemptTimeoutMs: 70, deadlineMs: 350 }
        const { clock, controller, outcome, calls, expectNothingLeft } = started(
          hangs ? 'hanging' : 'failing',
          limits,
        )
        await clock.advance(abortAt)
        const made = calls.length
        controller.abort(reason)
        await clock.settle()
        expect(outcome.done).toBe(true)
        expectNothingLeft()
        await clock.advance(10_000)
        expect(calls).toHaveLength(made)
      }),
      { seed: 7, numRuns: 60 },
    )
  })
})

describe('the attempt’s timeout', () => {
  it('aborts the attempt’s signal and makes room for the next attempt', async () => {
    const { clock, outcome, calls, signals, expectNothingLeft } = started('hanging', {
      attemptTimeoutMs: 1000,
    })
    await clock.advance(10_000)
    expect(calls).toEqual([0, 1100, 2200])
    expect(outcome.error).toMatchObject({
      name: 'TimeoutError',
      message: 'retry: attempt 3 took longer than 1000 ms',
    })
    expect(signals.map(({ reason: why }) => (why as Error).name)).toEqual([
      'TimeoutError',
      'TimeoutError',
      'TimeoutError',
    ])
    expectNothingLeft()
  })

  it('never aborts what was returned', async () => {
    const { clock } = createScene()
    const { signal } = await retry(({ signal }) => ({ signal }), {
      clock,
      attemptTimeoutMs: 1000,
      deadlineMs: 2000,
    })
    await clock.advance(60_000)
    expect(signal.aborted).toBe(false)
    expect(clock.pending).toBe(0)
  })

  it('ignores work that settles too late', async () => {
    const { clock } = createScene()
    const late: ((error: Error) => void)[] = []
    const work = (): Promise<never> => new Promise((_, reject) => late.push(reject))
    const outcome = watch(retry(work, { clock, attemptTimeoutMs: 10, maxAttempts: 1 }))
    await clock.advance(20)
    late[0]?.(new Error('too late'))
    await clock.settle()
    expect(outcome.error).toMatchObject({ name: 'TimeoutError' })
  })
})

describe('the deadline', () => {
  it('cuts an attempt off, and the error tells what failed before', async () => {
    const { clock, failing, hanging } = createScene()
    const first = failing(httpError(503))
    const options = { clock, backoff: constantBackoff(100), deadlineMs: 500, attemptTimeoutMs: 450 }
    const outcome = watch(retry(({ attempt }) => (attempt === 1 ? first() : hanging()()), options))
    await clock.advance(499)
    expect(outcome.done).toBe(false)
    await clock.advance(1)
    expect(outcome.error).toBeInstanceOf(DeadlineExceededError)
    expect(outcome.error).toMatchObject({
      message: 'retry: the deadline of 500 ms was reached after 1 failed attempt',
      deadlineMs: 500,
      cause: { status: 503 },
      attempts: [{ number: 1, kind: 'overloaded', status: 503, durationMs: 0 }],
    })
    expect(clock.pending).toBe(0)
  })

  it('that cuts the first attempt off has no cause; after two failures it counts them', async () => {
    const { clock, hanging } = createScene()
    const first = watch(retry(hanging(), { clock, deadlineMs: 500 }))
    await clock.advance(500)
    expect(first.error).toMatchObject({
      message: 'retry: the deadline of 500 ms was reached',
      attempts: [],
    })
    expect(first.error).not.toHaveProperty('cause')
    const work = ({ attempt }: RetryAttempt): Promise<never> =>
      attempt < 3 ? new Promise((_, reject) => clock.schedule(() => reject(httpError(500)), 20)) : hanging()()
    const third = watch(retry(work, { clock, deadlineMs: 500, backoff: constantBackoff(100) }))
    await clock.advance(500)
    expect(third.error).toMatchObject({
      message: 'retry: the deadline of 500 ms was reached after 2 failed attempts',
    })
    expect(Reflect.get(Object(third.error) as object, 'attempts')).toEqual([
      { number: 1, targetId: 'retry', kind: 'server', status: 500, durationMs: 20 },
      { number: 2, targetId: 'retry', kind: 'server', status: 500, durationMs: 20 },
    ])
  })

  it('that a wait would outlive ends the call now, with the real error', async () => {
    const { clock, failing, calls } = createScene()
    const error = httpError(429, { headers: { 'retry-after': '5' } })
    await expect(retry(failing(error), { clock, deadlineMs: 5000 })).rejects.toBe(error)
    expect(clock.pending).toBe(0)
    expect(await finished(retry(failing(error), { clock, deadlineMs: 5001 }), clock)).toBe('ok 3')
    expect(calls).toEqual([0, 0, 5000])
  })

  it('is not charged to the budget when it ends the call', async () => {
    const { clock, failing } = createScene()
    let withdrawn = 0
    const budget = { withdraw: () => (withdrawn += 1) > 0, deposit: () => {}, remaining: 1 }
    const error = httpError(429, { headers: { 'retry-after': '5' } })
    await expect(retry(failing(error), { clock, deadlineMs: 5000, budget })).rejects.toBe(error)
    expect(withdrawn).toBe(0)
  })

  it('that passed while the machine was blocked allows no further attempt', async () => {
    const { clock, failing, calls } = createScene()
    let lateMs = 0
    const slow = { now: () => clock.now() + lateMs, schedule: clock.schedule }
    const error = httpError(500)
    const options = {
      clock: slow,
      backoff: constantBackoff(0),
      deadlineMs: 500,
      onRetry: () => void (lateMs = 501),
    }
    await expect(retry(failing(error), options)).rejects.toMatchObject({
      code: 'deadline-exceeded',
      cause: error,
    })
    expect(calls).toEqual([0])
  })

  it('equal to the attempt’s timeout wins, and shouldRetry is not called', async () => {
    const { clock, hanging } = createScene()
    const shouldRetry = vi.fn(() => true)
    const outcome = watch(retry(hanging(), { clock, deadlineMs: 500, attemptTimeoutMs: 500, shouldRetry }))
    await clock.advance(500)
    expect(outcome.error).toBeInstanceOf(DeadlineExceededError)
    expect(shouldRetry).not.toHaveBeenCalled()
  })

  it('of an inner call is an ordinary timeout to the outer one', async () => {
    const { clock, hanging, calls } = createScene()
    const inner = (): Promise<never> => retry(hanging(), { clock, deadlineMs: 100 })
    const outcome = watch(retry(inner, { clock, maxAttempts: 2, backoff: constantBackoff(10) }))
    await clock.advance(1000)
    expect(outcome.error).toBeInstanceOf(DeadlineExceededError)
    expect(calls).toEqual([0, 110])
  })
})

async function finished<Value>(
  promise: Promise<Value>,
  clock: ReturnType<typeof createScene>['clock'],
): Promise<Value> {
  const outcome = watch(promise)
  await clock.advance(86_400_000)
  expect(outcome.done).toBe(true)
  return promise
}
