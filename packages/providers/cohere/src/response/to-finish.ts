import { asCount, asRecord, compact, toMetadata, toUsage } from '@llm-balancer/provider'
import type {
  Completion,
  FinishReason,
  HttpAnswer,
  HttpClient,
  JsonRecord,
  ProviderError,
} from '@llm-balancer/provider'

/** How an answer ended. */
export type Finish = Pick<Completion, 'finishReason' | 'usage' | 'providerMetadata'>

const reasons: ReadonlyMap<unknown, FinishReason['unified']> = new Map([
  ['COMPLETE', 'stop'],
  ['STOP_SEQUENCE', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['TOOL_CALL', 'tool-calls'],
  ['ERROR', 'error'],
  ['TIMEOUT', 'error'],
] as const)

/**
 * Reads how an answer ended from a whole one, or from a stream's last event. The tokens are those the model read and wrote,
 * not the ones that are charged for.
 */
export function toFinish(end: JsonRecord): Finish {
  const { id: _, message: _message, error: _error, finish_reason: raw, usage, ...own } = end
  const account = asRecord(usage)
  const tokens = asRecord(account['tokens'])
  return compact({
    finishReason: { unified: reasons.get(raw) ?? 'other', raw: typeof raw === 'string' ? raw : undefined },
    usage: toUsage({
      input: asCount(tokens['input_tokens']),
      output: asCount(tokens['output_tokens']),
      cacheRead: asCount(account['cached_tokens']),
      raw: usage,
    }),
    providerMetadata: toMetadata('cohere', own),
  })
}

/** What went wrong while the model wrote, when its answer says so. */
export function failureIn(http: HttpClient, answer: HttpAnswer, end: JsonRecord): ProviderError | undefined {
  const { finish_reason: raw, error } = end
  if (raw === 'TIMEOUT') return http.failure('timeout', answer)
  return raw === 'ERROR' ? http.classify({ message: error }, answer) : undefined
}
