import { afterEach, describe, expect, it } from 'vitest'
import type { Attempt, AttemptFacts } from '../contracts/call.ts'
import type { BalancerEvent } from '../contracts/events.ts'
import type { Guard } from '../contracts/guard.ts'
import type { LoadMeter } from '../contracts/strategy.ts'
import type { Balancer } from '../contracts/balancer.ts'
import { createBalancer } from '../balancer/create-balancer.ts'
import type { BalancerOptions } from '../balancer/options.ts'
import { first } from '../balancer/test/first.ts'
import { leftovers, read, watched } from '../balancer/test/scene.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { statusError } from '../testing/scripted-client.ts'

/** What users' parts may do instead of what they should. */
const nonsense: [string, () => unknown][] = [
  [
    'throws',
    () => {
      throw new Error('a fault of the user')
    },
  ],
  [
    'throws nothing',
    () => {
      AbortSignal.abort(null).throwIfAborted()
    },
  ],
  ['gives NaN', () => Number.NaN],
  ['gives a negative number', () => -1],
  ['gives a text', () => 'soon'],
  ['gives null', () => null],
  ['gives an object', () => ({})],
  ['gives a promise', () => Promise.resolve(1)],
  ['gives a promise that is rejected', () => Promise.reject(new Error('later'))],
]

interface Played {
  readonly balancer: Balancer<string>
  readonly clock: FakeClock
  readonly reported: string[]
}

function made(
  options: Partial<BalancerOptions<string>> = {},
  targets: BalancerOptions<string>['targets'] = [
    { id: 'a', client: 'a' },
    { id: 'b', client: 'b' },
  ],
): Played {
  const clock = createFakeClock()
  const balancer = watched(createBalancer<string>({ clock, strategy: { ...first }, targets, ...options }))
  const reported: string[] = []
  balancer.on('listener-failed', ({ event }) => void reported.push(event))
  return { balancer, clock, reported }
}

/** Makes calls that succeed, fail over, and stream; then removes both targets and closes. */
async function play({ balancer, clock }: Played): Promise<void> {
  const settle = async <Value>(work: Promise<Value>): Promise<Value> => {
    work.catch(() => {})
    await clock.advance(20_000)
    return work
  }
  await expect(settle(balancer.run((id) => Promise.resolve(id)))).resolves.toBeTypeOf('string')
  let isFirst = true
  const failing = (id: string) => {
    if (!isFirst) return Promise.resolve(id)
    isFirst = false
    return Promise.reject(statusError(503))
  }
  await expect(settle(balancer.run(failing))).resolves.toBeTypeOf('string')
  const stream = balancer.stream(async function* (id: string) {
    yield id
    yield '.'
  })
  await expect(settle(read(stream))).resolves.toMatchObject({
    chunks: [expect.any(String), '.'],
    error: undefined,
  })
  expect(balancer.snapshot().targets.map(({ inFlight }) => inFlight)).toEqual(balancer.targets().map(() => 0))
  for (const { id } of balancer.targets()) await settle(balancer.removeTarget(id))
  await settle(balancer.close())
}

afterEach(() => {
  expect(leftovers()).toEqual([])
})

describe('a guard', () => {
  const good: Guard = { name: 'odd', availableAt: () => 0, acquire: () => ({ release() {} }) }
  const withGuard = (guard: Guard) =>
    made({}, [
      { id: 'a', client: 'a', guards: [guard] },
      { id: 'b', client: 'b' },
    ])

  it.each(nonsense)('whose availableAt %s takes its own target out, and nothing else', async (_, fault) => {
    const played = withGuard({ ...good, availableAt: fault as never })
    await play(played)
    expect(new Set(played.reported).size).toBeLessThanOrEqual(1)
  })

  it.each(nonsense)('whose acquire %s takes its own target out, and nothing else', async (name, fault) => {
    const played = withGuard({ ...good, acquire: fault as never })
    await play(played)
    if (name !== 'gives null') expect(played.reported).toContain('odd')
  })

  it.each(nonsense)(
    'whose permit %s when it is released, or hears a report, breaks no run',
    async (_, fault) => {
      await play(withGuard({ ...good, acquire: () => ({ release: fault }) }))
      await play(withGuard({ ...good, acquire: () => ({ release: () => {}, observe: fault }) }))
    },
  )

  it.each(nonsense)('whose trial, onChange and reset %s break no run', async (_, fault) => {
    const odd = {
      ...good,
      availableAt: () => Infinity,
      trial: fault,
      onChange: fault,
      reset: fault,
    }
    const played = withGuard(odd as never)
    played.balancer.reinstateTarget('a')
    await play(played)
  })

  it('that throws says so under its name, and lets the other guards of its target have their permits back', async () => {
    const released: string[] = []
    const watch: Guard = {
      ...good,
      name: 'watch',
      acquire: () => ({ release: ({ type }) => void released.push(type) }),
    }
    const { balancer, reported } = made({}, [
      {
        id: 'a',
        client: 'a',
        guards: [
          watch,
          {
            ...good,
            acquire: () => {
              throw new Error('no')
            },
          },
        ],
      },
      { id: 'b', client: 'b' },
    ])
    await expect(balancer.run((id) => Promise.resolve(id))).resolves.toBe('b')
    expect(reported).toEqual(['odd'])
    expect(released).toEqual(['neutral'])
  })
})

describe('a meter', () => {
  const metered = (meter: LoadMeter) => made({ strategy: { ...first, meter } })
  const good: LoadMeter = { load: () => 0 }

  it.each(nonsense)('whose load %s breaks neither a run, nor a trail, nor a snapshot', async (_, fault) => {
    const played = metered({ load: fault as never })
    const { attempts } = await played.balancer.runWithTrail((id) => Promise.resolve(id))
    expect(attempts[0]?.picked?.candidates.map(({ id }) => id)).toEqual(['a', 'b'])
    await play(played)
  })

  it.each(nonsense)('whose start %s breaks no run', async (_, fault) => {
    await play(metered({ ...good, started: fault as never }))
  })

  it.each(nonsense)('whose measurement %s breaks no run', async (_, fault) => {
    await play(metered({ ...good, started: () => ({ firstContent: fault, finished: fault }) }))
  })

  it('that throws says so under the name of its strategy', async () => {
    const { balancer, reported } = metered({
      ...good,
      started: () => {
        throw new Error('no')
      },
    })
    await balancer.run((id) => Promise.resolve(id))
    expect(reported).toEqual(['first'])
  })
})

describe('a strategy', () => {
  it.each(nonsense)('that cannot forget a target (%s) lets it go all the same', async (_, fault) => {
    await play(made({ strategy: { ...first, forget: fault } }))
  })

  it.each(nonsense)(
    'that %s fails the run with an error of its name, and holds nothing',
    async (_, fault) => {
      const { balancer } = made({ strategy: { name: 'odd', pick: fault as never } })
      await expect(balancer.run((id) => Promise.resolve(id))).rejects.toMatchObject({
        code: 'strategy-failed',
        strategy: 'odd',
      })
      await expect(balancer.close()).resolves.toBeUndefined()
    },
  )

  it('that writes into a target gets a TypeError, and the run says so', async () => {
    const { balancer } = made({
      strategy: {
        name: 'writes',
        pick(candidates) {
          Object.assign(candidates.at(0), { inFlight: 0 })
          return candidates.at(0)
        },
      },
    })
    await expect(balancer.run((id) => Promise.resolve(id))).rejects.toMatchObject({
      code: 'strategy-failed',
      cause: expect.any(TypeError),
    })
  })
})

describe('a classifier', () => {
  it.each(nonsense)('that %s is ignored', async (_, fault) => {
    const played = made({ classify: fault as never })
    await play(played)
    expect(new Set(played.reported)).toEqual(new Set(['classify']))
  })

  it.each([
    ['retryAfterMs', { kind: 'rate-limit', retryAfterMs: Number.NaN }],
    ['retryAfterMs', { kind: 'rate-limit', retryAfterMs: 'soon' }],
    ['scope', { kind: 'server', scope: 'the world' }],
    ['status', { kind: 'server', status: 'bad' }],
  ])('that gives nonsense as %s is believed in the rest', async (_, verdict) => {
    const played = made({ classify: () => verdict as never })
    await play(played)
    expect(played.reported).toContain('classify')
    expect(played.balancer.snapshot().targets).toEqual([])
  })
})

describe('a filter of a call', () => {
  it.each(nonsense)('that %s allows no target that it does not give true for', async (_, fault) => {
    const { balancer, clock } = made()
    const run = balancer.run((id) => Promise.resolve(id), { only: fault as never })
    await expect(run).rejects.toMatchObject({ code: 'no-target-available' })
    await clock.settle()
    await expect(balancer.close()).resolves.toBeUndefined()
  })

  it('that throws for one target allows the others', async () => {
    const { balancer, reported } = made()
    const only = ({ id }: { id: string }) => {
      if (id === 'a') throw new Error('no')
      return true
    }
    await expect(balancer.run((id) => Promise.resolve(id), { only })).resolves.toBe('b')
    expect(reported).toContain('only')
  })
})

describe('a budget', () => {
  it.each(nonsense)(
    'whose methods give nonsense (%s) bounds nothing, and breaks nothing',
    async (_, fault) => {
      const played = made({
        retry: { budget: { withdraw: fault as never, deposit: fault, remaining: 0 } },
      })
      await play(played)
      for (const word of played.reported) expect(word).toBe('budget')
    },
  )
})

describe('a backoff', () => {
  it.each(nonsense)('that %s is replaced by the usual waits', async (_, fault) => {
    const played = made({ retry: { backoff: fault as never, maxAttempts: 2 } }, [{ id: 'a', client: 'a' }])
    await play(played)
  })
})

describe('random numbers', () => {
  it.each(nonsense)('of a source that %s break nothing', async (_, fault) => {
    await play(made({ random: fault as never, retry: { maxAttempts: 3 } }, [{ id: 'a', client: 'a' }]))
  })
})

describe('a clock', () => {
  it.each(nonsense)('whose now %s stands still then', async (_, fault) => {
    let isBroken = false
    const inner = createFakeClock()
    const clock = {
      now: () => (isBroken ? (fault() as number) : inner.now()),
      schedule: inner.schedule.bind(inner),
    }
    const balancer = watched(
      createBalancer<string>({ clock, strategy: { ...first }, targets: [{ id: 'a', client: 'a' }] }),
    )
    isBroken = true
    await expect(balancer.run((id) => Promise.resolve(id))).resolves.toBe('a')
    await expect(balancer.removeTarget('a')).resolves.toBeUndefined()
    await expect(balancer.close({ graceMs: 0 })).resolves.toBeUndefined()
  })

  it.each(nonsense)('whose schedule %s does not keep a run waiting', async (_, fault) => {
    const clock = { now: () => 5, schedule: fault as never }
    const balancer = watched(
      createBalancer<string>({
        clock,
        strategy: { ...first },
        targets: [{ id: 'a', client: 'a' }],
        timeouts: { attemptMs: 5 },
      }),
    )
    await expect(balancer.run((id) => Promise.resolve(id))).resolves.toBe('a')
    await expect(balancer.run(() => new Promise(() => {}), { maxAttempts: 1 })).rejects.toMatchObject({
      kind: 'timeout',
    })
    await expect(balancer.close()).resolves.toBeUndefined()
  })
})

describe('a listener', () => {
  it.each(nonsense)('that %s is none of a run', async (_, fault) => {
    const played = made()
    played.balancer.on('*', fault)
    await play(played)
  })

  it('that starts runs, changes targets and closes in the middle of a run breaks nothing', async () => {
    const played = made()
    const { balancer, clock } = played
    let runs = 0
    balancer.on('*', ({ type }: BalancerEvent) => {
      if (type !== 'attempt-started' || runs > 3) return
      runs += 1
      void balancer.run((id) => Promise.resolve(id)).catch(() => {})
      balancer.updateTarget('b', { weight: runs })
      if (runs === 2) balancer.addTarget({ id: 'c', client: 'c' })
    })
    await expect(balancer.run((id) => Promise.resolve(id))).resolves.toBe('a')
    await clock.settle()
    expect(runs).toBeGreaterThan(2)
    await play(played)
  })
})

describe('a signal', () => {
  const signals: [string, () => unknown][] = [
    ['half a signal', () => ({ aborted: false })],
    [
      'one that refuses listeners',
      () => ({
        aborted: false,
        addEventListener: () => {
          throw new Error('no')
        },
        removeEventListener: () => undefined,
      }),
    ],
    [
      'a proxy that throws',
      () =>
        new Proxy(
          {},
          {
            get: () => {
              throw new Error('no')
            },
          },
        ),
    ],
    ['a number', () => 1],
  ]
  it.each(signals)('that is %s is refused, and nothing is left of its run', async (_, signal) => {
    const { balancer } = made()
    await expect(
      balancer.run((id) => Promise.resolve(id), { signal: signal() as AbortSignal }),
    ).rejects.toThrow(TypeError)
    const stream = balancer.stream(() => [] as never, { signal: signal() as AbortSignal })
    await expect(stream.next()).rejects.toThrow(TypeError)
    expect(balancer.snapshot().runs.started).toBe(0)
    await expect(balancer.close()).resolves.toBeUndefined()
  })

  it('whose listeners cannot be added or removed any more breaks no run', async () => {
    const { balancer } = made()
    const { signal } = new AbortController()
    Object.defineProperty(signal, 'removeEventListener', {
      value: () => {
        throw new Error('no')
      },
    })
    await expect(balancer.run((id) => Promise.resolve(id), { signal })).resolves.toBe('a')
    const other = new AbortController().signal
    Object.defineProperty(other, 'addEventListener', {
      value: () => {
        throw new Error('no')
      },
    })
    await balancer.run((id) => Promise.resolve(id), { signal: other }).catch(() => {})
    await expect(balancer.close()).resolves.toBeUndefined()
  })

  it('of another implementation aborts the run', async () => {
    const { balancer } = made()
    const listeners: (() => void)[] = []
    const foreign = {
      aborted: false,
      reason: new Error('gone'),
      addEventListener: (_type: string, listener: () => void) => void listeners.push(listener),
      removeEventListener: () => undefined,
    }
    const failed = expect(
      balancer.run(() => new Promise(() => {}), { signal: foreign as never }),
    ).rejects.toThrow('gone')
    await Promise.resolve()
    for (const listener of listeners) listener()
    await failed
  })
})

describe('what an operation reports', () => {
  const odd: [string, unknown][] = [
    ['a text as tokens', { usage: { inputTokens: '7', outputTokens: 3 } }],
    [
      'negative, infinite and missing tokens',
      { usage: { inputTokens: -1, outputTokens: 3, reasoningTokens: Infinity, cacheReadTokens: Number.NaN } },
    ],
    ['no usage', { usage: null }],
    ['nothing', undefined],
    ['null', null],
    ['odd limits', { usage: { outputTokens: 3 }, limits: [{ unit: 'requests', remaining: 'many' }, null] }],
    [
      'getters that throw',
      {
        get usage() {
          throw new Error('no')
        },
      },
    ],
    [
      'headers that throw',
      {
        usage: { outputTokens: 3 },
        headers: {
          get: () => {
            throw new Error('no')
          },
        },
      },
    ],
  ]
  it.each(odd)('is read without the parts that are invalid: %s', async (_, facts) => {
    const { balancer, reported } = made()
    const operation = (id: string, attempt: Attempt) => {
      attempt.report(facts as AttemptFacts)
      return Promise.resolve(id)
    }
    await expect(balancer.run(operation)).resolves.toBe('a')
    const [target] = balancer.snapshot().targets
    for (const tokens of Object.values(target?.usage ?? {})) expect([0, 3]).toContain(tokens)
    for (const word of reported) expect(['report', 'odd']).toContain(word)
  })

  it('cannot be changed by a strategy', async () => {
    const limits = [{ unit: 'requests' as const, remaining: 3 }]
    let isWritten = 0
    const { balancer } = made({
      strategy: {
        name: 'writes',
        pick(candidates) {
          const target = candidates.at(0)
          for (const write of [
            () => (target.limits as unknown[]).push({}),
            () => Object.assign(target.limits[0] ?? {}, { remaining: 99 }),
          ]) {
            try {
              write()
              if (target.limits.length > 0) isWritten += 1
            } catch (error) {
              expect(error).toBeInstanceOf(TypeError)
            }
          }
          return target
        },
      },
    })
    const operation = (id: string, attempt: Attempt) => {
      attempt.report({ limits })
      return Promise.resolve(id)
    }
    await balancer.run(operation)
    isWritten = 0
    await balancer.run(operation)
    expect(isWritten).toBe(0)
  })
})

describe('a rule for reading a stream', () => {
  it.each(['isContent', 'isProgress', 'isFinal', 'usageOf'] as const)(
    'such as %s that answers with a promise ends its own stream, and charges no target',
    async (rule) => {
      const { balancer } = made()
      const stream = balancer.stream(
        async function* (id: string) {
          yield id
        },
        // What is content is asked no further whether it shows progress.
        {
          ...(rule === 'isProgress' && { isContent: () => false }),
          [rule]: () => Promise.reject(new Error('later')),
        },
      )
      const { chunks, error } = await read(stream)
      expect(chunks).toEqual([])
      expect(error).toMatchObject({ name: 'TypeError', message: expect.stringContaining(rule) })
      expect(balancer.snapshot().targets[0]).toMatchObject({ neutral: 1, failures: 0 })
    },
  )
})

describe('a signal', () => {
  const broken = (property: 'aborted' | 'reason', from = 0): AbortSignal => {
    const signal = property === 'reason' ? AbortSignal.abort() : new AbortController().signal
    let count = 0
    return Object.defineProperty(signal, property, {
      get() {
        count += 1
        if (count > from) throw new Error('a fault of the user')
        return false
      },
    })
  }

  it('whose reason cannot be read aborts the run, which leaves nothing', async () => {
    const { balancer } = made()
    const failing = balancer.run((id) => Promise.resolve(id), { signal: broken('reason') })
    await expect(failing).rejects.toBeUndefined()
    expect(balancer.snapshot().runs).toMatchObject({ cancelled: 1, running: 0 })
    await balancer.close()
  })

  it('whose state can be read only when it is checked counts as one that has not aborted', async () => {
    const { balancer } = made()
    await expect(balancer.run((id) => Promise.resolve(id), { signal: broken('aborted', 1) })).resolves.toBe(
      'a',
    )
    expect(balancer.snapshot().runs).toMatchObject({ succeeded: 1, running: 0 })
    await balancer.close()
  })
})

describe('a strategy', () => {
  it('whose bind gives a promise that is rejected is reported, and used', async () => {
    const strategy = { ...first, bind: () => Promise.reject(new Error('later')) as never }
    const { balancer, clock, reported } = made({ strategy })
    await clock.settle()
    await expect(balancer.run((id) => Promise.resolve(id))).resolves.toBe('a')
    expect(reported).toEqual([first.name])
    await balancer.close()
  })
})

describe('a clock', () => {
  it('that is set back by a minute ends no wait a minute late', async () => {
    const clock = createFakeClock(100_000)
    let back = 0
    const given = { now: () => clock.now() - back, schedule: clock.schedule.bind(clock) }
    const { balancer } = made(
      { clock: given, whenUnavailable: { maxWaitMs: 200 }, timeouts: { idleMs: 500 } },
      [{ id: 'a', client: 'a', concurrency: 1 }],
    )
    const stream = balancer.stream(async function* () {
      yield 'one'
      await new Promise(() => {})
    })
    await stream.next()
    const waiting = balancer.run((id) => Promise.resolve(id))
    const [idle, late] = [
      expect(stream.next()).rejects.toMatchObject({ kind: 'timeout' }),
      expect(waiting).rejects.toThrow(),
    ]
    back = 60_000
    await clock.advance(1200)
    await Promise.all([idle, late])
    await balancer.close()
  })
})
