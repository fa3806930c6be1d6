import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Measurement } from '../contracts/strategy.ts'
import { callFacts } from '../testing/call-facts.ts'
import { fakeTarget, type FakeTarget } from '../testing/fake-target.ts'
import { Quota } from './quota.ts'

fc.configureGlobal({ seed: 20_261_120 })

type Step =
  | { readonly does: 'waits'; readonly ms: number }
  | { readonly does: 'starts'; readonly tokens: number }
  | { readonly does: 'ends'; readonly place: number; readonly tokens: number }
  | { readonly does: 'hears'; readonly remaining: number }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('waits' as const), ms: fc.nat(20_000) }),
    fc.record({ does: fc.constant('starts' as const), tokens: fc.nat(500) }),
    fc.record({ does: fc.constant('ends' as const), place: fc.nat(), tokens: fc.nat(900) }),
    fc.record({ does: fc.constant('hears' as const), remaining: fc.nat(1000) }),
  ),
  { maxLength: 40 },
)

/** A quota with a clock, to which steps are played. */
class Play {
  readonly target: FakeTarget = fakeTarget({ id: 'a' })
  readonly quota: Quota = new Quota(this.target)
  readonly #running: (Measurement | undefined)[] = []
  now = 0

  step(step: Step): void {
    if (step.does === 'waits') this.now += step.ms
    else if (step.does === 'starts')
      this.#running.push(this.quota.reserve(callFacts({ inputTokens: step.tokens }), this.now))
    else if (step.does === 'ends') {
      const [attempt] = this.#running.splice(step.place % Math.max(1, this.#running.length), 1)
      attempt?.finished({ type: 'success', durationMs: 0, usage: { inputTokens: step.tokens } }, this.now)
    } else {
      const { remaining } = step
      const limits = [
        { unit: 'requests', limit: 20, remaining: Math.ceil(remaining / 50) },
        { unit: 'tokens', limit: 1000, remaining, resetMs: 30_000 },
      ] as const
      this.target.set({ limits, limitsAt: this.now })
    }
  }
}

it('knows when a load is above a bound, however often it was asked before', () => {
  const bounds = fc.array(fc.double({ min: 0, max: 1.5, noNaN: true }), { minLength: 40, maxLength: 40 })
  fc.assert(
    fc.property(steps, bounds, (history, asked) => {
      const play = new Play()
      for (const [count, step] of history.entries()) {
        play.step(step)
        // A quota that was never asked keeps no bound.
        const fresh = new Play()
        for (const earlier of history.slice(0, count + 1)) fresh.step(earlier)
        const exact = fresh.quota.load(fresh.now)
        const most = asked[count] ?? 1
        const load = play.quota.load(play.now, most)
        if (exact > most) expect(load).toBeGreaterThan(most)
        else expect(load).toBeCloseTo(exact, 9)
      }
    }),
  )
})
