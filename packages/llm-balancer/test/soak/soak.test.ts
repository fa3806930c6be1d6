import { createFakeClock, seededRandom, type FakeClock } from '@llm-balancer/core/testing'
import { getEventListeners } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer, type LLMBalancerOptions, type ProviderConfig } from '../../src/index.ts'
import { call, type End, type Stage } from './callers.ts'
import { Churn } from './churn.ts'
import { LightVendor, type FaultRate } from './light-vendor.ts'

/** So many requests are made. The weekly run makes more of them. */
const total = Number(process.env['SOAK_REQUESTS'] ?? 14_000)
const atOnce = 40
/** The heap is measured for the first time after so many requests. */
const warm = 6000
/** A leak is told by so many bytes of each later request. */
const leakBytes = 100
/** So many requests begin between two changes of the providers. */
const changeEvery = 200
/** So many turns of the loop pass between two collections of garbage. */
const collectEvery = 10_000

/** `steady` hosts never fail, one is down for three of every ten seconds, the others fail at random. */
const troubled: FaultRate = (host, now) => {
  if (host.startsWith('steady')) return 0
  if (host.startsWith('b.')) return now % 10_000 < 3000 ? 1 : 0
  return host.startsWith('a.') ? 0.4 : 0.15
}

const entry = (name: string, settings: Partial<ProviderConfig> = {}): ProviderConfig => {
  const address = { apiKey: 'key', baseURL: `https://${name}.example/v1` }
  return { name, type: 'openai-compatible', model: 'model', ...address, ...settings }
}

const options: LLMBalancerOptions = {
  timeouts: { attemptMs: 1500, idleMs: 1500 },
  cooling: { quarantineMs: 300, throttleMs: 100 },
  circuitBreaker: { resetTimeoutMs: 500 },
  pools: { shared: { concurrency: 6 } },
  providers: [
    entry('steady0'),
    entry('a', { weight: 3 }),
    entry('b', { concurrency: 4, requestsPerMinute: 3000 }),
    entry('c', { pool: 'shared' }),
    entry('d', { pool: 'shared', tokensPerMinute: 100_000 }),
    { name: 'group', providers: [entry('e'), entry('f')] },
  ],
}

function scene() {
  const clock = createFakeClock()
  const random = seededRandom(9)
  const mood = { faultRate: troubled }
  const vendor = new LightVendor(clock, random, (host, now) => mood.faultRate(host, now))
  const llm = createLLMBalancer({ ...options, clock, random, fetch: vendor.fetch })
  onTestFinished(() => llm.close({ graceMs: 0 }))
  const shared = new AbortController().signal
  const stage: Stage = { llm, clock, random, shared, held: [], dropped: [], errors: [] }
  const ends: Partial<Record<End, number>> = {}
  return { llm, clock, vendor, mood, stage, ends, churn: new Churn(llm, entry) }
}

/** Collects garbage. What was looked at before is held until the next turn of the loop, and abandoned streams until they have ended. */
async function collectGarbage(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) {
    await nextTurn()
    globalThis.gc?.()
  }
  await nextTurn()
}

/** Lets `count` callers call, some at a time, and notes how their requests ended. */
async function play({ stage, churn, ends }: ReturnType<typeof scene>, count: number): Promise<void> {
  const state = { begun: 0, isDone: false }
  const work = async (): Promise<void> => {
    while (state.begun < count) {
      state.begun += 1
      if (state.begun % changeEvery === 0) churn.next()
      const end = await call(stage)
      ends[end] = (ends[end] ?? 0) + 1
    }
  }
  const done = Promise.all(Array.from({ length: atOnce }, work)).then(() => {
    state.isDone = true
  })
  for (let turn = 1; !state.isDone; turn += 1) {
    await nextTurn()
    if (turn % 3 === 0) await stage.clock.advance(2)
    if (turn % collectEvery !== 0) continue
    // They are collected while nothing else happens, so that the same happens each time.
    stage.dropped.length = 0
    await collectGarbage()
  }
  await done
}

/**
 * Lets every request end: streams that are abandoned when they are collected, those that are held without being read in time. Gives
 * the bytes of the heap, in which there is nothing but what stays.
 */
async function heapAtRest({ stage, llm, ends }: ReturnType<typeof scene>): Promise<number> {
  stage.dropped.length = 0
  await collectGarbage()
  expect(llm.snapshot().runs.running).toBeLessThanOrEqual(ends.held ?? 0)
  await stage.clock.advance(20_000)
  expect(llm.snapshot().runs).toMatchObject({ running: 0, waiting: 0 })
  stage.held.length = 0
  await collectGarbage()
  return process.memoryUsage().heapUsed
}

// The runner of mutations starts its workers without this function.
describe.skipIf(globalThis.gc === undefined)('a balancer in long use', () => {
  it('loses no request while a provider is healthy, and keeps nothing of any, however they end', async () => {
    const played = scene()
    const { llm, clock, vendor, mood, stage, churn, ends } = played
    await play(played, warm)
    const warmBytes = await heapAtRest(played)
    await play(played, total - warm)
    const grownBytes = (await heapAtRest(played)) - warmBytes
    const { lost, ...settled } = ends
    expect({ lost, errors: stage.errors }).toEqual({ lost: undefined, errors: [] })
    expect(sumOf(Object.values(settled))).toBe(total)
    expect(Math.min(...Object.values(settled))).toBeGreaterThan(10)
    expect(grownBytes).toBeLessThan(leakBytes * (total - warm))

    expect(llm.snapshot().runs.started).toBe(total)
    await Promise.all(churn.removals)
    expect(vendor.open.size).toBe(0)
    expect(clock.pending).toBe(0)
    expect(getEventListeners(stage.shared, 'abort')).toEqual([])
    const { runs, targets } = llm.snapshot()
    expect(runs.succeeded + runs.failed + runs.cancelled).toBe(total)
    for (const { attempts, successes, failures, neutral, inFlight } of targets)
      expect([inFlight, successes + failures + neutral]).toEqual([0, attempts])

    // Every provider has all of its places: with one left to it, it serves.
    mood.faultRate = () => 0
    await clock.advance(600_000)
    llm.updatePool('shared', { concurrency: 1 })
    const providers = llm.getHealthyProviders().map(({ name }) => name)
    expect(providers).toHaveLength(9)
    for (const name of providers) {
      llm.updateProvider(name, { concurrency: 1 })
      const { provider } = await settle(clock, llm.request({ prompt: 'Hi' }, { only: name }))
      expect(provider).toBe(name)
    }
  }, 900_000)
})

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

/** Lets time pass until this has settled. */
async function settle<Value>(clock: FakeClock, work: Promise<Value>): Promise<Value> {
  const state = { isDone: false }
  const done = work.finally(() => {
    state.isDone = true
  })
  done.catch(() => {})
  while (!state.isDone) {
    await nextTurn()
    await clock.advance(1)
  }
  return done
}
