import { createFakeClock } from '@llm-balancer/core/testing'
import type { FakeClock } from '@llm-balancer/core/testing'
import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM, FakeTargetOptions } from '@llm-balancer/testing'
import { expect, onTestFinished } from 'vitest'
import { askedOf, drive, keyOf } from '../../../../test/scene.ts'
import { createLLMBalancer } from '../index.ts'
import type { LLMLoadBalancer, LoadBalancerConfig, ProviderConfig } from '../index.ts'

/** A balancer over the targets of a fake, on a clock that stands still. */
export type Scene<Id extends string> = {
  readonly llm: LLMLoadBalancer
  readonly fake: FakeLLM<Id>
  readonly clock: FakeClock
  /** The targets that were asked for an answer, in order. */
  readonly asked: () => string[]
  /** Advances the clock in steps, of 10 ms unless given, until `work` has settled. */
  readonly drive: <Value>(work: PromiseLike<Value>, stepMs?: number) => Promise<Value>
}

type SceneOptions<Id extends string> = Omit<Partial<LoadBalancerConfig>, 'providers'> & {
  /** Settings of single entries, by name. */
  readonly entries?: Partial<Record<Id, Partial<ProviderConfig>>>
}

/** Makes a balancer with one provider entry per target of a fake, named after it, and ends it with the test. */
export function scene<const Id extends string>(
  targets: Readonly<Record<Id, FakeTargetOptions>>,
  { entries, ...options }: SceneOptions<Id> = {},
): Scene<Id> {
  const clock = createFakeClock()
  const fake = createFakeLLM({ targets, clock })
  const ids = Object.keys(targets) as Id[]
  const llm = createLLMBalancer({
    strategy: 'failover',
    providers: ids.map((id) => ({ ...entryFor(fake, id), ...entries?.[id] })),
    fetch: (url, init) => fake.fetch(url, init),
    clock,
    random: () => 0.5,
    ...options,
  })
  onTestFinished(async () => {
    await llm.close()
    await fake.close()
    expect(clock.pending).toBe(0)
  })
  return { llm, fake, clock, asked: () => askedOf(fake), drive: (work, stepMs) => drive(work, clock, stepMs) }
}

/** The entry of one target of a fake. */
export function entryFor<Id extends string>(fake: FakeLLM<Id>, id: Id): ProviderConfig {
  return { name: id, type: 'openai', apiKey: keyOf(id), model: `model-of-${id}`, baseUrl: fake.url(id) }
}
