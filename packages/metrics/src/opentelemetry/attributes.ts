/**
 * Names of the GenAI semantic conventions of OpenTelemetry, version 0.1.0 of open-telemetry/semantic-conventions-genai (its status is
 * "development"), and those of our own. No attribute holds a prompt, an answer or a key.
 */
import type { Attributes } from '@opentelemetry/api'
import type { TokenUsage } from '@llm-balancer/core'

/** The names of attributes. */
export const names = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  model: 'gen_ai.request.model',
  stream: 'gen_ai.request.stream',
  firstChunk: 'gen_ai.response.time_to_first_chunk',
  modality: 'gen_ai.token.modality',
  errorType: 'error.type',
  statusCode: 'http.response.status_code',
  balancer: 'llm_balancer.name',
  run: 'llm_balancer.run.id',
  tenant: 'llm_balancer.tenant',
  result: 'llm_balancer.run.result',
  attempts: 'llm_balancer.run.attempts',
  target: 'llm_balancer.target.id',
  attempt: 'llm_balancer.attempt.number',
  hedge: 'llm_balancer.attempt.hedge',
  outcome: 'llm_balancer.attempt.outcome',
  cost: 'llm_balancer.attempt.cost_usd',
} as const

const usageNames = {
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  cacheReadTokens: 'gen_ai.usage.cache_read.input_tokens',
  cacheWriteTokens: 'gen_ai.usage.cache_write.input_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
} as const satisfies Readonly<Record<keyof TokenUsage, string>>

/** The tokens of an attempt, as far as they are known. */
export function usageAttributes(usage: TokenUsage): Attributes {
  const attributes: Attributes = {}
  for (const [key, name] of Object.entries(usageNames) as [keyof TokenUsage, string][]) {
    const tokens = usage[key]
    if (tokens !== undefined) attributes[name] = tokens
  }
  return attributes
}

/** Vendors that the conventions call otherwise than we do. */
const providerNames: ReadonlyMap<string, string> = new Map([
  ['azure-openai', 'azure.ai.openai'],
  ['google', 'gcp.gemini'],
  ['mistral', 'mistral_ai'],
  ['xai', 'x_ai'],
])

/** The conventions' name of a vendor. */
export function providerName(provider: string | undefined): string {
  return provider === undefined ? 'unknown' : (providerNames.get(provider) ?? provider)
}

/** What the conventions call what a run does, where its caller did not say. */
export const usualOperation = 'chat'
/** The operation that has metrics of its own, and whose model is not the one that a target chats with. */
export const embeddings = 'embeddings'
