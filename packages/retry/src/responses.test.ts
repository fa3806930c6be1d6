import { ProviderError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { hedge } from './hedge.ts'
import { retry } from './retry.ts'
import type { RetryOptions } from './retry-options.ts'
import { createScene, watch } from './test/scene.ts'

/** A response whose body says when it is cancelled. */
function answer(
  status: number,
  headers: Record<string, string> = {},
): { response: Response; isCancelled: () => boolean } {
  let cancelled = false
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(`status ${String(status)}`))
    },
    cancel() {
      cancelled = true
    },
  })
  return { response: new Response(body, { status, headers }), isCancelled: () => cancelled }
}

async function settle(answers: readonly ReturnType<typeof answer>[], options: RetryOptions = {}) {
  const { clock, random } = createScene()
  const start = clock.now()
  const calls: number[] = []
  const left = [...answers]
  const fetchIt = async (): Promise<Response> => {
    calls.push(clock.now() - start)
    const next = left.shift()
    if (next === undefined) throw new Error('no more answers')
    return Promise.resolve(next.response)
  }
  const outcome = watch(retry(fetchIt, { clock, random, backoff: () => 10, ...options }))
  await clock.advance(100_000)
  expect(clock.pending).toBe(0)
  return { ...outcome, calls }
}

describe('a returned response', () => {
  it('with status 503 is retried like an error, after the wait it asks for, and its body is cancelled', async () => {
    const busy = answer(503, { 'retry-after': '2' })
    const good = answer(200)
    const { value, calls } = await settle([busy, good])
    expect(value).toBe(good.response)
    expect(calls).toEqual([0, 2000])
    expect(busy.isCancelled()).toBe(true)
    expect(good.isCancelled()).toBe(false)
  })

  it('is thrown at the end as a ProviderError whose response can still be read', async () => {
    const answers = [answer(500), answer(502), answer(503, { 'retry-after': '7' })]
    const { error } = await settle(answers)
    expect(ProviderError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ kind: 'overloaded', status: 503, retryAfterMs: 7000, provider: 'retry' })
    expect((error as ProviderError).response).toBe(answers[2]?.response)
    expect(answers.map(({ isCancelled }) => isCancelled())).toEqual([true, true, false])
  })

  it('with a fault of the caller is not retried', async () => {
    const { error, calls } = await settle([answer(404)])
    expect(error).toMatchObject({ kind: 'bad-request', status: 404 })
    expect(calls).toEqual([0])
  })

  it('is shown to `classify` and `shouldRetry` as that error', async () => {
    const seen: unknown[] = []
    const classify: RetryOptions['classify'] = (error) => {
      seen.push((error as ProviderError).response?.status)
      return 'server'
    }
    const { value } = await settle([answer(404), answer(201)], { classify })
    expect(value?.status).toBe(201)
    expect(seen).toEqual([404])
  })

  it('is a result like any other with `classifyResponse: false`', async () => {
    const busy = answer(503)
    expect(await settle([busy], { classifyResponse: false })).toMatchObject({
      value: busy.response,
      calls: [0],
    })
    expect(busy.isCancelled()).toBe(false)
  })

  it('that comes after its attempt was given up is cancelled', async () => {
    const { clock } = createScene()
    const late = answer(200)
    const good = answer(200)
    const outcome = watch(
      retry(
        ({ attempt }) =>
          attempt === 1
            ? new Promise<Response>((resolve) => clock.schedule(() => resolve(late.response), 60))
            : good.response,
        { clock, attemptTimeoutMs: 50, backoff: () => 0 },
      ),
    )
    await clock.advance(100)
    expect(outcome.value).toBe(good.response)
    expect(late.isCancelled()).toBe(true)
  })
})

describe('a returned response of a hedged call', () => {
  /** Answers after so many ms each. */
  const race = async (plan: readonly (readonly [ms: number, answer: ReturnType<typeof answer>])[]) => {
    const { clock } = createScene()
    const outcome = watch(
      hedge(
        ({ attempt }) =>
          new Promise<Response>((resolve) => {
            const [ms, { response }] = plan[attempt - 1] ?? [0, answer(200)]
            clock.schedule(() => resolve(response), ms)
          }),
        { delayMs: 10, clock },
      ),
    )
    await clock.advance(1000)
    return outcome
  }

  it('with status 503 does not win while the other attempt runs', async () => {
    const [slow, busy] = [answer(200), answer(503)]
    expect(
      (
        await race([
          [100, slow],
          [5, busy],
        ])
      ).value,
    ).toBe(slow.response)
  })

  it('is cancelled when it comes after the other', async () => {
    const [slow, fast] = [answer(200), answer(200)]
    expect(
      (
        await race([
          [100, slow],
          [5, fast],
        ])
      ).value,
    ).toBe(fast.response)
    expect(slow.isCancelled()).toBe(true)
    expect(fast.isCancelled()).toBe(false)
  })

  it('with status 503 before the delay is thrown at once', async () => {
    expect((await race([[5, answer(503)]])).error).toMatchObject({ status: 503, provider: 'hedge' })
  })
})
