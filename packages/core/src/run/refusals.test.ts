import { afterEach, describe, expect, it } from 'vitest'
import type { CallFacts } from '../contracts/call.ts'
import type { Guard, Permit } from '../contracts/guard.ts'
import { createBalancer } from '../balancer/create-balancer.ts'
import { leftovers, watched } from '../balancer/test/scene.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'

/** A guard that has an answer for each question, and counts them. */
class Scripted implements Guard {
  readonly name = 'scripted'
  asked = 0
  acquired = 0
  /** Clock time from which it says that a call may be admitted. */
  says: (call: CallFacts) => number = () => 0
  gives: (call: CallFacts) => boolean = () => true

  availableAt(_now: number, call: CallFacts): number {
    this.asked += 1
    return this.says(call)
  }

  acquire(_now: number, call: CallFacts): Permit | null {
    this.acquired += 1
    return this.gives(call) ? { release: () => {} } : null
  }

  onChange(): () => void {
    return () => {}
  }
}

const call = (id: string) => Promise.resolve(id)
const ids = (count: number) => Array.from({ length: count }, (_, place) => `t${place}`)

/** Balancers of the tests, over targets with one guard each; `pick` is told how many candidates there are. */
function over(guards: readonly Guard[], options: { clock?: FakeClock; pick?: (count: number) => void } = {}) {
  const { clock = createFakeClock(), pick } = options
  return watched(
    createBalancer<string>({
      clock,
      targets: ids(guards.length).map((id, place) => ({
        id,
        client: id,
        guards: guards.slice(place, place + 1),
      })),
      strategy: {
        name: 'counted',
        pick(candidates) {
          pick?.(candidates.length)
          return candidates.at(0)
        },
      },
      whenUnavailable: { maxWaitMs: 5000 },
      retry: { budget: false, backoff: () => 100 },
    }),
  )
}

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('targets that refuse a call', () => {
  it('are all asked at once after a few have refused, instead of one pick after the other', async () => {
    let picks = 0
    const guards = ids(200).map(() => new Scripted())
    for (const guard of guards.slice(0, 199))
      guard.says = ({ inputTokens }) => (inputTokens > 10 ? Infinity : 0)
    const balancer = over(guards, { pick: () => (picks += 1) })
    expect(await balancer.run(call, { expectedTokens: { input: 100 } })).toBe('t199')
    expect(picks).toBeLessThanOrEqual(10)
    expect(await balancer.run(call)).toBe('t0')
  })

  it('are not chosen twice in one pick, also when they say that they take the call', async () => {
    const guards = ids(100).map(() => new Scripted())
    for (const guard of guards.slice(0, 99)) guard.gives = () => false
    expect(await over(guards).run(call)).toBe('t99')
    expect(guards.map(({ acquired }) => acquired)).toEqual(ids(100).map(() => 1))
  })

  it('count as blocked for the runs that follow, when they refuse every call', async () => {
    let seen = 0
    let isFull = false
    const guards = ids(100).map(() => new Scripted())
    for (const guard of guards.slice(0, 99)) guard.says = () => (isFull ? Infinity : 0)
    const balancer = over(guards, { pick: (count) => (seen = count) })
    isFull = true
    expect(await balancer.run(call)).toBe('t99')
    expect(await balancer.run(call)).toBe('t99')
    expect(seen).toBe(1)
  })
})

describe('a run with many failures', () => {
  it('calls each of its targets once', async () => {
    const balancer = over(ids(60).map(() => new Scripted()))
    for (let run = 0; run < 2; run += 1) {
      const called: string[] = []
      const failing = balancer.run((id) => {
        called.push(id)
        throw statusError(500)
      })
      await expect(failing).rejects.toThrow('all 60 attempts failed')
      expect(called).toEqual(ids(60))
    }
  })
})

describe('a waiting run', () => {
  it('asks a target that says it is available, and then refuses, less and less often', async () => {
    const clock = createFakeClock()
    const guard = new Scripted()
    guard.gives = () => false
    const failing = over([guard], { clock }).run(call)
    const settled = expect(failing).rejects.toThrow('no target may take the call now')
    for (let ms = 0; ms < 5000; ms += 1) await clock.advance(1)
    await settled
    expect(guard.acquired).toBeGreaterThan(8)
    expect(guard.acquired).toBeLessThan(30)
  })

  it('calls a target again as soon as it takes the call, when it did not once the backoff was over', async () => {
    const clock = createFakeClock()
    const guard = new Scripted()
    const start = clock.now()
    const calledAt: number[] = []
    const answer = over([guard], { clock }).run(
      (id) => {
        calledAt.push(clock.now() - start)
        guard.says = ({ inputTokens }) =>
          inputTokens > 10 && calledAt.length === 1 && clock.now() > start ? start + 2000 : 0
        if (calledAt.length === 1) throw statusError(500)
        return call(id)
      },
      { expectedTokens: { input: 100 } },
    )
    for (let ms = 0; ms < 3000; ms += 10) await clock.advance(10)
    expect(calledAt).toEqual([0, 2000])
    expect(await answer).toBe('t0')
  })
})
