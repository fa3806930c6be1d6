import { describe, expect, it } from 'vitest'
import type { AttemptFacts } from '../contracts/call.ts'
import type { Guard } from '../contracts/guard.ts'
import { guardCases } from './guard-cases.ts'
import { concurrencyLimit, cooldown, once, rateLimit } from './test/guards.ts'

/** What the cases say of a guard: the message of each that fails. */
const complaintsOf = (make: () => Guard): string[] =>
  guardCases(make).flatMap(({ name, run }) => {
    try {
      run()
      return []
    } catch (error) {
      return [`${name}: ${error instanceof Error ? error.message : 'no error'}`]
    }
  })

describe.each<[string, () => Guard]>([
  ['a concurrency limit', () => concurrencyLimit()],
  ['a limit that is never reached', () => concurrencyLimit(10_000)],
  ['a rate limit', () => rateLimit()],
  ['a cooldown', () => cooldown()],
  ['a guard that admits everything', () => concurrencyLimit(Infinity)],
])('%s', (_name, make) => {
  it.each(guardCases(make))('$name', ({ run }) => {
    expect(run).not.toThrow()
  })
})

describe('a guard with a flaw', () => {
  const shared = concurrencyLimit()
  const outside = rateLimit()
  /** A concurrency limit with some of its members in another way. */
  const flawed = (change: (guard: Guard) => Partial<Guard>): Guard => {
    const guard = concurrencyLimit()
    return { ...guard, ...change(guard) }
  }

  it.each<[string, () => Guard, string]>([
    [
      'that leaks the permits of successes',
      () => concurrencyLimit(3, { leaks: 'success' }),
      'concurrency: availableAt says never although no call is running: a permit has kept its room',
    ],
    [
      'that leaks the permits of failures',
      () => concurrencyLimit(3, { leaks: 'failure' }),
      'a permit has kept its room',
    ],
    [
      'that leaks the permits of neutral calls',
      () => concurrencyLimit(3, { leaks: 'neutral' }),
      'at the beginning it had room for 3 calls; after as many that were never made it has room for 0',
    ],
    [
      'that leaks its probe',
      () => cooldown({ forgetsProbe: 'neutral' }),
      'after failures it had room for 1 calls; after as many that were never made it has room for 0',
    ],
    [
      'that leaks its failed probe',
      () => cooldown({ forgetsProbe: 'failure' }),
      'a permit has kept its room',
    ],
    [
      'that counts a second release',
      () => {
        let running = 0
        return concurrencyLimit(3, {
          availableAt: (now) => (running < 3 ? now : Infinity),
          acquire: () => (running >= 3 ? null : ((running += 1), { release: () => void (running -= 1) })),
        })
      },
      'at the beginning one of 3 permits was released twice, which made room for 2 calls',
    ],
    [
      'that throws when it is asked',
      () => concurrencyLimit(3, { availableAt: () => JSON.parse('{') as never }),
      'concurrency: a guard never throws, but availableAt threw "',
    ],
    [
      'that throws when a permit is released',
      () =>
        concurrencyLimit(3, {
          acquire: () =>
            once(() => {
              throw new Error('the store is away')
            }),
        }),
      'a guard never throws, but release of a permit with the outcome "',
    ],
    [
      'that throws when it hears a report',
      () =>
        flawed((guard) => ({
          acquire: (now, call) => {
            const permit = guard.acquire(now, call)
            const observe = ({ headers }: AttemptFacts): never => {
              throw new TypeError(`no get in ${typeof headers}`)
            }
            return permit === null ? null : { release: permit.release, observe }
          },
        })),
      'calls of which it says that they may begin now: concurrency: a guard never throws, but observe threw "',
    ],
    [
      'that throws when it is reset',
      () => flawed(() => ({ reset: () => JSON.parse('{') as never })),
      'a guard never throws, but reset threw',
    ],
    [
      'that says more is left than there is',
      () =>
        flawed(() => ({
          headroom: () => [{ unit: 'requests', limit: 3, windowMs: 1000, left: 4, most: 3 }],
        })),
      'headroom must give numbers with left ≤ most ≤ limit, got 4, 3, 3',
    ],
    [
      'that forgets calls when it is asked what is left',
      () => {
        let room = 3
        return flawed((guard) => ({
          availableAt: (now, call) => (room > 0 ? guard.availableAt(now, call) : now + 1000),
          acquire: (now, call) => (room > 0 ? guard.acquire(now, call) : null),
          headroom: () => {
            room = 0
            return []
          },
        }))
      },
      'asking headroom changed later answers; asking must change nothing',
    ],
    [
      'that answers NaN',
      () => concurrencyLimit(3, { availableAt: () => Number.NaN }),
      'clock time in ms, got NaN',
    ],
    [
      'that answers a boolean',
      () => concurrencyLimit(3, { availableAt: () => true as never }),
      'availableAt must give a clock time in ms, got boolean',
    ],
    [
      'that gives undefined for a permit',
      () => concurrencyLimit(3, { acquire: () => undefined as never }),
      'acquire must give a permit with a release method, or null; got undefined',
    ],
    [
      'that refuses a call which it had announced to admit',
      () => concurrencyLimit(3, { availableAt: (now) => now }),
      'acquire gave null right after availableAt had said that a call may begin now',
    ],
    [
      'that admits a call which it had announced to delay',
      () =>
        flawed((guard) => ({ acquire: (now, call) => guard.acquire(now, call) ?? once(() => undefined) })),
      'acquire gave a permit although availableAt had named a later time',
    ],
    [
      'that puts a caller off again and again',
      () => {
        const guard = cooldown()
        return {
          ...guard,
          availableAt: (now, call) => (guard.availableAt(now, call) > now ? now + 1000 : now),
        }
      },
      'nothing happened until then, and the call still may not begin after 1000 ms',
    ],
    [
      'that counts how often it is asked',
      () => {
        let asked = 0
        const until = () => (asked % 50 > 40 ? Infinity : 0)
        return concurrencyLimit(3, {
          availableAt: () => ((asked += 1), until()),
          acquire: () => (until() === 0 ? once(() => undefined) : null),
        })
      },
      'asking availableAt changed later answers',
    ],
    [
      'that is still closed after a reset',
      () => ({ ...cooldown(), reset: () => undefined }),
      'cooldown: a call still has to wait after reset',
    ],
    ['that is the same for all targets', () => shared, 'make gave the same guard twice'],
    ['that keeps its state outside', () => ({ ...outside }), 'the same calls got other answers'],
    ['without a name', () => concurrencyLimit(3, { name: '' }), 'a guard needs a name'],
  ])('%s fails with a message that names the flaw', (_flaw, make, message) => {
    expect(complaintsOf(make).join('\n')).toContain(message)
  })
})

it('needs a function that makes guards', () => {
  expect(() => guardCases(concurrencyLimit() as never)).toThrow(
    new TypeError('guardCases: "make" must be a function, got an object'),
  )
})
