import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { BackoffSequence } from '../contracts/retry.ts'
import { seededRandom } from '../time/random.ts'
import { checkBackoff } from './check-backoff.ts'
import { defaultBackoff } from './exponential-waits.ts'
import { walkBackoff } from './walk-backoff.ts'

const random = seededRandom(1)
const revoked = Proxy.revocable({}, {})
revoked.revoke()
const at = (retry: number, error?: unknown) => ({ retry, random, error })

function sequence(...waits: readonly number[]): BackoffSequence {
  return {
    next: () => {
      const [duration = Number.NaN, ...rest] = waits
      return { duration, ...sequence(...rest) }
    },
  }
}

describe('a walk', () => {
  it('asks a function by the number of the retry', () => {
    const walk = walkBackoff((retry) => retry * 10)
    expect([walk(at(0)), walk(at(1)), walk(at(5))]).toEqual([0, 10, 50])
  })

  it('takes one step of a sequence for each retry, and starts anew with each walk', () => {
    const waits = sequence(5, 7, 9)
    const [walk, another] = [walkBackoff(waits), walkBackoff(waits)]
    expect([walk(at(0)), walk(at(1)), another(at(0)), walk(at(2)), another(at(1))]).toEqual([5, 7, 5, 9, 7])
  })

  it('gives the same wait when it is asked again about the same retry', () => {
    const draw = vi.fn((_retry: number, drawn: () => number) => drawn())
    const walk = walkBackoff(draw)
    expect(walk(at(0))).toBe(walk(at(0)))
    expect(draw).toHaveBeenCalledOnce()
  })

  it('tells a sequence what the attempt failed with', () => {
    const next = vi.fn(() => ({ duration: 1, next }))
    const error = new Error('refused')
    walkBackoff({ next })(at(0, error))
    expect(next).toHaveBeenCalledWith({ retry: 0, random, error })
  })

  it.each<[string, () => unknown, string]>([
    ['gives NaN', () => Number.NaN, 'got NaN'],
    ['gives a negative number', () => -1, 'got -1'],
    ['gives a text', () => '5', 'got a string'],
    ['gives nothing', () => undefined, 'got undefined'],
    ['gives a promise', () => Promise.reject(new Error('late')), 'got a promise'],
    ['throws', () => Reflect.get(revoked.proxy, 'x') as unknown, 'revoked'],
  ])('waits as by default, and reports the backoff, when that %s', (_, backoff, message) => {
    const reported: unknown[] = []
    const walk = walkBackoff(backoff as () => number, (part, error) => reported.push([part, String(error)]))
    const drawn = { ...at(2), random: () => 0.5 }
    expect([walk(drawn), walk(drawn)]).toEqual([1000, 1000])
    expect(reported).toEqual([['backoff', expect.stringContaining(message)]])
  })

  it('waits as by default after a step that has no next one', () => {
    const reported: unknown[] = []
    const half = { next: () => ({ duration: 7 }) } as unknown as BackoffSequence
    const walk = walkBackoff(half, (_part, error) => reported.push(String(error)))
    const drawn = (retry: number) => walk({ ...at(retry), random: () => 0.5 })
    expect([drawn(0), drawn(1), drawn(2)]).toEqual([7, 500, 1000])
    expect(reported).toHaveLength(2)
    expect(reported[0]).toContain('steps with "next"')
  })

  it('gives a wait even when the random numbers are nonsense, too', () => {
    for (const random of [() => Number.NaN, () => Reflect.get(revoked.proxy, 'x') as number]) {
      const waitMs = walkBackoff((_retry, draw) => draw())({ ...at(0), random })
      expect(waitMs).toBeGreaterThanOrEqual(0)
      expect(waitMs).toBeLessThan(500)
    }
  })
})

describe('the waits of plain settings', () => {
  const waits = (settings: object) => walkBackoff(checkBackoff('backoff', settings) as BackoffSequence)

  it('grow from the base by the factor up to the longest', () => {
    const walk = waits({ baseMs: 100, factor: 3, maxMs: 1000, jitter: 'none' })
    expect([0, 1, 2, 3, 2000].map((retry) => walk(at(retry)))).toEqual([100, 300, 900, 1000, 1000])
  })

  it('are zero for ever when the base is', () => {
    expect(waits({ baseMs: 0, jitter: 'none' })(at(5000))).toBe(0)
  })

  it('are spread from 0 to the full wait by default', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.double({ min: 0, max: 0.999, noNaN: true }), (retry, share) => {
        const full = Math.min(8000, 500 * 2 ** retry)
        expect(defaultBackoff(retry, () => share)).toBeCloseTo(share * full)
      }),
      { seed: 3 },
    )
  })
})

it('a backoff that is a function or a sequence is taken as it is', () => {
  const [plain, walked] = [() => 5, sequence(1)]
  expect(checkBackoff('backoff', plain)).toBe(plain)
  expect(checkBackoff('backoff', walked)).toBe(walked)
})
