import { describe, expect, it } from 'vitest'
import type { LoadMeter, Strategy } from '../contracts/strategy.ts'
import { inFlight } from '../load/in-flight.ts'
import { seededRandom } from '../time/random.ts'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { strategyCases } from '../testing/strategy-cases.ts'
import { leastLoaded, type LeastLoadedOptions } from './least-loaded.ts'
import { powerOfTwoChoices, type PowerOfTwoChoicesOptions } from './power-of-two-choices.ts'

const targets = [3, 1, 2].map((load) => fakeTarget({ id: `load ${load}`, inFlight: load }))
const byInFlight: LoadMeter = inFlight()

describe.each<[string, () => Strategy]>([
  ['leastLoaded', () => leastLoaded('mine', { meter: byInFlight })],
  ['powerOfTwoChoices', () => powerOfTwoChoices({ meter: byInFlight })],
])('%s', (_name, make) => {
  it.each(strategyCases(make))('$name', ({ run }) => {
    expect(run).not.toThrow()
  })
})

describe('leastLoaded', () => {
  it('chooses the target with the smallest load, and is called as it was told', () => {
    const strategy = leastLoaded('shortest-queue', { meter: byInFlight })
    expect(strategy.name).toBe('shortest-queue')
    expect(strategy.meter).toBe(byInFlight)
    expect(pickIds({ strategy, candidates: candidatesOf(targets) })).toEqual(['load 1'])
  })

  it('asks the meter about the call', () => {
    const load: LoadMeter['load'] = ({ inFlight: running }, _now, call) =>
      call?.streaming === true ? -running : running
    const strategy = leastLoaded('by-kind', { meter: { load } })
    const call = callFacts({ streaming: true })
    expect(pickIds({ strategy, candidates: candidatesOf(targets), call })).toEqual(['load 3'])
  })

  it.each<[LeastLoadedOptions['tieBreak'], number[]]>([
    ['by-weight', [0.25, 0.75, 0]],
    ['even', [0.5, 0.5, 0]],
    ['first', [1, 0, 0]],
    [undefined, [0.25, 0.75, 0]],
  ])('breaks ties %s', (tieBreak, shares) => {
    const strategy = leastLoaded('mine', {
      meter: { load: ({ inFlight: running }) => running },
      ...(tieBreak && { tieBreak }),
    })
    strategy.bind?.({ random: seededRandom(5) })
    const tied = [1, 3, 1].map((weight, index) =>
      fakeTarget({ id: String(index), weight, inFlight: index === 2 ? 1 : 0 }),
    )
    const ids = pickIds({ strategy, candidates: candidatesOf(tied), count: 10_000 })
    for (const [place, share] of shares.entries())
      expect(ids.filter((id) => id === String(place)).length / ids.length).toBeCloseTo(share, 1.7)
  })

  it.each<[string, unknown[], string]>([
    ['an empty name', [' ', { meter: byInFlight }], 'leastLoaded: "name" must be a string that is not empty'],
    ['no meter', ['mine', {}], 'leastLoaded: "meter" is missing'],
    [
      'a meter without a load',
      ['mine', { meter: {} }],
      'leastLoaded: "meter.load" must be a function, got undefined',
    ],
    [
      'an unknown tie-break',
      ['mine', { meter: byInFlight, tieBreak: 'last' }],
      '"tieBreak" must be one of "by-weight", "even", "first", got "last"',
    ],
  ])('refuses %s', (_name, given, message) => {
    expect(() => leastLoaded(...(given as Parameters<typeof leastLoaded>))).toThrow(message)
  })
})

describe('powerOfTwoChoices', () => {
  it('has a name of its own unless it is given one', () => {
    expect(powerOfTwoChoices({ meter: byInFlight }).name).toBe('power-of-two-choices')
    expect(powerOfTwoChoices({ meter: byInFlight, name: 'mine' }).name).toBe('mine')
  })

  it('never chooses the worst of three, because the two drawn are different', () => {
    const strategy = powerOfTwoChoices({ meter: byInFlight })
    strategy.bind?.({ random: seededRandom(3) })
    const ids = pickIds({ strategy, candidates: candidatesOf(targets, 1), count: 3000 })
    const share = (id: string) => ids.filter((one) => one === id).length / ids.length
    expect(share('load 1')).toBeCloseTo(2 / 3, 1.5)
    expect(share('load 2')).toBeCloseTo(1 / 3, 1.5)
    expect(share('load 3')).toBe(0)
  })

  it.each<[string, unknown, string]>([
    ['no meter', {}, 'powerOfTwoChoices: "meter" is missing'],
    [
      'an empty name',
      { meter: byInFlight, name: '' },
      'powerOfTwoChoices: "name" must be a string that is not empty',
    ],
  ])('refuses %s', (_name, options, message) => {
    expect(() => powerOfTwoChoices(options as PowerOfTwoChoicesOptions)).toThrow(message)
  })
})

describe('a meter that is broken', () => {
  const thrown = new Error('no data')
  const load = (id: string): unknown => {
    if (id === 'load 1') throw thrown
    return id === 'load 3' ? 3 : Number.NaN
  }
  const meter = { load: (target: { readonly id: string }) => load(target.id) as number }

  it.each<[string, Strategy]>([
    ['mine', leastLoaded('mine', { meter })],
    ['power-of-two-choices', powerOfTwoChoices({ meter })],
  ])('makes its targets look busy and is reported by %s, but breaks no pick', (name, strategy) => {
    const reports: [string, unknown][] = []
    strategy.bind?.({ random: () => 0.5, report: (part, error) => reports.push([part, error]) })
    const ids = pickIds({ strategy, candidates: candidatesOf(targets), count: 20 })
    expect(ids.every((id) => targets.some((target) => target.id === id))).toBe(true)
    if (name === 'mine') expect(new Set(ids)).toEqual(new Set(['load 3']))
    const errors = reports.map(([, error]) => (error as Error).message)
    expect(new Set(errors)).toEqual(new Set(['no data', '"meter.load" must give a number, got NaN']))
    expect(new Set(reports.map(([part]) => part))).toEqual(new Set([name]))
  })
})
