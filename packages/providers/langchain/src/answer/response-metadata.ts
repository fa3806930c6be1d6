import type { ResponseMetadata as MessageMetadata } from '@langchain/core/messages'
import type { AttemptRecord } from '@llm-balancer/core'
import { compact } from '@llm-balancer/provider'
import type { FinishReason, ResponseMetadata, Warning } from '@llm-balancer/provider'
import { toTrail } from '@llm-balancer/provider/balanced'

/** What is known of an answer beside its content. */
export type AnswerFacts = {
  readonly finishReason: FinishReason
  readonly warnings: readonly Warning[]
  readonly info: ResponseMetadata
  readonly attempts: readonly AttemptRecord[]
}

/**
 * The `response_metadata` of a message. LangChain translates the content of answers by their `model_provider`; ours is in its
 * standard form whichever vendor answered.
 */
export function responseMetadata({ finishReason, warnings, info, attempts }: AnswerFacts): MessageMetadata {
  return {
    model_provider: 'llm-balancer',
    finish_reason: finishReason.unified,
    ...compact({ model_name: info.modelId, warnings: warnings.length === 0 ? undefined : warnings }),
    llmBalancer: toTrail(attempts),
  }
}
