import { asCount, asRecord, compact, toMetadata, toUsage } from '@llm-balancer/provider'
import type {
  Completion,
  FinishReason,
  HttpAnswer,
  HttpClient,
  JsonRecord,
  ProviderError,
} from '@llm-balancer/provider'

/** How an answer ended, in unified and in the vendor's own fields. */
export type Finish = Pick<Completion, 'finishReason' | 'usage' | 'providerMetadata'>

const reasons: ReadonlyMap<unknown, FinishReason['unified']> = new Map([
  ['COMPLETE', 'stop'],
  ['STOP_SEQUENCE', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['TOOL_CALL', 'tool-calls'],
  ['ERROR', 'error'],
  ['USER_CANCEL', 'error'],
  ['ERROR_LIMIT', 'length'],
  ['ERROR_TOXIC', 'content-filter'],
  ['TIMEOUT', 'error'],
] as const)

/** Reasons that count even if the answer has calls. */
const endings = /^(length|error|content-filter)$/

/**
 * Reads how an answer ended from a whole one, or from a stream's last event. The tokens are those that the model processed,
 * not the billed ones.
 */
export function toFinish(end: JsonRecord, hasCalls = false): Finish {
  const { id: _, message: _message, error: _error, finish_reason: raw, usage, ...own } = end
  const account = asRecord(usage)
  const tokens = asRecord(account['tokens'])
  const unified = reasons.get(raw) ?? 'other'
  const isCalls = hasCalls && !endings.test(unified)
  return compact({
    finishReason: {
      unified: isCalls ? 'tool-calls' : unified,
      raw: typeof raw === 'string' ? raw : undefined,
    },
    usage: toUsage({
      input: asCount(tokens['input_tokens']),
      output: asCount(tokens['output_tokens']),
      cacheRead: asCount(account['cached_tokens']),
      raw: usage,
    }),
    providerMetadata: toMetadata('cohere', own),
  })
}

/** The kind of failure that the answer's finish reason names, if any. */
export function failureIn(http: HttpClient, answer: HttpAnswer, end: JsonRecord): ProviderError | undefined {
  const { finish_reason: raw, error } = end
  if (raw === 'TIMEOUT') return http.failure('timeout', answer)
  return raw === 'ERROR' || raw === 'USER_CANCEL' ? http.classify({ message: error }, answer) : undefined
}
