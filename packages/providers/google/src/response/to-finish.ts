import { asCount, asRecord, compact, toMetadata, toUsage } from '@llm-balancer/provider'
import type { FailureKind, FinishReason, JsonRecord, ProviderMetadata, Usage } from '@llm-balancer/provider'
import { candidateOf } from './candidate-of.ts'

/** How an answer ended, in unified and in the vendor's own fields. */
export type Finish = {
  readonly finishReason: FinishReason
  readonly usage: Usage
  readonly providerMetadata?: ProviderMetadata
}

/** `CONTINUATION` can be continued with the token in the metadata. */
const tooLong = /^(MAX_TOKENS|CONTINUATION)$/

const filtered =
  /^((IMAGE_)?(SAFETY|RECITATION|PROHIBITED_CONTENT)|BLOCKLIST|SPII|LANGUAGE|ESCALATION|MODEL_ARMOR)$/

/** Finish reasons that are failures; the first are the model's own mistakes. */
const failures: ReadonlyMap<string, FailureKind> = new Map([
  ['MALFORMED_FUNCTION_CALL', 'invalid-response'],
  ['MALFORMED_RESPONSE', 'invalid-response'],
  ['UNEXPECTED_TOOL_CALL', 'invalid-response'],
  ['MISSING_THOUGHT_SIGNATURE', 'bad-request'],
  ['PUP_LIMITED_DISABLED', 'permission'],
] as const)

/** The kind of failure of a finish reason; undefined when it is not one. */
export function failureIn(reason: string): FailureKind | undefined {
  return failures.get(reason)
}

/** True for an answer that was cut off because it grew too long. */
export function isTooLong(body: JsonRecord): boolean {
  return toFinish(body, false).finishReason.unified === 'length'
}

/**
 * Reads how an answer ended from the whole body. Gemini gives `STOP` for tool calls too. What the unified fields cannot
 * express becomes metadata.
 */
export function toFinish(body: JsonRecord, hasCalls: boolean): Finish {
  const { candidates: _, usageMetadata: _usage, modelVersion: _model, responseId: _id, ...own } = body
  const { content: _content, finishReason, index: _index, ...more } = candidateOf(body)
  const raw = typeof finishReason === 'string' ? finishReason : ''
  return compact({
    finishReason: { unified: unifiedOf(raw, hasCalls), raw: raw || undefined },
    usage: usageOf(body),
    providerMetadata: toMetadata('google', { ...own, ...more }),
  })
}

function unifiedOf(raw: string, hasCalls: boolean): FinishReason['unified'] {
  if (tooLong.test(raw)) return 'length'
  if (filtered.test(raw)) return 'content-filter'
  if (hasCalls) return 'tool-calls'
  return raw === 'STOP' ? 'stop' : 'other'
}

/** Reads the usage. The output of Google's own tools counts as input, and reasoning as output. */
export function usageOf({ usageMetadata }: JsonRecord): Usage {
  const account = asRecord(usageMetadata)
  const reasoning = asCount(account['thoughtsTokenCount'])
  return toUsage({
    input: sum(asCount(account['promptTokenCount']), asCount(account['toolUsePromptTokenCount'])),
    output: sum(asCount(account['candidatesTokenCount']), reasoning),
    cacheRead: asCount(account['cachedContentTokenCount']),
    reasoning,
    raw: account,
  })
}

/** The sum; undefined when both are. */
function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0)
}
