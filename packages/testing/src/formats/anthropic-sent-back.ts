import { fieldsOf, recordsOf } from './read-body.ts'
import type { Refusal, SentBack } from './wire-format.ts'

/** What a Messages request sends back: signed thoughts. Where the model is to think, a turn that calls tools has to begin with them. */
export function sentBack(body: unknown): SentBack[] {
  const { messages, thinking } = fieldsOf(body)
  const turns = recordsOf(messages)
  const signed = turns.flatMap(({ role, content }, turn) =>
    role === 'assistant'
      ? recordsOf(content).flatMap((block, place) => ofBlock(block, `messages.${turn}.content.${place}`))
      : [],
  )
  return fieldsOf(thinking)['type'] === 'enabled' ? [...signed, ...withoutThoughts(turns)] : signed
}

function ofBlock(block: Readonly<Record<string, unknown>>, where: string): SentBack[] {
  const { type } = block
  const field = type === 'thinking' ? 'signature' : type === 'redacted_thinking' ? 'data' : undefined
  if (field === undefined) return []
  const refusal: Refusal = () => ({ message: `${where}: Invalid \`${field}\` in \`${String(type)}\` block` })
  return [{ type: 'seal', seal: String(block[field]), refusal }]
}

function withoutThoughts(turns: readonly Readonly<Record<string, unknown>>[]): SentBack[] {
  const place = turns.findLastIndex(({ role }) => role === 'assistant')
  const blocks = recordsOf(turns[place]?.['content'])
  const first = String(blocks[0]?.['type'])
  const isCall = blocks.some(({ type }) => type === 'tool_use')
  if (!isCall || first.endsWith('thinking')) return []
  const refusal: Refusal = () => ({
    message: `messages.${place}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block.`,
  })
  return [{ type: 'id', id: '', refusal }]
}
