import { createFakeClock } from '@llm-balancer/core/testing'
import type { FakeClock } from '@llm-balancer/core/testing'
import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM, FakeTargetOptions } from '@llm-balancer/testing'
import { expect, onTestFinished } from 'vitest'
import { askedOf, drive, keyOf } from '../../../../test/scene.ts'
import { LLMPool } from '../index.ts'
import type { LLMPoolOptions, PoolProviderConfig } from '../index.ts'

/** A pool over the targets of a fake, on a clock that stands still. */
export type Scene<Id extends string> = {
  readonly pool: LLMPool
  readonly fake: FakeLLM<Id>
  readonly clock: FakeClock
  /** The targets that were asked for an answer, in order. */
  readonly asked: () => string[]
  /** Advances the clock in steps, of 10 ms unless given, until `work` has settled. */
  readonly drive: <Value>(work: PromiseLike<Value>, stepMs?: number) => Promise<Value>
  /** The configuration of one provider. */
  readonly config: (id: Id, changes?: Partial<PoolProviderConfig>) => PoolProviderConfig
  /** What each event told, in order; `requestSuccess` without its result. */
  readonly told: readonly (readonly [name: string, ...values: unknown[]])[]
}

type SceneOptions<Id extends string> = LLMPoolOptions & {
  /** Settings of single providers, by name. */
  readonly providers?: Partial<Record<Id, Partial<PoolProviderConfig>>>
}

const events = [
  ...(['ready', 'requestSuccess', 'requestError', 'providersUpdated', 'configChanged', 'error'] as const),
  ...(['debug', 'circuitBreakersReset', 'providerPriorityChanged', 'shutdown'] as const),
]

export const hello = { messages: [{ role: 'user', content: 'Hello' }] } as const

/** Makes a pool with one provider per target of a fake, named after it, in the order of their priority, and ends it with the test. */
export function scene<const Id extends string>(
  targets: Readonly<Record<Id, FakeTargetOptions>>,
  { providers, ...options }: SceneOptions<Id> = {},
): Scene<Id> {
  const clock = createFakeClock()
  const fake = createFakeLLM({ targets, clock })
  const ids = Object.keys(targets) as Id[]
  const pool = new LLMPool({
    fetch: (url, init) => fake.fetch(url, init),
    clock,
    random: () => 0.5,
    ...options,
  })
  const config: Scene<Id>['config'] = (id, changes) => ({
    name: id,
    type: 'openai',
    api_key: keyOf(id),
    base_url: fake.url(id),
    model: `model-of-${id}`,
    priority: ids.indexOf(id) + 1,
    ...providers?.[id],
    ...changes,
  })
  const told: (readonly [string, ...unknown[]])[] = []
  pool.updateProviders(ids.map((id) => config(id)))
  for (const name of events)
    pool.on(name as 'debug', (...values: unknown[]) => {
      told.push([name, ...values.map(withoutResult)])
    })
  onTestFinished(async () => {
    await pool.shutdown()
    await fake.close()
    expect(clock.pending).toBe(0)
  })
  return {
    ...{ pool, fake, clock, told, config },
    asked: () => askedOf(fake),
    drive: (work, stepMs) => drive(work, clock, stepMs),
  }
}

function withoutResult(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('result' in value)) return value
  const { result: _, ...event } = value
  return event
}
