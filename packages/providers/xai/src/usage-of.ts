import { asCount, asRecord, isJsonRecord } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'

/**
 * The usage of an answer or a chunk in OpenAI's sense. xAI counts reasoning beside `completion_tokens`, not among them: its
 * total is the sum of prompt, completion and reasoning.
 */
export function usageOf({ usage }: JsonRecord): unknown {
  if (!isJsonRecord(usage)) return usage
  const said = asCount(usage['completion_tokens'])
  const thought = asCount(asRecord(usage['completion_tokens_details'])['reasoning_tokens'])
  if (said === undefined || thought === undefined) return usage
  return { ...usage, completion_tokens: said + thought }
}
