import { describe, expect, it } from 'vitest'
import {
  adaptive,
  createBalancer,
  leastInFlight,
  leastLoaded,
  ProviderError,
  peakEwma,
  tiers,
  type Balancer,
  type BalancerOptions,
  type BalancerState,
} from '../index.ts'
import { defined } from '../options/defined.ts'
import { createFakeClock, seededRandom, type FakeClock } from '../testing/index.ts'

const secret = 'sk-planted-0123456789'

type Scene = { readonly balancer: Balancer<string>; readonly clock: FakeClock }

function scene(options: Partial<BalancerOptions<string>> = {}, startAt = 1_000_000): Scene {
  const clock = createFakeClock(startAt)
  const balancer = createBalancer<string>({
    targets: [
      { id: 'a', client: secret },
      { id: 'b', client: secret, pool: 'p' },
      { id: 'c', client: secret, pool: 'p' },
    ],
    random: seededRandom(1),
    clock,
    ...options,
  })
  return { balancer, clock }
}

/** One call of one target that takes so long, and ends so. */
async function call({ balancer, clock }: Scene, id: string, ms: number, error?: Error): Promise<void> {
  const work = balancer
    .run(
      async (_, attempt) => {
        await new Promise<void>((resolve) => clock.schedule(resolve, ms))
        attempt.report({ usage: { inputTokens: 3, outputTokens: 5 } })
        if (error !== undefined) throw error
      },
      { only: id, maxAttempts: 1 },
    )
    .catch(() => {})
  await clock.advance(ms)
  await work
}

const refusal = (kind: 'rate-limit' | 'quota', retryAfterMs?: number): Error =>
  new ProviderError({ message: `${secret} was refused`, provider: 'p', kind, ...defined({ retryAfterMs }) })

/** As it is in a file. */
const written = (state: BalancerState): BalancerState => JSON.parse(JSON.stringify(state)) as BalancerState

async function used(): Promise<Scene> {
  const first = scene()
  await call(first, 'a', 400)
  await call(first, 'b', 90)
  await call(first, 'b', 10, refusal('rate-limit', 90_000))
  await call(first, 'a', 10, refusal('rate-limit', 60_000))
  await first.clock.advance(5000)
  return first
}

describe('a state', () => {
  it('has what was counted, what is blocked and what was learnt, and no secret', async () => {
    const { balancer, clock } = await used()
    const state = balancer.exportState()
    expect(state).toMatchObject({
      version: 1,
      savedAt: clock.now(),
      targets: [
        {
          id: 'a',
          counters: { successes: 1, failures: 1, failuresByKind: { 'rate-limit': 1 } },
          isFailing: true,
          keyCooldown: { kind: 'rate-limit', remainingMs: 55_000 },
          learnt: { plain: { usual: 400 } },
        },
        { id: 'b', keyCooldown: { kind: 'rate-limit' } },
        { id: 'c', counters: { successes: 0 }, learnt: { plain: {}, streams: {} } },
      ],
    })
    for (const target of state.targets) expect(target).not.toHaveProperty('limits')
    expect(written(state)).toEqual(state)
    expect(JSON.stringify(state)).not.toContain('planted')
    await balancer.close()
  })

  it('lets a new balancer go on as if there had been no restart', async () => {
    const first = await used()
    const next = scene({ initialState: written(first.balancer.exportState()) }, first.clock.now())
    const stats = ({ balancer }: Scene): unknown => balancer.snapshot().targets
    expect(stats(next)).toEqual(stats(first))
    for (const laterMs of [5000, 50_000]) {
      for (const { clock } of [first, next]) await clock.advance(laterMs)
      expect(stats(next)).toEqual(stats(first))
    }
    expect(next.balancer.exportState()).toEqual(first.balancer.exportState())
    for (const { balancer } of [first, next]) await balancer.close()
  })

  it.each<[string, number, number]>([
    ['counts the time that passed', 20_000, 35_000],
    ['begins where the clock begins anew', -1_000_000, 55_000],
    ['is over when enough time has passed', 60_000, 0],
  ])('%s', async (_, shift, remainingMs) => {
    const first = await used()
    const startAt = Math.max(0, first.clock.now() + shift)
    const { balancer, clock } = scene({ initialState: first.balancer.exportState() }, startAt)
    const [a] = balancer.snapshot().targets
    if (remainingMs === 0) expect(a?.state).toBe('ready')
    else expect((a?.availableAt ?? 0) - clock.now()).toBeCloseTo(remainingMs)
    await balancer.close()
  })

  it('of a target that is no longer there, or comes later, is of no account', async () => {
    const first = await used()
    const { balancer } = scene({
      initialState: first.balancer.exportState(),
      targets: [{ id: 'd', client: 'd' }],
    })
    balancer.addTarget({ id: 'a', client: 'a' })
    expect(balancer.snapshot().targets.map(({ id, state, attempts }) => [id, state, attempts])).toEqual([
      ['d', 'ready', 0],
      ['a', 'ready', 0],
    ])
    await balancer.close()
  })

  it('has no quarantine: after a restart the key or the model may be another one', async () => {
    const first = scene()
    await call(first, 'a', 10, refusal('quota'))
    expect(first.balancer.snapshot().targets[0]?.state).toBe('quarantined')
    const next = scene({ initialState: first.balancer.exportState() }, first.clock.now())
    expect(next.balancer.snapshot().targets[0]).toMatchObject({ state: 'ready', failures: 1 })
    for (const { balancer } of [first, next]) await balancer.close()
  })

  it('blocks for no longer than a failure can', async () => {
    const first = await used()
    const state = first.balancer.exportState()
    const targets = state.targets.map((target) => ({
      ...target,
      cooldown: {
        kind: 'rate-limit',
        remainingMs: 1e300,
        isGuess: false,
        streak: 9,
      } as const,
    }))
    const { balancer, clock } = scene({ initialState: { ...state, targets } }, first.clock.now())
    const blocked = balancer.snapshot().targets.map(({ availableAt = 0 }) => availableAt - clock.now())
    expect(Math.max(...blocked)).toBe(300_000)
    await balancer.close()
  })

  it('is of no account to a strategy that learns something else', async () => {
    const first = await used()
    const { balancer } = scene({ initialState: first.balancer.exportState(), strategy: leastInFlight() })
    expect(balancer.exportState().targets.every(({ load }) => load === undefined)).toBe(true)
    await balancer.close()
  })

  it('is that of the strategy of each tier', async () => {
    const strategy = (): BalancerOptions<string> => ({ targets: [], strategy: tiers(() => peakEwma()) })
    const { targets: _, ...options } = strategy()
    const first = scene(options)
    await call(first, 'a', 400)
    const { targets: _again, ...others } = strategy()
    const next = scene({ ...others, initialState: first.balancer.exportState() }, first.clock.now())
    expect(next.balancer.snapshot().targets[0]?.load).toBeGreaterThan(300)
  })

  it('has what adaptive has learnt, which ignores what it cannot read', async () => {
    const first = scene({ strategy: adaptive() })
    await call(first, 'a', 400)
    const state = written(first.balancer.exportState())
    expect(state.targets[0]?.load).toMatchObject({
      type: 'adaptive',
      plainCalls: { ms: expect.any(Number) as number, agoMs: 0 },
    })
    const next = scene({ strategy: adaptive(), initialState: state }, first.clock.now())
    expect(next.balancer.snapshot().targets).toEqual(first.balancer.snapshot().targets)
    const bad = [
      5,
      { type: 'adaptive', plainCalls: { ms: -1, agoMs: 0 } },
      { type: 'peak-ewma', plainCalls: {} },
    ]
    for (const load of bad) {
      const targets = state.targets.map((target) => ({ ...target, load }))
      const other = scene({ strategy: adaptive(), initialState: { ...state, targets } })
      expect(other.balancer.exportState().targets[0]?.load).toBeUndefined()
    }
  })

  it('survives a meter that throws', async () => {
    const fail = (): never => {
      throw new Error('broken')
    }
    const strategy = leastLoaded('own', { meter: { load: () => 1, exportState: fail, importState: fail } })
    const { balancer } = scene({ strategy })
    const failed: string[] = []
    balancer.on('listener-failed', ({ event }) => failed.push(event))
    const state = balancer.exportState()
    expect(failed).toEqual(['own', 'own', 'own'])
    const [target] = state.targets
    const again = scene({
      strategy: leastLoaded('own', { meter: { load: () => 1, importState: fail } }),
      initialState: { ...state, targets: target === undefined ? [] : [{ ...target, load: 5 }] },
    })
    expect(again.balancer.snapshot().targets).toHaveLength(3)
  })
})

it('other settings of a strategy keep what it has learnt', async () => {
  const first = scene({ strategy: peakEwma() })
  await call(first, 'a', 400)
  first.balancer.updateSettings({ strategy: peakEwma({ failurePenalty: 3 }) })
  expect(first.balancer.snapshot().targets[0]?.load).toBeGreaterThan(300)
})

describe('what is no state', () => {
  const valid = scene().balancer.exportState()
  const [target] = valid.targets
  const changed = (changes: object): unknown => ({ ...valid, targets: [{ ...target, ...changes }] })

  it.each<[unknown, string]>([
    [5, '"initialState.version" must be 1'],
    [{ version: 2 }, '"initialState.version" must be 1: the state of another version cannot be read'],
    [{ version: 1 }, '"initialState.savedAt" is missing'],
    [{ version: 1, savedAt: Infinity, targets: [] }, '"initialState.savedAt" must be within'],
    [{ version: 1, savedAt: 0, targets: {} }, '"initialState.targets" must be an array'],
    [{ version: 1, savedAt: 0, targets: [5] }, '"initialState.targets[0]" must be an object'],
    [changed({ id: 5 }), '"initialState.targets[0].id" must be'],
    [changed({ isFailing: 'no' }), '"initialState.targets[0].isFailing" must be true or false'],
    [changed({ counters: { ...target?.counters, failures: -1 } }), 'counters.failures" must be'],
    [changed({ counters: { ...target?.counters, failures: Number.NaN } }), 'counters.failures" must be'],
    [changed({ counters: { ...target?.counters, failuresByKind: { hack: 1 } } }), 'failuresByKind.hack"'],
    [changed({ learnt: { plain: { usual: 1e300 }, streams: {} } }), 'learnt.plain.usual" must be within'],
    [changed({ cooldown: { kind: 'rain' } }), 'cooldown.kind" must be one of'],
    [
      changed({ cooldown: { kind: 'auth', remainingMs: 5, isGuess: 'no', streak: 1 } }),
      'cooldown.isGuess" must be true or false',
    ],
    [
      changed({ limits: { reports: [{ unit: 'cats' }], agoMs: 1 } }),
      'limits.reports[0].unit" must be one of',
    ],
    [changed({ window: 0 }), 'targets[0].window" must be within [1, ∞)'],
    [changed({ extra: 1 }), 'initialState.targets[0].extra'],
  ])('is refused with the place that is wrong: %j', (initialState, message) => {
    expect(() => scene({ initialState: initialState as BalancerState })).toThrow(message)
  })

  it('pollutes no prototype', () => {
    const text = JSON.stringify(changed({})).replace('"isFailing"', '"__proto__":{"polluted":1},"isFailing"')
    try {
      scene({ initialState: JSON.parse(text) as BalancerState })
    } catch {
      // It may be refused.
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})
