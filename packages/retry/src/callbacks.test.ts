import type { Clock } from '@llm-balancer/core'
import { describe, expect, it, vi } from 'vitest'
import type { CallbackFailure } from './callback-reports.ts'
import { hedge } from './hedge.ts'
import type { RetryOptions } from './retry-options.ts'
import { retry } from './retry.ts'
import { createScene, httpError, watch } from './test/scene.ts'

const fail = (): never => {
  throw new Error('mine')
}
const late = (): never => Promise.reject(new Error('mine, later')) as never

/** Two failures, then a success, with this option. */
async function settle(options: RetryOptions) {
  const { clock, failing, calls } = createScene()
  const failures: CallbackFailure[] = []
  const outcome = watch(
    retry(failing(httpError(500), httpError(503)), {
      clock,
      random: () => 0.5,
      onCallbackFailed: (failure) => failures.push(failure),
      ...options,
    }),
  )
  await clock.advance(100_000)
  expect(clock.pending).toBe(0)
  return { ...outcome, calls, options: failures.map(({ option }) => option) }
}

describe("a caller's own function that throws or gives nonsense is reported, and the call goes on as by default", () => {
  it.each<[string, RetryOptions, string[]]>([
    ['a classifier', { classify: fail }, ['classify', 'classify']],
    ['an asynchronous classifier', { classify: late }, ['classify', 'classify']],
    ['shouldRetry', { shouldRetry: fail }, ['shouldRetry', 'shouldRetry']],
    ['an asynchronous shouldRetry', { shouldRetry: late }, ['shouldRetry', 'shouldRetry']],
    ['a backoff', { backoff: fail }, ['backoff', 'backoff']],
    ['a backoff without a number', { backoff: () => Number.NaN }, ['backoff', 'backoff']],
    ['onRetry', { onRetry: fail }, ['onRetry', 'onRetry']],
    ['an asynchronous onRetry', { onRetry: late }, ['onRetry', 'onRetry']],
    [
      'a budget',
      { budget: { withdraw: fail, deposit: fail, remaining: 0 } },
      ['budget', 'budget', 'budget', 'budget'],
    ],
    ['random', { random: fail, backoff: (_retry, random) => random() * 0 + 500 }, ['random', 'random']],
  ])('%s', async (_what, options, reported) => {
    const outcome = await settle(options)
    expect(outcome.value).toBe('ok 3')
    expect(outcome.options).toEqual(reported)
    const isSlow = options.random === undefined
    expect(outcome.calls).toEqual(isSlow ? [0, 250, 750] : [0, 500, 1000])
  })

  it('without a listener to such reports, too', async () => {
    const { clock, failing, calls } = createScene()
    const outcome = watch(
      retry(failing(httpError(500)), { clock, random: () => 0.5, shouldRetry: fail, onRetry: fail }),
    )
    await clock.advance(100_000)
    expect([outcome.value, calls]).toEqual(['ok 2', [0, 250]])
  })

  it('a clock, whose timers are the machine’s then', async () => {
    const broken: Clock = { now: fail, schedule: fail }
    const options: string[] = []
    const onCallbackFailed = ({ option }: CallbackFailure) => options.push(option)
    const { failing } = createScene()
    expect(await retry(failing(httpError(500)), { clock: broken, backoff: () => 1, onCallbackFailed })).toBe(
      'ok 2',
    )
    expect(new Set(options)).toEqual(new Set(['clock']))
    await expect(
      retry(() => new Promise(() => {}), { clock: broken, attemptTimeoutMs: 1, maxAttempts: 1 }),
    ).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('the listener to such reports itself', async () => {
    expect((await settle({ classify: fail, onCallbackFailed: fail })).value).toBe('ok 3')
    expect((await settle({ classify: fail, onCallbackFailed: late })).value).toBe('ok 3')
  })

  it('a budget of a hedged call', async () => {
    const { clock } = createScene()
    const onCallbackFailed = vi.fn()
    const budget = { withdraw: fail, deposit: fail, remaining: 0 }
    const outcome = watch(
      hedge(({ attempt }) => (attempt === 1 ? new Promise<number>(() => {}) : attempt), {
        delayMs: 5,
        clock,
        budget,
        onCallbackFailed,
      }),
    )
    await clock.advance(5)
    expect(outcome.value).toBe(2)
    expect(onCallbackFailed).toHaveBeenCalledTimes(2)
  })
})

describe('half a signal', () => {
  it.each<[string, unknown]>([
    ['without events', { aborted: false }],
    [
      'that throws',
      {
        get aborted() {
          return fail()
        },
      },
    ],
  ])('%s is refused, and nothing is called', async (_what, signal) => {
    const work = vi.fn()
    const message = '"signal" must be an AbortSignal'
    await expect(retry(work, { signal: signal as AbortSignal })).rejects.toThrow(message)
    await expect(hedge(work, { delayMs: 1, signal: signal as AbortSignal })).rejects.toThrow(message)
    expect(work).not.toHaveBeenCalled()
  })
})
