import { asJsonText, asRecord } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'

/** The arguments of a call, or a piece of them, as JSON text. */
export function argumentsIn(wire: JsonRecord): string {
  return asJsonText(asRecord(wire['function'])['arguments'])
}
