import { asRecord, asText } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'

/** The arguments of a call, or a piece of them, as JSON text; some servers write an object. */
export function argumentsIn(wire: JsonRecord): string {
  const { arguments: input } = asRecord(wire['function'])
  return typeof input === 'object' && input !== null ? JSON.stringify(input) : asText(input)
}
