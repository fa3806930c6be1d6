import { describe, expect, it } from 'vitest'
import type { Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { roundRobin } from '../strategies/round-robin.ts'
import { weightedRandom } from '../strategies/weighted-random.ts'
import { strategyCases, type StrategyCasesOptions } from './strategy-cases.ts'
import { complaintsOf } from './test/complaints-of.ts'

describe('a strategy with a flaw', () => {
  const first: Strategy['pick'] = (candidates) => candidates.at(0)
  const flawed = (change: Partial<Strategy>): Strategy => ({ name: 'mine', pick: first, ...change })
  const shared = roundRobin()
  let turn = 0

  it.each<[string, () => Strategy, string, StrategyCasesOptions?]>([
    [
      'that two balancers may share',
      () => {
        const { name, pick } = roundRobin()
        return { name, pick }
      },
      'round-robin: two balancers may share this strategy and its state; give it a bind that throws a TypeError',
    ],
    [
      'whose bind accepts a second balancer',
      () => ({ ...roundRobin(), bind: () => {} }),
      'round-robin: two balancers may share this strategy and its state; bind must throw a TypeError at the second call',
    ],
    [
      'whose bind refuses a second balancer with any error',
      () => {
        let isBound = false
        const bind = (): void => {
          if (isBound) throw new Error('taken')
          isBound = true
        }
        return flawed({ bind })
      },
      'mine: bind must refuse a second balancer with a TypeError',
    ],
    ['that is made once for all', () => shared, 'round-robin: make gave the same strategy twice'],
    [
      'that keeps its state outside',
      () => flawed({ bind: () => {}, pick: (candidates) => candidates.at((turn += 1) % candidates.length) }),
      'mine: two strategies influence each other',
    ],
    [
      'that breaks ties in favour of the first',
      () => {
        const leastBusy: Strategy['pick'] = (candidates) =>
          [...candidates].reduce((best, one) => (one.inFlight < best.inFlight ? one : best))
        return flawed({ pick: leastBusy })
      },
      'mine: of 5 targets of weight 1, 1, 1, 1, 1, target-0 got 100.0 % of the calls instead of 20.0 %',
      { spread: 'by-weight' },
    ],
    [
      'that breaks ties with a bias',
      () => {
        let random = (): number => 0
        return flawed({
          bind: (environment) => ({ random } = environment),
          pick: (candidates) =>
            [...candidates].reduce((best, one) =>
              one.inFlight < best.inFlight || (one.inFlight === best.inFlight && random() < 0.5) ? one : best,
            ),
        })
      },
      'target-0 got 6.',
      { spread: 'by-weight' },
    ],
    [
      'that overlooks weights',
      () => roundRobin(),
      'round-robin: of 3 targets of weight 5, 3, 2, target-0 got 33.3 % of the calls instead of 50.0 %',
      { spread: 'by-weight' },
    ],
    [
      'that goes by weight where it should not',
      () => weightedRandom(),
      'instead of 33.3 %',
      { spread: 'even' },
    ],
    [
      'with random numbers of its own',
      () => flawed({ pick: (candidates) => candidates.at(Math.floor(Math.random() * candidates.length)) }),
      'mine: the same calls and random numbers gave other choices',
    ],
    [
      'that sticks to a target that is out',
      () => {
        let kept: TargetState | undefined
        return flawed({ pick: (candidates) => (kept ??= candidates.at(0)) })
      },
      'which is not among its candidates (',
    ],
    [
      'that remembers the view',
      () => {
        let places: number[] | undefined
        return flawed({
          pick: (candidates) => {
            places ??= [...candidates].map((_, index) => index)
            return candidates.at(places.length - 1)
          },
        })
      },
      'mine: pick threw "there is no candidate 5 of ',
    ],
    [
      'that chooses a copy',
      () => flawed({ pick: (candidates) => ({ ...candidates.at(0) }) }),
      'mine: pick gave a copy of "target-0"; it must give the candidate itself',
    ],
    [
      'that gives nothing',
      () => flawed({ pick: () => undefined as never }),
      'must give one of its candidates (',
    ],
    [
      'that gives null',
      () => flawed({ pick: () => null as never }),
      'must give one of its candidates (target-0, target-1), got null',
    ],
    [
      'that chooses later',
      () => flawed({ pick: (candidates) => Promise.resolve(candidates.at(0)) as never }),
      'mine: pick gave a promise; choosing is synchronous',
    ],
    [
      'that counts in the targets',
      () =>
        flawed({
          pick: (candidates) => Object.assign(candidates.at(0), { weight: 5 }),
        }),
      'mine: pick threw "Cannot set property weight',
    ],
    [
      'that changes what belongs to the targets',
      () =>
        flawed({
          pick: (candidates) => ((candidates.at(0).tags as string[]).push('seen'), candidates.at(0)),
        }),
      'mine: pick changed a target: {"order":',
    ],
    [
      'that changes the call',
      () => flawed({ pick: (candidates, call) => (Object.assign(call, { attempt: 9 }), candidates.at(0)) }),
      "mine: pick threw \"Cannot assign to read only property 'attempt'",
    ],
    [
      'that takes a larger revision for the only sign of a change',
      () => {
        let kept: readonly TargetState[] = []
        let latest = 0
        return flawed({
          pick: (candidates) => {
            if (candidates.revision === 0) return candidates.at(0)
            if (candidates.revision > latest) [kept, latest] = [[...candidates], candidates.revision]
            return kept.at(-1) ?? candidates.at(0)
          },
        })
      },
      'when several views of the targets alternate: mine: pick gave',
    ],
    [
      'that keeps what it derived from a list for one pick',
      () => {
        const byRevision = new Map<number, TargetState>()
        return flawed({
          pick: (candidates) => {
            const target = byRevision.get(candidates.revision) ?? candidates.at(0)
            byRevision.set(candidates.revision, target)
            return target
          },
        })
      },
      'when several views of the targets alternate: mine: pick gave',
    ],
    [
      'that makes a table of the largest weight',
      () => flawed({ pick: (candidates) => (new Array(Math.ceil(candidates.maxWeight)), candidates.at(0)) }),
      'when no bound of their weights is known: mine: pick threw',
    ],
    [
      'that knows a target by its id',
      () => {
        const known = new Map<string, TargetState>()
        return flawed({
          pick: (candidates) => {
            const { id } = candidates.at(candidates.length - 1)
            const target = known.get(id) ?? candidates.at(candidates.length - 1)
            known.set(id, target)
            return target
          },
        })
      },
      'left the balancer: mine: pick gave a copy of "target-0"',
    ],
    ['without a name', () => flawed({ name: ' ' }), 'a strategy needs a name'],
  ])('%s fails with a message that names the flaw', (_flaw, make, message, options = { spread: 'none' }) => {
    expect(complaintsOf(make, options).join('\n')).toContain(message)
  })
})

describe('bad arguments', () => {
  it.each<[string, unknown, unknown, string]>([
    ['a strategy', roundRobin(), {}, 'strategyCases: "make" must be a function, got an object'],
    ['a misspelt option', roundRobin, { spred: 'even' }, 'unknown option "spred", did you mean "spread"?'],
    [
      'an unknown spread',
      roundRobin,
      { spread: 'fair' },
      '"spread" must be one of "by-weight", "even", "none"',
    ],
  ])('such as %s are refused', (_name, make, options, message) => {
    expect(() => strategyCases(make as () => Strategy, options as StrategyCasesOptions)).toThrow(message)
  })
})
