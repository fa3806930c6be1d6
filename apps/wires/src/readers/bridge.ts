import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import {
  balanced,
  type BalancedClientOptions,
  type BridgeTarget,
  type ClientVendor,
} from '@llm-balancer/clients'
import { createBalancer, type Outcome } from '@llm-balancer/core'
import type { Surface } from '@llm-balancer/testing/conformance'
import { CohereClientV2 } from 'cohere-ai'
import OpenAI from 'openai'
import { fetchOf, type Reader, type Reading } from '../reading.ts'
import type { Wire } from '../wire.ts'
import { askAnthropic, askChat, askCohere, askGoogle, askResponses, type Said } from './genuine-clients.ts'

type Ask = (options: BalancedClientOptions, stream: boolean) => Promise<Said>

const chat: Ask = (options, stream) => askChat(new OpenAI({ ...options, logLevel: 'off' }), stream)

/** How a genuine client asks, and whose server the target is. */
const clients: Readonly<Record<Surface, readonly [vendor: ClientVendor, ask: Ask]>> = {
  openai: ['openai', chat],
  'openai-responses': [
    'openai',
    (options, stream) => askResponses(new OpenAI({ ...options, logLevel: 'off' }), stream),
  ],
  'azure-openai': ['openai', chat],
  'openai-compatible': ['openai-compatible', chat],
  anthropic: [
    'anthropic',
    (options, stream) => askAnthropic(new Anthropic({ ...options, logLevel: 'off' }), stream),
  ],
  google: ['google', (options, stream) => askGoogle(new GoogleGenAI({ ...options }), stream)],
  cohere: ['cohere', (options, stream) => askCohere(new CohereClientV2({ ...options }), stream)],
  mistral: ['mistral', chat],
  groq: ['groq', chat],
  together: ['together', chat],
}

/** A genuine client before a balancer with one target: what the client reads, and what the balancer hears of it. */
export const bridge: Reader = async (wire) => {
  const [vendor, ask] = clients[wire.surface]
  const client = { apiKey: 'k', baseURL: 'https://vendor.example/v1', vendor, fetch: fetchOf(wire) }
  const balancer = createBalancer<BridgeTarget>({ targets: [{ id: 'a', client }], retry: { maxAttempts: 1 } })
  const heard: Outcome[] = []
  for (const type of ['attempt-failed', 'attempt-neutral', 'attempt-succeeded'] as const)
    balancer.on(type, ({ outcome }) => heard.push(outcome))
  try {
    return await readingOf(() => ask(balanced(balancer), wire.stream), heard, wire)
  } finally {
    await balancer.close()
  }
}

async function readingOf(
  ask: () => Promise<Said>,
  heard: readonly Outcome[],
  { stream, expected }: Wire,
): Promise<Reading> {
  let said: Said | undefined
  let thrown: unknown
  try {
    said = await ask()
  } catch (error) {
    thrown = error
  }
  const [outcome] = heard
  if (outcome?.type === 'failure') return { failure: outcome.kind, scope: outcome.scope }
  // What is the request's own fault, or the caller's, counts against no target; which of them it is the event does not say.
  if (outcome?.type === 'neutral' && outcome.kind !== undefined) {
    const isCallers = 'failure' in expected && expected.scope === 'caller'
    return { failure: outcome.kind, scope: isCallers ? 'caller' : 'request' }
  }
  if (said === undefined) return { failure: `of the client: ${String(thrown)}` }
  if (outcome === undefined) return { failure: `nothing was heard of the ${stream ? 'stream' : 'answer'}` }
  const { inputTokens: input, outputTokens: output } = outcome.usage ?? {}
  return { ...said, usage: { input, output } }
}
