import { anthropic } from '@llm-balancer/anthropic'
import { failover } from '@llm-balancer/core'
import { google } from '@llm-balancer/google'
import { openai } from '@llm-balancer/openai'
import type { ChatModel } from '@llm-balancer/provider'
import type { ModelEntry } from '@llm-balancer/provider/balanced'
import { createFakeLLM } from '@llm-balancer/testing'
import type { FakeLLM } from '@llm-balancer/testing'
import { onTestFinished } from 'vitest'
import type { BalancedChatListOptions } from '../balanced-chat-model.ts'

export type TargetId = 'first' | 'second' | 'third'

/** Keys that the fake wants, and that nothing may show. */
export const keys = { first: 'planted-key-1', second: 'planted-key-2', third: 'planted-key-3' }

/** A fake of three vendors, a model at each, and which of them were called. */
export interface Scene {
  readonly fake: FakeLLM<TargetId>
  readonly targets: readonly ModelEntry<ChatModel>[]
  /** The targets that were called so far, in order, with their faults: `first: overloaded`, `second`. */
  asked(): string[]
  /** The bodies that targets got, in order. */
  bodies(): unknown[]
}

/** Options of tests: the targets are called in their order, and nothing waits. */
export const inOrder = (): BalancedChatListOptions => ({
  strategy: failover(),
  retry: { backoff: () => 0 },
})

/** GPT, Claude and Gemini behind each other; closed after the test. */
export const createScene = (): Scene => {
  const fake = createFakeLLM({
    targets: {
      first: { format: 'openai', apiKey: keys.first },
      second: { format: 'anthropic', apiKey: keys.second },
      third: { format: 'google', apiKey: keys.third },
    },
  })
  onTestFinished(() => fake.close())
  const makers = { first: openai, second: anthropic, third: google }
  const targets = (['first', 'second', 'third'] as const).map((id) => ({
    id,
    model: makers[id]({
      apiKey: keys[id],
      baseURL: fake.url(id),
      fetch: fake.fetch,
      model: `model-of-${id}`,
    }),
  }))
  return {
    fake,
    targets,
    asked: () =>
      fake.requests.map(({ targetId = '', fault }) =>
        fault === undefined ? targetId : `${targetId}: ${fault}`,
      ),
    bodies: () => fake.requests.map(({ body }) => body),
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
