import { setImmediate as nextTurn } from 'node:timers/promises'
import { createFakeClock } from '@llm-balancer/core/testing'
import type { FakeClock } from '@llm-balancer/core/testing'
import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM, FakeTargetOptions, FormatName } from '@llm-balancer/testing'
import { expect, onTestFinished } from 'vitest'
import { createLLMBalancer } from '../src/index.ts'
import type { Fetch, LLMBalancer, LLMBalancerOptions, ProviderConfig } from '../src/index.ts'

/** A balancer over the targets of a fake, on a clock that stands still. */
export type Scene<Id extends string> = {
  readonly llm: LLMBalancer
  readonly fake: FakeLLM<Id>
  readonly clock: FakeClock
  /** Who was asked for an answer, in order. */
  readonly asked: () => string[]
  /** Goes on in steps, of 10 ms if not said, until `work` has settled. */
  readonly drive: <Value>(work: PromiseLike<Value>, stepMs?: number) => Promise<Value>
}

type SceneOptions<Id extends string> = Omit<Partial<LLMBalancerOptions>, 'providers'> & {
  /** Settings of single entries, by name. */
  readonly entries?: Partial<Record<Id, Partial<ProviderConfig>>>
}

/** A key as a vendor might give it; nothing but a request's header may ever show it. */
export const keyOf = (id: string): string => `sk-planted-key-of-${id}-0123456789`

/** Sets a scene: one provider entry per target of the fake, named after it. Ends it with the test. */
export function scene<const Id extends string>(
  targets: Readonly<Record<Id, FakeTargetOptions>>,
  { entries, ...options }: SceneOptions<Id> = {},
): Scene<Id> {
  const clock = createFakeClock()
  const fake = createFakeLLM({ targets, clock })
  const ids = Object.keys(targets) as Id[]
  const llm = createLLMBalancer({
    providers: ids.map((id) => ({
      ...entryFor(fake, id, targets[id].format),
      ...entries?.[id],
    })),
    strategy: 'failover',
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
export function entryFor<Id extends string>(
  fake: FakeLLM<Id>,
  id: Id,
  format: FormatName = 'openai',
): ProviderConfig {
  const baseURL = fake.url(id)
  return { name: id, type: format, apiKey: keyOf(id), model: `model-of-${id}`, baseURL }
}

/** Sends requests for the real vendors to the targets of a fake that stand for them. */
export function vendorFetch<Id extends string>(
  fake: FakeLLM<Id>,
  hosts: Readonly<Record<string, Id>>,
): Fetch {
  return (url, init) => {
    const { hostname, pathname, search } = new URL(url)
    const id = hosts[hostname]
    if (id === undefined) throw new Error(`no target stands for ${hostname}`)
    return fake.fetch(`https://fake-llm.test/${id}${pathname}${search}`, init)
  }
}

/** The targets that were asked for an answer, in order. */
export function askedOf(fake: FakeLLM): string[] {
  return fake.requests.filter(({ method }) => method === 'POST').map(({ targetId }) => targetId ?? '?')
}

/** Goes on in steps, after everything that can happen now has happened, until `work` has settled. */
export async function drive<Value>(work: PromiseLike<Value>, clock: FakeClock, stepMs = 10): Promise<Value> {
  const state = { isSettled: false }
  const settled = Promise.resolve(work).finally(() => {
    state.isSettled = true
  })
  settled.catch(() => {})
  const turnsPerStep = 20
  for (let turn = 1; !state.isSettled; turn += 1) {
    await nextTurn()
    if (turn % turnsPerStep === 0) await clock.advance(stepMs)
  }
  return settled
}

/** What a promise is rejected with. */
export async function rejection(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error
  }
  throw new Error('should have been rejected')
}
