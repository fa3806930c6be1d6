import { asRecord, asRecords } from '@llm-balancer/provider'
import type { FailureKind, JsonRecord } from '@llm-balancer/provider'

/** The first of the answers a body or a chunk holds, empty when there is none; more than one has to be asked for. */
export function candidateOf({ candidates }: JsonRecord): JsonRecord {
  return asRecords(candidates).find(({ index = 0 }) => index === 0) ?? {}
}

/** Says whether Gemini refused a prompt: such an answer has a good status, a reason, and no candidate. */
export function refusalIn({ promptFeedback, candidates }: JsonRecord): FailureKind | undefined {
  const { blockReason } = asRecord(promptFeedback)
  return blockReason !== undefined && asRecords(candidates).length === 0 ? 'content-policy' : undefined
}
