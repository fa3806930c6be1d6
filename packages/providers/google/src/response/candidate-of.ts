import { asRecord, asRecords } from '@llm-balancer/provider'
import type { FailureKind, JsonRecord } from '@llm-balancer/provider'

/** The first candidate of a body or a chunk, empty when there is none. There are more only on request. */
export function candidateOf({ candidates }: JsonRecord): JsonRecord {
  return asRecords(candidates).find(({ index = 0 }) => index === 0) ?? {}
}

/** True when Gemini refused the prompt: such an answer has a good status, a reason, and no candidate. */
export function refusalIn({ promptFeedback, candidates }: JsonRecord): FailureKind | undefined {
  const { blockReason } = asRecord(promptFeedback)
  return blockReason !== undefined && asRecords(candidates).length === 0 ? 'content-policy' : undefined
}
