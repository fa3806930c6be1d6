import { describe, expect, it } from 'vitest'
import type { Candidates } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { pickIds } from '../testing/pick-ids.ts'
import { defineStrategy, type MakeStrategy } from './define-strategy.ts'

const [a, b] = [fakeTarget({ id: 'a' }), fakeTarget({ id: 'b' })]
const candidates = candidatesOf([a, b])

describe('a strategy that is defined', () => {
  it('gets the random numbers and the reports of the balancer that binds it', () => {
    const reports: unknown[] = []
    const strategy = defineStrategy('mine', ({ random, report }) => ({
      pick(shown) {
        report('mine', 'chosen')
        return shown.at(random() < 0.5 ? 0 : 1)
      },
    }))
    expect(pickIds({ strategy, candidates })).toHaveLength(1)
    strategy.bind?.({ random: () => 0.9, report: (...report) => reports.push(report) })
    expect(pickIds({ strategy, candidates })).toEqual(['b'])
    expect(reports).toEqual([['mine', 'chosen']])
  })

  it('may be an object of a class', () => {
    class Alternating {
      #turn = 0
      readonly forgotten: TargetState[] = []
      readonly meter = { load: () => 7 }

      pick(shown: Candidates): TargetState {
        this.#turn += 1
        return shown.at(this.#turn % shown.length)
      }

      forget(target: TargetState): void {
        this.forgotten.push(target)
      }
    }
    const made = new Alternating()
    const strategy = defineStrategy('alternating', () => made)
    expect(pickIds({ strategy, candidates, count: 3 })).toEqual(['b', 'a', 'b'])
    strategy.forget?.(a)
    expect(made.forgotten).toEqual([a])
    expect(strategy.meter?.load(a, 0)).toBe(7)
  })

  it('has no meter and nothing to forget unless it says so', () => {
    const strategy = defineStrategy('first', () => ({ pick: (shown) => shown.at(0) }))
    expect(Object.keys(strategy)).toEqual(['name', 'pick', 'bind'])
  })

  it('is bound once, and so is what it is made of', () => {
    const bound: unknown[] = []
    const strategy = defineStrategy('mine', () => ({
      pick: (shown) => shown.at(0),
      bind: (given) => bound.push(given),
    }))
    const environment = { random: () => 0 }
    strategy.bind?.(environment)
    expect(() => strategy.bind?.(environment)).toThrow(
      new TypeError('mine: this strategy belongs to a balancer already, make one for each balancer'),
    )
    expect(bound).toEqual([environment])
  })
})

it.each<[string, unknown, unknown, string]>([
  [
    'an empty name',
    '',
    () => ({}),
    'defineStrategy: "name" must be a string that is not empty, got an empty string',
  ],
  ['no function', 'mine', {}, 'defineStrategy: "make" must be a function, got an object'],
])('refuses %s', (_name, name, make, message) => {
  expect(() => defineStrategy(name as string, make as MakeStrategy)).toThrow(new TypeError(message))
})
