/** What the cases ask and tell: whatever a balancer may, so that a flaw anywhere is met. */
import { expect, it } from 'vitest'
import type { Guard } from '../contracts/guard.ts'
import type { Outcome } from '../contracts/outcome.ts'
import type { Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { failureKinds, failureRules } from '../errors/failure.ts'
import { weightedRandom } from '../strategies/weighted-random.ts'
import { guardCases } from './guard-cases.ts'
import { strategyCases } from './strategy-cases.ts'
import { strategyHistory } from './strategy/strategy-history.ts'
import { StrategyPlay } from './strategy/strategy-play.ts'
import { concurrencyLimit } from './test/guards.ts'

/** Counts what was seen, by what it is about. */
class Seen {
  readonly #values = new Map<string, Set<unknown>>()

  add(about: string, value: unknown): void {
    this.#values.set(about, (this.#values.get(about) ?? new Set()).add(value))
  }

  of(about: string): unknown[] {
    return [...(this.#values.get(about) ?? [])]
  }

  /** Notes an outcome that is as it should be. */
  outcome(outcome: Outcome): void {
    this.add('outcomes', outcome.type)
    if (outcome.type === 'neutral') this.add('unsent', outcome.unsent === true)
    expect(outcome.durationMs).toBeGreaterThanOrEqual(0)
    if (outcome.type !== 'failure') return
    this.add('kinds', outcome.kind)
    this.add('hinted', outcome.retryAfterMs !== undefined)
    expect(outcome.scope).toBe(failureRules[outcome.kind].scope)
  }
}

it('strategies meet many attempts that run at a time', () => {
  const play = new StrategyPlay(weightedRandom())
  let most = 0
  for (const _ of strategyHistory(play, {})) most = Math.max(most, play.running.length)
  expect(most).toBeGreaterThan(20)
})

it('strategies meet calls, candidates, outcomes and times of every shape', () => {
  const seen = new Seen()
  const observed = (): Strategy => {
    const strategy = weightedRandom()
    let lastNow = 0
    let running = 0
    const advance = (now: number): void => {
      expect(now).toBeGreaterThanOrEqual(lastNow)
      seen.add('leaps', now - lastNow)
      lastNow = now
    }
    return {
      ...strategy,
      pick(candidates, call, now) {
        advance(now)
        expect(call.startedAt).toBe(now)
        expect([...candidates].map((_, index) => candidates.at(index))).toEqual([...candidates])
        expect(() => candidates.at(candidates.length)).toThrow(RangeError)
        seen.add('sizes', candidates.length)
        seen.add('revisions', candidates.revision)
        seen.add('bounded', candidates.maxWeight < Infinity)
        seen.add('one priority', candidates.hasOnePriority)
        const isOdd = (target: TargetState, place: number): boolean =>
          !candidates.has(target) ||
          candidates.placeAfter(target) !== place + 1 ||
          target.weight > candidates.maxWeight ||
          (candidates.hasOnePriority && target.priority !== candidates.at(0).priority) ||
          !Object.isFrozen(target)
        expect([...candidates].filter(isOdd)).toEqual([])
        for (const name of ['inputTokens', 'attempt', 'streaming', 'affinityKey'] as const)
          seen.add(name, call[name])
        seen.add('running', running)
        for (const { priority, inFlight, limits } of candidates) {
          seen.add('priorities', priority)
          seen.add('inFlight', inFlight)
          for (const { remaining } of limits) seen.add('remaining', remaining)
        }
        return strategy.pick(candidates, call, now)
      },
      meter: {
        load: (target) => target.inFlight,
        started(target, call, startedAt) {
          running += 1
          expect(target.inFlight).toBeGreaterThan(0)
          let isOver = false
          let hasContent = false
          return {
            firstContent() {
              expect(call.streaming && !isOver).toBe(true)
              hasContent = true
            },
            finished(outcome, now) {
              expect(isOver).toBe(false)
              expect(now).toBeGreaterThanOrEqual(startedAt)
              if (call.streaming) seen.add(`content before ${outcome.type}`, hasContent)
              isOver = true
              running -= 1
              expect(target.inFlight).toBeGreaterThanOrEqual(0)
              seen.outcome(outcome)
            },
          }
        },
      },
      forget: ({ id }) => seen.add('forgotten', id),
    }
  }
  for (const { run } of strategyCases(observed, { spread: 'none' })) run()
  expect(seen.of('sizes')).toEqual(expect.arrayContaining([1, 2, 3, 4, 5, 6, 1000]))
  expect(seen.of('revisions')).toEqual(expect.arrayContaining([0, 1, 2]))
  expect(seen.of('bounded')).toEqual(expect.arrayContaining([true, false]))
  expect(seen.of('one priority')).toEqual(expect.arrayContaining([true, false]))
  expect(seen.of('content before success')).toEqual([true])
  expect(seen.of('content before failure').sort()).toEqual([false, true])
  expect(seen.of('inputTokens')).toEqual(expect.arrayContaining([0, 5000, 10_000, 1e7]))
  expect(seen.of('attempt')).toEqual(expect.arrayContaining([1, 2, 3]))
  expect(seen.of('streaming')).toEqual(expect.arrayContaining([true, false]))
  expect(seen.of('affinityKey')).toEqual(expect.arrayContaining([undefined, '', 'session-0', 'session-8']))
  expect(seen.of('outcomes')).toEqual(expect.arrayContaining(['success', 'failure', 'neutral']))
  expect(seen.of('kinds')).toHaveLength(failureKinds.length)
  expect(seen.of('running')).toEqual(expect.arrayContaining([0, 1, 2, 3]))
  // While views alternate attempts end, too.
  expect(Math.max(...seen.of('running').map(Number))).toBeLessThan(100)
  expect(seen.of('inFlight')).toEqual(expect.arrayContaining([0, 1, 2]))
  expect(seen.of('priorities')).toEqual(expect.arrayContaining([0, 1, -1000]))
  expect(seen.of('remaining')).toEqual(expect.arrayContaining([0, 20, 50]))
  expect(seen.of('leaps')).toEqual(expect.arrayContaining([0, 400, 1200, 86_400_000, 1e12]))
  expect(seen.of('forgotten')).toEqual(expect.arrayContaining(['target-0', 'never-seen']))
})

it('guards meet calls that begin, overlap and end in every way, reports and resets', () => {
  const seen = new Seen()
  const observed = (): Guard => {
    const guard = concurrencyLimit()
    const startedAt = 1_000_000
    let running = 0
    return {
      ...guard,
      availableAt(now, call) {
        expect(now).toBeGreaterThanOrEqual(startedAt)
        expect(call.startedAt).toBe(now)
        seen.add('inputTokens', call.inputTokens)
        return guard.availableAt(now, call)
      },
      acquire(now, call) {
        const permit = guard.acquire(now, call)
        seen.add('acquired', permit !== null)
        if (permit === null) return null
        running += 1
        seen.add('running', running)
        return {
          release(outcome, releasedAt) {
            expect(releasedAt).toBeGreaterThanOrEqual(now)
            running -= 1
            seen.add('held', releasedAt - now)
            seen.outcome(outcome)
            permit.release(outcome, releasedAt)
          },
          observe({ usage, headers, limits }) {
            expect(usage?.inputTokens).toBeGreaterThanOrEqual(0)
            expect(headers).toHaveProperty('x-ratelimit-remaining-requests')
            expect(limits?.[0]).toMatchObject({ unit: 'requests', limit: 100, resetMs: 1000 })
            seen.add('reports', limits?.[0]?.remaining)
          },
        }
      },
      reset: () => seen.add('resets', running),
    }
  }
  for (const { run } of guardCases(observed)) run()
  expect(seen.of('inputTokens')).toEqual(expect.arrayContaining([0, 1e6]))
  expect(seen.of('acquired')).toEqual(expect.arrayContaining([true, false]))
  expect(seen.of('running')).toEqual(expect.arrayContaining([1, 2, 3]))
  expect(seen.of('held')).toEqual(expect.arrayContaining([0, 1, 50, 1000, 10_000, 61_000]))
  expect(seen.of('outcomes')).toEqual(expect.arrayContaining(['success', 'failure', 'neutral']))
  expect(seen.of('unsent')).toEqual(expect.arrayContaining([true, false]))
  expect(seen.of('kinds')).toHaveLength(failureKinds.length)
  expect(seen.of('hinted')).toEqual(expect.arrayContaining([true, false]))
  expect(seen.of('reports').length).toBeGreaterThan(20)
  expect(seen.of('resets')).toContain(0)
})
