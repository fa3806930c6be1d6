import { anthropic } from '@llm-balancer/anthropic'
import { createBalancer, failover } from '@llm-balancer/core'
import type { Balancer } from '@llm-balancer/core'
import { google } from '@llm-balancer/google'
import { openai } from '@llm-balancer/openai'
import type { ChatModel } from '@llm-balancer/provider'
import { createFakeLLM, type FakeLLM } from '@llm-balancer/testing'
import { onTestFinished } from 'vitest'

export type VendorId = 'gpt' | 'claude' | 'gemini'

const formats = { gpt: 'openai', claude: 'anthropic', gemini: 'google' } as const
const makers = { gpt: openai, claude: anthropic, gemini: google }

/** Keys that the fake wants, and that nothing may show. */
export const vendorKeys = { gpt: 'planted-key-1', claude: 'planted-key-2', gemini: 'planted-key-3' }

/** Models of three vendors behind each other, in an order, and which of them were asked. */
export interface TranslatedScene {
  readonly fake: FakeLLM<VendorId>
  readonly balancer: Balancer<ChatModel>
  /** What was asked, in order: `gpt: overloaded`, `claude`. */
  asked(): string[]
  bodies(): Readonly<Record<string, unknown>>[]
}

/** A balancer that asks models of the vendors in this order; closed after the test. */
export const translatedScene = (...order: readonly VendorId[]): TranslatedScene => {
  const fake = createFakeLLM({
    targets: Object.fromEntries(
      order.map((id) => [id, { format: formats[id], apiKey: vendorKeys[id] }]),
    ) as unknown as Record<VendorId, { format: 'openai' }>,
  })
  const balancer = createBalancer<ChatModel>({
    strategy: failover(),
    retry: { maxAttempts: order.length, backoff: () => 0 },
    targets: order.map((id) => ({
      id,
      client: makers[id]({
        apiKey: vendorKeys[id],
        baseURL: fake.url(id),
        fetch: fake.fetch,
        model: `model-of-${id}`,
      }),
    })),
  })
  onTestFinished(async () => {
    await balancer.close()
    await fake.close()
  })
  return {
    fake,
    balancer,
    asked: () =>
      fake.requests.map(({ targetId = '', fault }) =>
        fault === undefined ? targetId : `${targetId}: ${fault}`,
      ),
    bodies: () => fake.requests.map(({ body }) => body as Readonly<Record<string, unknown>>),
  }
}
