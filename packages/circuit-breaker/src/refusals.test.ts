import { describe, expect, it } from 'vitest'
import {
  cockatielBreaker,
  consecutiveFailures,
  createCircuitBreaker,
  failureRatio,
  failuresInWindow,
} from './index.ts'
import { createOpossumCircuitBreaker, fromOpossum } from './opossum/index.ts'

const refusal = (call: () => unknown): unknown => {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('should have thrown')
}

const create = (options: object): unknown => createCircuitBreaker(options)
const ratio = (options: object): unknown => failureRatio({ ratio: 0.5, ...options })
const statistics = (options: object): unknown => createOpossumCircuitBreaker({ statistics: options })
const growth = (options: object): unknown =>
  createCircuitBreaker({ resetTimeoutMs: { baseMs: 5, ...options } })
const snapshot = (options: object): unknown =>
  createCircuitBreaker({ initialState: { version: 1, state: 'open', openings: 1, openUntil: 5, ...options } })

/** Who refuses, the option, its range, and a number out of it. */
const numbers: readonly [
  owner: string,
  name: string,
  range: string,
  bad: number,
  make: (value: never) => unknown,
][] = [
  [
    'createCircuitBreaker',
    'failureThreshold',
    'a whole number within [1, ∞]',
    0,
    (failureThreshold) => create({ failureThreshold }),
  ],
  ['createCircuitBreaker', 'windowMs', 'within (0, ∞)', 0, (windowMs) => create({ windowMs })],
  [
    'createCircuitBreaker',
    'resetTimeoutMs',
    'within [0, ∞)',
    -1,
    (resetTimeoutMs) => create({ resetTimeoutMs }),
  ],
  [
    'createCircuitBreaker',
    'maxRetryAfterMs',
    'within [0, ∞)',
    Infinity,
    (maxRetryAfterMs) => create({ maxRetryAfterMs }),
  ],
  [
    'createCircuitBreaker',
    'successThreshold',
    'a whole number within [1, ∞)',
    Infinity,
    (successThreshold) => create({ successThreshold }),
  ],
  [
    'createCircuitBreaker',
    'maxProbes',
    'a whole number within [1, ∞]',
    1.5,
    (maxProbes) => create({ maxProbes }),
  ],
  ['createCircuitBreaker', 'probeLeaseMs', 'within (0, ∞]', 0, (probeLeaseMs) => create({ probeLeaseMs })],
  ['createCircuitBreaker', 'timeoutMs', 'within [0, ∞)', -1, (timeoutMs) => create({ timeoutMs })],
  ['createCircuitBreaker', 'resetTimeoutMs.baseMs', 'within [0, ∞)', -1, (baseMs) => growth({ baseMs })],
  ['createCircuitBreaker', 'resetTimeoutMs.factor', 'within [1, ∞)', 0.5, (factor) => growth({ factor })],
  ['createCircuitBreaker', 'resetTimeoutMs.maxMs', 'within [0, ∞)', -1, (maxMs) => growth({ maxMs })],
  [
    'createCircuitBreaker',
    'resetJitterRatio',
    'within [0, 1]',
    2,
    (resetJitterRatio) => create({ resetJitterRatio }),
  ],
  [
    'createCircuitBreaker',
    'initialState.openings',
    'a whole number within [0, ∞)',
    0.5,
    (openings) => snapshot({ openings }),
  ],
  [
    'createCircuitBreaker',
    'initialState.openUntil',
    'within [0, ∞)',
    -1,
    (openUntil) => snapshot({ openUntil }),
  ],
  ['failureRatio', 'ratio', 'within (0, 1]', 0, (value) => ratio({ ratio: value })],
  ['failureRatio', 'windowMs', 'within (0, ∞)', 0, (windowMs) => ratio({ windowMs })],
  [
    'failureRatio',
    'minimumCalls',
    'a whole number within [1, ∞]',
    0,
    (minimumCalls) => ratio({ minimumCalls }),
  ],
  [
    'failuresInWindow',
    'failures',
    'a whole number within [1, ∞]',
    0,
    (failures) => failuresInWindow(failures, 1),
  ],
  ['failuresInWindow', 'windowMs', 'within (0, ∞)', 0, (windowMs) => failuresInWindow(1, windowMs)],
  [
    'consecutiveFailures',
    'failures',
    'a whole number within [1, ∞]',
    0,
    (failures) => consecutiveFailures(failures),
  ],
  [
    'createOpossumCircuitBreaker',
    'statistics.windowMs',
    'within (0, ∞)',
    0,
    (windowMs) => statistics({ windowMs }),
  ],
  [
    'createOpossumCircuitBreaker',
    'statistics.slices',
    'a whole number within [1, 1000]',
    1001,
    (slices) => statistics({ slices }),
  ],
]

describe.each(numbers)('%s refuses "%s" unless it is %s', (owner, name, range, bad, make) => {
  const message = `${owner}: "${name}" must be ${range}, got `

  it('for a number out of range', () => {
    const described = String(bad).replace('Infinity', '∞')
    expect(refusal(() => make(bad as never))).toEqual(new RangeError(message + described))
  })

  it('for NaN and for anything that is not a number', () => {
    expect(refusal(() => make(Number.NaN as never))).toEqual(new TypeError(`${message}NaN`))
    // A text is not a form of open time, which has a message of its own.
    if (name !== 'resetTimeoutMs')
      expect(refusal(() => make('5' as never))).toEqual(new TypeError(`${message}a string`))
  })
})

describe('misspelt options', () => {
  it.each<[string, (options: object) => unknown, string, string]>([
    ['createCircuitBreaker', create, 'failureTreshold', 'failureThreshold'],
    ['createCircuitBreaker', create, 'sucessThreshold', 'successThreshold'],
    ['createCircuitBreaker', create, 'resetTimeOutMs', 'resetTimeoutMs'],
    ['createCircuitBreaker', create, 'maxProbe', 'maxProbes'],
    ['createCircuitBreaker', create, 'lable', 'label'],
    ['createCircuitBreaker', create, 'window', 'windowMs'],
    ['createCircuitBreaker', create, 'initalState', 'initialState'],
    ['createCircuitBreaker', growth, 'resetTimeoutMs.basMs', 'resetTimeoutMs.baseMs'],
    ['createCircuitBreaker', create, 'resetJitteRatio', 'resetJitterRatio'],
    ['failureRatio', ratio, 'minimunCalls', 'minimumCalls'],
    ['createOpossumCircuitBreaker', createOpossumCircuitBreaker, 'failureTreshold', 'failureThreshold'],
    ['createOpossumCircuitBreaker', statistics, 'statistics.slice', 'statistics.slices'],
    ['fromOpossum', (options) => fromOpossum(instance, options), 'failureTreshold', 'failureThreshold'],
  ])('of %s get a hint, case %#', (owner, make, given, meant) => {
    const name = given.slice(given.indexOf('.') + 1)
    expect(() => make({ [name]: 1 })).toThrow(
      `${owner}: unknown option "${given}", did you mean "${meant}"? known options are `,
    )
  })

  it.each([
    ['timeout', 'timeoutMs'],
    ['resetTimeout', 'resetTimeoutMs'],
    ['halfOpenAfter', 'resetTimeoutMs'],
    ['breaker', 'trip'],
    ['maxFailures', 'failureThreshold'],
    ['errorThresholdPercentage', 'trip: failureRatio({ ratio })'],
    ['volumeThreshold', 'trip: failureRatio({ minimumCalls })'],
    ['rollingCountTimeout', 'windowMs'],
    ['failureRateThreshold', 'trip: failureRatio({ ratio })'],
    ['slowCallRateThreshold', 'trip: slowCallRatio({ ratio })'],
    ['slowCallDurationThreshold', 'trip: slowCallRatio({ slowMs })'],
    ['waitDurationInOpenState', 'resetTimeoutMs'],
    ['jitterRatio', 'resetJitterRatio'],
    ['errorFilter', 'classify'],
    ['name', 'label'],
  ])('that other libraries call %s get the name here', (given, meant) => {
    expect(() => create({ [given]: 1 })).toThrow(
      `createCircuitBreaker: unknown option "${given}"; use "${meant}"`,
    )
  })
})

/** What `fromOpossum` needs of an instance to come as far as its options. */
const instance = {
  name: 'mine',
  options: {},
  fire: () => undefined,
  open: () => undefined,
  close: () => undefined,
  shutdown: () => undefined,
  rawListeners: () => [],
} as never

describe('other values of the wrong kind', () => {
  it.each<[() => unknown, string]>([
    [() => create({ label: '' }), 'createCircuitBreaker: "label" must be a string that is not empty'],
    [() => create({ label: 5 }), 'createCircuitBreaker: "label" must be a string that is not empty, got 5'],
    [
      () => create({ trip: {} }),
      'createCircuitBreaker: "trip.createCounter" must be a function, got undefined',
    ],
    [
      () => create({ trip: null }),
      'createCircuitBreaker: "trip.createCounter" must be a function, got undefined',
    ],
    [
      () => create({ classify: 'failure' }),
      'createCircuitBreaker: "classify" must be a function, got a string',
    ],
    [() => create({ clock: { now: () => 1 } }), 'createCircuitBreaker: "clock.schedule" must be a function'],
    [() => create({ clock: { schedule: () => 1 } }), 'createCircuitBreaker: "clock.now" must be a function'],
    [() => create({ now: 5 }), 'createCircuitBreaker: "now" must be a function, got 5'],
    [() => create({ random: 5 }), 'createCircuitBreaker: "random" must be a function, got 5'],
    [
      () => create({ resetTimeoutMs: '5' }),
      '"resetTimeoutMs" must be a number, { baseMs }, a function or a backoff of cockatiel, got a string',
    ],
    [() => create({ resetTimeoutMs: {} }), 'createCircuitBreaker: "resetTimeoutMs.baseMs" is missing'],
    [() => create({ resetTimeoutMs: { next: 5 } }), '"resetTimeoutMs.next" must be a function, got 5'],
    [() => growth({ maxMs: 1 }), 'createCircuitBreaker: "resetTimeoutMs.maxMs" must be within [5, ∞), got 1'],
    [
      () => snapshot({ state: 'half-open' }),
      '"initialState.state" must be "closed", "open" or "isolated", got a string',
    ],
    [
      () => snapshot({ version: 2 }),
      '"initialState.version" must be 1: the state of another version cannot be read',
    ],
    [
      () => create({ initialState: null }),
      '"initialState.version" must be 1: the state of another version cannot be read',
    ],
    [
      () => create({ trip: consecutiveFailures(2), failureThreshold: 3 }),
      'createCircuitBreaker: "trip" takes the place of "failureThreshold" and "windowMs"; give one or the other',
    ],
    [() => create({ trip: consecutiveFailures(2), windowMs: 3 }), '"trip" takes the place of'],
    [() => createCircuitBreaker(null as never), 'createCircuitBreaker: options must be an object, got null'],
    [() => failureRatio({} as never), 'failureRatio: "ratio" is missing'],
    [() => cockatielBreaker('x' as never), 'cockatielBreaker: "create" must be a function, got a string'],
    [() => statistics({ group: '' }), '"statistics.group" must be a string that is not empty'],
    [() => statistics({ snapshots: 1 }), '"statistics.snapshots" must be true or false, got 1'],
    [() => fromOpossum({} as never), 'fromOpossum: "instance.fire" must be a function, got undefined'],
  ])('are refused by name, case %#', (call, message) => {
    expect(call).toThrow(message)
  })
})

describe('values at the edges of their ranges', () => {
  it.each([
    { failureThreshold: Infinity },
    { maxProbes: Infinity },
    { probeLeaseMs: Infinity },
    { maxRetryAfterMs: 0 },
    { resetTimeoutMs: { baseMs: 0, maxMs: 0 } },
    { resetTimeoutMs: { baseMs: 5, factor: 1, maxMs: 5 }, resetJitterRatio: 1 },
    { failureThreshold: undefined, trip: undefined, label: undefined },
    { trip: failureRatio({ ratio: 1, minimumCalls: Infinity }) },
  ])('are accepted, case %#', (options) => {
    expect(createCircuitBreaker(options as never).state).toBe('closed')
  })
})
