import { asRecord, asRecords } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import type { Mark } from '@llm-balancer/provider/balanced'

/** The values that are texts and not empty, as marks. */
function marks(reach: Mark['reach'], ...values: readonly unknown[]): Mark[] {
  return values.flatMap((text) => (typeof text === 'string' && text !== '' ? [{ text, reach }] : []))
}

/** An item of OpenAI's Responses: its id and what only its organization can read are bound to that. */
export function marksOfItem({ id, encrypted_content: sealed }: JsonRecord): Mark[] {
  return marks('account', id, sealed)
}

/** A block of Anthropic's Messages: thoughts are signed. */
export function marksOfBlock({ type, signature, data }: JsonRecord): Mark[] {
  if (type === 'thinking') return marks('vendor', signature)
  return type === 'redacted_thinking' ? marks('vendor', data) : []
}

/** A part of Gemini's: any kind may be signed. */
export function marksOfPart({ thoughtSignature }: JsonRecord): Mark[] {
  return marks('vendor', thoughtSignature)
}

/** A tool call in chat completions, which Gemini signs there. */
export function marksOfCall(call: JsonRecord): Mark[] {
  return marks('vendor', asRecord(asRecord(call['extra_content'])['google'])['thought_signature'])
}

/** Signed or sealed thoughts beside a message of chat completions, as routers of models have them. */
export function marksOfDetails(message: JsonRecord): Mark[] {
  const details = asRecords(message['reasoning_details'])
  return details.flatMap(({ signature, data }) => marks('vendor', signature, data))
}
