import { isJsonRecord } from '@llm-balancer/provider'

/** A tool call on the wire, whole or a piece of one. Fields that are missing or empty are undefined. */
export function readToolCall(wire: unknown): {
  readonly index: number | undefined
  readonly id: string | undefined
  readonly name: string | undefined
  readonly input: string
} {
  const call = isJsonRecord(wire) ? wire : {}
  const target = isJsonRecord(call['function']) ? call['function'] : {}
  const { arguments: input } = target
  return {
    index: typeof call['index'] === 'number' ? call['index'] : undefined,
    id: filled(call['id']),
    name: filled(target['name']),
    input: typeof input === 'string' ? input : isJsonRecord(input) ? JSON.stringify(input) : '',
  }
}

function filled(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
