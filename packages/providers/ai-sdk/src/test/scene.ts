import { createOpenAI } from '@ai-sdk/openai'
import { anthropic } from '@llm-balancer/anthropic'
import { failover } from '@llm-balancer/core'
import { openai } from '@llm-balancer/openai'
import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM } from '@llm-balancer/testing'
import type { BalancedListOptions, ChatEntry } from '../balanced-model.ts'

export type TargetId = 'first' | 'second' | 'third'

/** Keys that the fake wants, and that nothing may show. */
export const keys = { first: 'planted-key-1', second: 'planted-key-2', third: 'planted-key-3' }

/** A fake vendor, three targets of it, and which of them were called. */
export interface Scene {
  readonly fake: FakeLLM<TargetId>
  readonly targets: readonly ChatEntry[]
  /** The targets that were called so far, in order, with their faults: `first: overloaded`, `second`. */
  asked(): string[]
}

/** How the targets of a scene are made. */
export type Kind = 'chat models' | 'AI SDK models'

export const kinds: readonly Kind[] = ['chat models', 'AI SDK models']

/** Options of tests: the targets are called in their order, and nothing waits. */
export const inOrder = (): BalancedListOptions => ({
  strategy: failover(),
  retry: { backoff: () => 0 },
})

const ids: readonly TargetId[] = ['first', 'second', 'third']

const modelOf = (fake: FakeLLM<TargetId>, id: TargetId, kind: Kind): ChatEntry => {
  const settings = { apiKey: keys[id], baseURL: fake.url(id), fetch: fake.fetch }
  if (kind === 'AI SDK models') return { id, model: createOpenAI(settings).chat(`model-of-${id}`) }
  // The second speaks another vendor's format.
  const make = id === 'second' ? anthropic : openai
  return { id, model: make({ ...settings, model: `model-of-${id}` }) }
}

export const createScene = (kind: Kind = 'chat models'): Scene => {
  const isOther = kind === 'chat models'
  const fake = createFakeLLM({
    targets: {
      first: { format: 'openai', apiKey: keys.first },
      second: { format: isOther ? 'anthropic' : 'openai', apiKey: keys.second },
      third: { format: 'openai', apiKey: keys.third },
    },
  })
  return {
    fake,
    targets: ids.map((id) => modelOf(fake, id, kind)),
    asked: () =>
      fake.requests.map(({ targetId = '', fault }) =>
        fault === undefined ? targetId : `${targetId}: ${fault}`,
      ),
  }
}

/** What a failing promise is rejected with. */
export const errorOf = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error,
  )
