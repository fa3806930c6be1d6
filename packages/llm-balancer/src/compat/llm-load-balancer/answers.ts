import { defined } from '@llm-balancer/core/options'
import { mapBatches } from '@llm-balancer/core/streams'
import type { LLMResponse as RootResponse, LLMTextStream as RootTextStream } from '../../index.ts'
import type { ProviderStats as RootStats } from '../../index.ts'
import { translated } from '../failed-calls.ts'
import { requestCounts } from '../request-counts.ts'
import type { LLMResponse, LLMTextStream, ProviderStats } from './types.ts'

/** An answer of the root in the documented shape: with the vendor's own `finishReason`. */
export function toLLMResponse({ rawFinishReason, finishReason, ...answer }: RootResponse): LLMResponse {
  const word = rawFinishReason ?? finishReason
  return { ...answer, ...(word === undefined ? {} : { finishReason: word }) }
}

/** A stream of the root with the documented errors and the documented answer. */
export function toTextStream(source: RootTextStream, mapError: (error: unknown) => unknown): LLMTextStream {
  const response = translated(source.response.then(toLLMResponse), mapError)
  response.catch(() => {})
  const text: AsyncIterableIterator<string> = mapBatches(source, { map: (pieces) => pieces, mapError })
  return Object.assign(text, { response }) as LLMTextStream
}

/** The root's statistics in the documented shape. */
export function toProviderStats(stats: RootStats): ProviderStats {
  const { lastRequestTime, ...counts } = requestCounts(stats)
  const { failures: failedRequests, isHealthy } = stats
  return { ...counts, failedRequests, isHealthy, ...defined({ lastRequestTime }) }
}
