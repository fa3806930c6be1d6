import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'
import type { Failure } from '../errors/failure.ts'
import { createBalancer } from './create-balancer.ts'
import type { BalancerOptions } from './options.ts'

/** A balancer over one target, or two, whose calls fail `failures` times in a row and then succeed. */
const serving = (options: Partial<BalancerOptions<string>> & { readonly failures: number }) => {
  const { failures, ...rest } = options
  const clock = createFakeClock(0)
  const balancer = createBalancer({ targets: [{ id: 'a', client: 'a' }], clock, random: () => 0.5, ...rest })
  const calls: string[] = []
  const run = async (): Promise<string> => {
    let left = failures
    const outcome = balancer
      .run((client) => {
        calls.push(client)
        left -= 1
        return left >= 0 ? Promise.reject(statusError(500)) : Promise.resolve('served')
      })
      .catch((error: unknown) => (error instanceof Error ? error.message : 'no error'))
    await clock.advance(1_000_000)
    return outcome
  }
  return { balancer, calls, run, clock }
}

describe('the retry budget', () => {
  it('of 500 tokens ends retries when failures have used it up', async () => {
    const { balancer, run } = serving({ failures: 1000, retry: { maxAttempts: 1000 } })
    expect(await run()).not.toBe('served')
    const { attempts } = balancer.snapshot().targets[0] ?? { attempts: 0 }
    // 500 tokens pay for 35 retries of 14.
    expect(attempts).toBe(36)
    await balancer.close()
  })

  it('that is false bounds nothing', async () => {
    const { balancer, run, calls } = serving({ failures: 100, retry: { maxAttempts: 1000, budget: false } })
    expect(await run()).toBe('served')
    expect(calls).toHaveLength(101)
    await balancer.close()
  })
})

describe('a whole failure from classify', () => {
  const classified = (failure: Failure) =>
    serving({
      failures: 1,
      targets: [
        { id: 'a', client: 'a' },
        { id: 'b', client: 'b' },
      ],
      strategy: { name: 'first', pick: (candidates) => candidates.at(0) },
      classify: () => failure,
      cooling: { maxRetryAfterMs: Infinity },
    })

  it('decides over the run and the target as a failure of that kind does', async () => {
    const { balancer, run, calls } = classified({ kind: 'auth', scope: 'key', status: 418 })
    expect(await run()).toBe('served')
    expect(calls).toEqual(['a', 'b'])
    expect(balancer.snapshot().targets[0]).toMatchObject({
      failuresByKind: { auth: 1 },
      lastFailure: { kind: 'auth', status: 418 },
    })
    await balancer.close()
  })

  it('of the request ends the run', async () => {
    const { balancer, run, calls } = classified({ kind: 'content-policy', scope: 'request' })
    expect(await run()).toBe('status 500')
    expect(calls).toEqual(['a'])
    expect(balancer.snapshot().targets[0]).toMatchObject({ failures: 0, neutral: 1 })
    await balancer.close()
  })

  it('keeps its target out for as long as it says', async () => {
    const { balancer, run, calls } = classified({
      kind: 'rate-limit',
      scope: 'target',
      retryAfterMs: 7_000_000,
    })
    expect(await run()).toBe('served')
    expect(calls).toEqual(['a', 'b'])
    expect(balancer.snapshot().targets[0]?.availableAt).toBe(7_000_000)
    await balancer.close()
  })
})

describe('a failure from classify that makes no sense', () => {
  const outcomeOf = async (failure: object) => {
    const { balancer, run } = serving({
      failures: 1,
      retry: { maxAttempts: 1 },
      classify: () => failure as Failure,
    })
    const outcomes: unknown[] = []
    balancer.on('attempt-failed', ({ outcome }) => outcomes.push(outcome))
    await run()
    await balancer.close()
    return outcomes[0]
  }

  it('has the usual scope of its kind when it has none or an unknown one', async () => {
    expect(await outcomeOf({ kind: 'rate-limit' })).toMatchObject({ kind: 'rate-limit', scope: 'key' })
    expect(await outcomeOf({ kind: 'server', scope: 'world' })).toMatchObject({
      kind: 'server',
      scope: 'target',
    })
  })

  it('keeps what the error says where a field is invalid', async () => {
    for (const retryAfterMs of [Number.NaN, -5, '5']) {
      const outcome = await outcomeOf({ kind: 'rate-limit', scope: 'key', retryAfterMs, status: 'many' })
      expect(outcome).toMatchObject({ kind: 'rate-limit', scope: 'key', status: 500 })
      expect(outcome).not.toHaveProperty('retryAfterMs')
    }
  })
})
