import { describe, expect, it } from 'vitest'
import type { Strategy } from '../contracts/strategy.ts'
import type { TargetState } from '../contracts/target.ts'
import { complaintsOf } from './test/complaints-of.ts'

describe('a strategy with a flawed meter', () => {
  const first: Strategy['pick'] = (candidates) => candidates.at(0)
  const flawed = (change: Partial<Strategy>): Strategy => ({ name: 'mine', pick: first, ...change })
  const meter = { load: () => 0 }

  it.each<[string, () => Strategy, string]>([
    [
      'whose load is not a number',
      () => flawed({ meter: { ...meter, load: () => Number.NaN } }),
      'mine: meter.load must give a number that others can be compared with, got NaN',
    ],
    [
      'whose load changes as it is read',
      () => {
        let read = 0
        return flawed({ meter: { ...meter, load: () => (read += 1) } })
      },
      'mine: meter.load gave another number at the second reading',
    ],
    [
      'that chooses by how often its load was read',
      () => {
        let read = 0
        return flawed({
          meter: { ...meter, load: () => ((read += 1), 0) },
          pick: (candidates) => candidates.at(read % candidates.length),
        })
      },
      'mine: reading meter.load changed later choices',
    ],
    [
      'whose meter throws',
      () =>
        flawed({
          meter: {
            ...meter,
            started: () => ({
              finished(outcome) {
                if (outcome.type === 'failure') throw new Error('no such kind')
              },
            }),
          },
        }),
      'mine: the measurement\'s finished threw "no such kind"',
    ],
    [
      'whose measurement throws at the first content',
      () => {
        const firstContent = (): never => {
          throw new Error('too early')
        }
        return flawed({ meter: { ...meter, started: () => ({ firstContent, finished: () => {} }) } })
      },
      'mine: the measurement\'s firstContent threw "too early"',
    ],
    [
      'whose meter gives no measurement',
      () => flawed({ meter: { ...meter, started: () => 1 as never } }),
      'mine: meter.started must give undefined or a measurement with `finished`, got 1',
    ],
    [
      'that forgets a target while attempts on it run',
      () => {
        const running = new Map<TargetState, { count: number }>()
        return flawed({
          forget: (target) => void running.delete(target),
          meter: {
            ...meter,
            started(target) {
              running.set(target, { count: 1 })
              return { finished: () => void ((running.get(target) as { count: number }).count -= 1) }
            },
          },
        })
      },
      "began before a target left: mine: the measurement's finished threw",
    ],
    [
      'that reads its candidates later',
      () => {
        let seen: { readonly length: number; at(index: number): TargetState } | undefined
        return flawed({
          pick: (candidates) => ((seen = candidates), candidates.at(0)),
          meter: { ...meter, load: () => seen?.at(0).weight ?? 0 },
        })
      },
      'mine: meter.load threw "there is no candidate 0 of 0"',
    ],
  ])('%s fails with a message that names the flaw', (_flaw, make, message) => {
    expect(complaintsOf(make, { spread: 'none' }).join('\n')).toContain(message)
  })
})
