import { expect, it } from 'vitest'
import type { LLMBalancerOptions, LLMBalancerState } from '../src/index.ts'
import { createLLMBalancer } from '../src/index.ts'
import { keyOf, scene } from './scene.ts'

const ask = { prompt: 'Hi' }
const circuitBreaker = { failureThreshold: 1, resetTimeoutMs: 60_000 }
const priced = { cost: { inputPerMTok: 0, outputPerMTok: 1_000_000 } }

/** A balancer that has an open circuit and has spent something, its state, and what makes it again. */
async function before(): Promise<{ state: LLMBalancerState; set: ReturnType<typeof scene<'a' | 'b'>> }> {
  const set = scene(
    { a: {}, b: {} },
    { circuitBreaker, budgets: [{ by: 'all', usdPerDay: 1e9 }], entries: { a: priced, b: priced } },
  )
  set.fake.target('a').outage({ status: 500 })
  await set.drive(set.llm.request({ ...ask, maxTokens: 50 }))
  return { set, state: JSON.parse(JSON.stringify(set.llm.exportState())) as LLMBalancerState }
}

it('keeps a circuit open over a restart, and holds no secret', async () => {
  const { state } = await before()
  expect(JSON.stringify(state)).not.toContain(keyOf('a'))
  const next = scene({ a: {}, b: {} }, { circuitBreaker, initialState: state })
  expect(next.llm.getStats()['a']).toMatchObject({ isHealthy: false, reason: 'circuit-open' })
  expect((await next.drive(next.llm.request(ask))).provider).toBe('b')
  expect(next.asked()).toEqual(['b'])
  expect(next.llm.exportState()).toMatchObject({ version: 1, restoredFrom: state.savedAt })
})

it('keeps what has been spent, where the same is counted', async () => {
  const { state } = await before()
  const [spent] = state.budgets
  expect(spent?.spent.spentMicroUsd).toBeGreaterThan(0)
  const served = async (budgets: NonNullable<LLMBalancerOptions['budgets']>): Promise<boolean> => {
    const next = scene({ a: {} }, { budgets, initialState: state, entries: { a: priced } })
    return next.drive(next.llm.request({ ...ask, maxTokens: 1 }, { deadlineMs: 50 })).then(
      () => true,
      () => false,
    )
  }
  const usdPerDay = (spent?.spent.spentMicroUsd ?? 0) / 1e6
  expect(await served([{ by: 'all', usdPerDay }])).toBe(false)
  expect(await served([{ by: 'provider', usdPerDay: usdPerDay + 10 }])).toBe(true)
  expect(await served([{ by: 'all', usdPerDay: usdPerDay + 10, maxTenants: 5 }])).toBe(true)
})

it('takes over nothing of another vendor under the same name, and nothing once it serves', async () => {
  const { state, set } = await before()
  const next = scene({ a: { format: 'anthropic' }, b: {} }, { circuitBreaker, initialState: state })
  expect(next.llm.getStats()['a']).toMatchObject({ state: 'ready' })
  const again = scene({ a: {}, b: {} }, { circuitBreaker, initialState: state })
  const [a, b] = ['a', 'b'].map(
    (id) =>
      ({ name: id, type: 'openai', apiKey: 'k', model: 'm', baseURL: set.fake.url(id as 'a') }) as const,
  )
  again.llm.reconfigure({ providers: b === undefined ? [] : [b], circuitBreaker })
  again.llm.reconfigure({ providers: a === undefined ? [] : [a], circuitBreaker })
  expect(again.llm.getStats()['a']).toMatchObject({ state: 'ready' })
  expect(() => again.llm.reconfigure({ providers: [], initialState: { ...state } })).toThrow(
    '"initialState" cannot change',
  )
})

it('has the circuits of groups as well', async () => {
  const { set } = await before()
  const group = (initialState?: LLMBalancerState): ReturnType<typeof createLLMBalancer> =>
    createLLMBalancer({
      clock: set.clock,
      fetch: (url, init) => set.fake.fetch(url, init),
      circuitBreaker,
      initialState,
      providers: [
        {
          name: 'g',
          strategy: 'failover',
          providers: [
            { name: 'a', type: 'openai', apiKey: 'k', model: 'm', baseURL: set.fake.url('a') },
            { name: 'b', type: 'openai', apiKey: 'k', model: 'm', baseURL: set.fake.url('b') },
          ],
        },
      ],
    })
  const first = group()
  await set.drive(first.request(ask))
  const second = group(first.exportState())
  expect(second.group('g')?.getStats()['a']).toMatchObject({ reason: 'circuit-open' })
  await set.drive(Promise.all([first.close(), second.close()]))
})

it('holds no limits of a group that has none of its own', async () => {
  const limitsOf = async (own: object): Promise<unknown> => {
    const providers = [{ name: 'in', type: 'openai', apiKey: 'k', model: 'm' }] as const
    const llm = createLLMBalancer({ providers: [{ name: 'g', providers, ...own }] })
    const { targets } = llm.exportState()
    await llm.close()
    return targets.map((target) => 'limits' in target)
  }
  expect(await limitsOf({})).toEqual([false])
  expect(await limitsOf({ requestsPerDay: 5 })).toEqual([true])
})

const none = { ...createLLMBalancer({ providers: [] }).exportState(), savedAt: 0 }

it.each<[unknown, string]>([
  [5, '"initialState.version" must be 1'],
  [{ version: 2 }, '"initialState.version" must be 1: the state of another version cannot be read'],
  [{ version: 1 }, '"initialState.savedAt" is missing'],
  [{ ...none, targets: 5 }, '"initialState.targets" must be an array, got 5'],
  [{ ...none, targets: [{}] }, '"initialState.targets[0].id" is missing'],
  [{ ...none, budgets: [{ by: 'x' }] }, '"initialState.budgets[0].by" must be one of'],
  [
    { ...none, balancer: { version: 1, savedAt: 0, targets: [{ id: 5 }] } },
    '"initialState.balancer.targets[0].id" must be',
  ],
  [{ ...none, balancer: { version: 1, savedAt: Infinity } }, '"initialState.balancer.savedAt" must be'],
  [{ ...none, balancer: { version: 3 } }, '"initialState.balancer.version" must be 1'],
  [{ ...none, targets: [{ id: 'a', vendor: 5 }] }, '"initialState.targets[0].vendor" must be'],
  [{ ...none, hack: 1 }, 'unknown option "initialState.hack"'],
])('an invalid state is refused: %j', (initialState, message) => {
  expect(() => createLLMBalancer({ providers: [], initialState: initialState as never })).toThrow(
    `createLLMBalancer: ${message}`,
  )
})

it('is of no account to a provider that is added later, or gets a further key', async () => {
  const { state, set } = await before()
  const { llm } = scene({ a: {}, b: {} }, { circuitBreaker, initialState: state })
  expect(llm.getStats()['a']).toMatchObject({ attempts: 1, reason: 'circuit-open' })
  await llm.removeProvider('a')
  llm.addProvider({ name: 'a', type: 'openai', apiKey: 'k', model: 'm', baseURL: set.fake.url('a') })
  expect(llm.getStats()['a']).toMatchObject({ attempts: 0, state: 'ready' })
})

it('keeps statistics, latencies and cooldowns over a restart', async () => {
  const set = scene({ a: {}, b: { latency: 300 } })
  set.fake.target('a').script([{ status: 429, headers: { 'retry-after': '60' } }, 'ok'])
  await set.drive(set.llm.request(ask))
  const state = JSON.parse(JSON.stringify(set.llm.exportState())) as LLMBalancerState
  const next = scene({ a: {}, b: { latency: 300 } }, { initialState: state })
  expect(next.llm.getStats()).toEqual(shifted(set.llm.getStats(), next.clock.now() - set.clock.now()))
  expect(next.llm.getStats()).toMatchObject({ a: { state: 'cooling' }, b: { successes: 1 } })
  expect(next.llm.getStats()['b']?.meanLatencyMs).toBeGreaterThan(299)
  await next.drive(next.llm.request(ask))
  expect(next.asked()).toEqual(['b'])
})

/** Statistics by another clock. */
function shifted(stats: object, ms: number): unknown {
  const isTime = (name: string): boolean => ['at', 'lastAttemptAt', 'availableAt'].includes(name)
  return JSON.parse(JSON.stringify(stats), (name, value: unknown) =>
    isTime(name) ? Number(value) + ms : value,
  )
}

it('takes over nothing of another address under the same name', async () => {
  const { state } = await before()
  const next = scene(
    { a: {}, b: {} },
    { circuitBreaker, initialState: state, entries: { a: { baseURL: 'https://elsewhere.example/v1' } } },
  )
  expect(next.llm.getStats()['a']).toMatchObject({ attempts: 0, state: 'ready' })
  expect(next.llm.getStats()['b']).toMatchObject({ attempts: 1 })
})

it('of an open circuit lasts as long by a clock that began anew', async () => {
  const set = scene({ a: {}, b: {} }, { circuitBreaker })
  await set.clock.advance(10_000_000)
  set.fake.target('a').outage({ status: 500 })
  await set.drive(set.llm.request(ask))
  const next = scene({ a: {}, b: {} }, { circuitBreaker, initialState: set.llm.exportState() })
  await next.clock.advance(59_000)
  expect(next.llm.getStats()['a']).toMatchObject({ reason: 'circuit-open' })
  await next.clock.advance(20_000)
  expect(next.llm.getStats()['a']).toMatchObject({ state: 'ready' })
})

it('keeps used limits, also those that several share, and those of groups', async () => {
  const limits = [{ shared: 'org', requestsPerDay: 2 }]
  const entries = { a: { requestsPerDay: 5, limits }, b: { limits: [{ shared: 'org' }] } }
  const set = scene({ a: {}, b: {} }, { entries })
  await set.drive(set.llm.request(ask))
  const state = JSON.parse(JSON.stringify(set.llm.exportState())) as LLMBalancerState
  const next = scene({ a: {}, b: {} }, { entries, initialState: state, whenUnavailable: 'fail' })
  const left = (llm: typeof set.llm): unknown =>
    llm.snapshot().targets.map(({ headroom }) => headroom?.map((each) => Math.floor(each.left)))
  expect(left(next.llm)).toEqual(left(set.llm))
  await next.drive(next.llm.request(ask))
  await expect(next.drive(next.llm.request(ask))).rejects.toMatchObject({ code: 'no-target-available' })
  expect(JSON.stringify(state)).not.toContain('planted')
})

it('of limits with other numbers after a reload is what was used of them', async () => {
  const entryOf = (
    llm: ReturnType<typeof scene<'a'>>,
    requestsPerDay: number,
    org: number,
  ): LLMBalancerOptions => ({
    providers: [
      {
        ...{ name: 'a', type: 'openai', apiKey: keyOf('a'), model: 'm', baseURL: llm.fake.url('a') },
        requestsPerDay,
        limits: [{ shared: 'org', requestsPerDay: org }],
      },
    ],
  })
  const set = scene({ a: {} })
  set.llm.reconfigure(entryOf(set, 10, 20))
  for (let count = 0; count < 5; count += 1) await set.drive(set.llm.request(ask))
  set.llm.reconfigure(entryOf(set, 8, 30))
  const left = set.llm.snapshot().targets[0]?.headroom?.map((each) => [each.limit, Math.floor(each.left)])
  expect(left).toEqual([
    [30, 25],
    [8, 3],
  ])
})

it.each(['constructor', '__proto__', 'toString'])('has no state for a group named %s', async (name) => {
  const { state, set } = await before()
  const entry = { name: 'a', type: 'openai', apiKey: 'k', model: 'm', baseURL: set.fake.url('a') } as const
  const llm = createLLMBalancer({ initialState: state, providers: [{ name, providers: [entry] }] })
  expect(llm.group(name)?.getStats()['a']).toMatchObject({ attempts: 0 })
  await llm.close()
})

it('keeps the loads of adaptive over a restart, also a while later', async () => {
  const reply = { text: 'x'.repeat(400) }
  const targets = { a: { latency: 80, reply }, b: { latency: 900, reply }, c: { latency: 300, reply } }
  const entries = {
    a: { cost: { inputPerMTok: 5, outputPerMTok: 25 } },
    b: { cost: { inputPerMTok: 1, outputPerMTok: 4 } },
  }
  const set = scene(targets, { strategy: 'adaptive', entries })
  for (let round = 0; round < 8; round += 1)
    for (const only of ['a', 'b', 'c'] as const)
      await set.drive(set.llm.request({ prompt: 'Hi '.repeat(100 * round + 1) }, { only }))
  for (let count = 0; count < 20; count += 1) await set.drive(set.llm.request(ask))
  const state = JSON.parse(JSON.stringify(set.llm.exportState())) as LLMBalancerState
  const next = scene(targets, { strategy: 'adaptive', entries, initialState: state })
  const loads = ({ llm }: typeof set): readonly (number | undefined)[] =>
    llm.snapshot().targets.map(({ load }) => load)
  for (const laterMs of [0, 30_000, 120_000]) {
    await Promise.all([set, next].map(({ clock }) => clock.advance(laterMs)))
    for (const [place, load] of loads(next).entries()) expect(load).toBeCloseTo(loads(set)[place] ?? 0)
    expect(new Set(loads(next)).size).toBe(3)
  }
})
