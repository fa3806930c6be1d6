import { asCount, asRecord, asText, isJsonRecord, parseJsonText } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'

/** A call of a choice, while it comes. */
type OpenCall = { readonly place: number; readonly id: string; readonly name: string; input: string }

/** What is known of a choice. */
type Choice = { hasRole: boolean; readonly taken: Set<number>; readonly open: Map<number, OpenCall> }

/**
 * Completes the chunks of chat completions for the helpers of OpenAI's SDK, which fail, or mix calls up, where a server leaves out what
 * OpenAI always sends: the role of a message, the type and the id of a call, and a place of its own for each call.
 */
export class CompletedChunks {
  readonly #choices = new Map<unknown, Choice>()

  /** The chunk; the same object when nothing is missing. */
  complete(chunk: JsonRecord): JsonRecord {
    const { choices } = chunk
    if (!Array.isArray(choices) || choices.length === 0) return chunk
    const completed = choices.map((choice: unknown) => {
      const delta = asRecord(choice)['delta']
      if (!isJsonRecord(choice) || !isJsonRecord(delta)) return choice
      const full = this.#completeDelta(choice['index'] ?? 0, delta)
      return full === delta ? choice : { ...choice, delta: full }
    })
    return isSameList(completed, choices) ? chunk : { ...chunk, choices: completed }
  }

  #completeDelta(index: unknown, delta: JsonRecord): JsonRecord {
    let choice = this.#choices.get(index)
    if (choice === undefined)
      this.#choices.set(index, (choice = { hasRole: false, taken: new Set(), open: new Map() }))
    const { role, tool_calls: calls } = delta
    const isFirst = !choice.hasRole && asText(role) === ''
    choice.hasRole = true
    const known = choice
    const completed = Array.isArray(calls)
      ? calls.map((call: unknown) => completeCall(asRecord(call), known))
      : []
    const isSame = !Array.isArray(calls) || isSameList(completed, calls)
    if (!isFirst && isSame) return delta
    return {
      ...(isFirst ? { role: 'assistant' } : {}),
      ...delta,
      ...(isSame ? {} : { tool_calls: completed }),
    }
  }
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.every((value, at) => value === other[at])
}

function completeCall(call: JsonRecord, choice: Choice): JsonRecord {
  const { name, arguments: input } = asRecord(call['function'])
  const index = asCount(call['index']) ?? 0
  const piece = { id: asText(call['id']), name: asText(name), input: asText(input) }
  const open = choice.open.get(index)
  if (open !== undefined && !beginsAnother(piece, open)) {
    open.input += piece.input
    return open.place === call['index'] ? call : { ...call, index: open.place }
  }
  // The places that a server gives are kept, unless one of them is taken.
  const place = choice.taken.has(index) ? Math.max(...choice.taken) + 1 : index
  choice.taken.add(place)
  choice.open.set(index, { place, ...piece })
  const isWhole = call['index'] === place && asText(call['type']) !== '' && piece.id !== ''
  return isWhole
    ? call
    : { ...call, index: place, id: piece.id || `call-${place}`, type: asText(call['type']) || 'function' }
}

/** True for a piece that has the place of a call and belongs to another one: it has an id of its own, or a name after complete arguments. */
function beginsAnother({ id, name }: Pick<OpenCall, 'id' | 'name'>, open: OpenCall): boolean {
  if (name === '') return false
  if (id !== '' && open.id !== '') return id !== open.id
  return open.name !== '' && parseJsonText(open.input) !== undefined
}

/** A whole answer whose calls have their type; the same object where none lacks it. */
export function completedAnswer(answer: JsonRecord): JsonRecord {
  const { choices } = answer
  if (!Array.isArray(choices)) return answer
  const completed = choices.map((choice: unknown) => {
    const message = asRecord(asRecord(choice)['message'])
    const calls = message['tool_calls']
    if (!Array.isArray(calls)) return choice
    const full = calls.map((call: unknown) =>
      isJsonRecord(call) && asText(call['type']) === '' ? { ...call, type: 'function' } : call,
    )
    return isSameList(full, calls)
      ? choice
      : { ...asRecord(choice), message: { ...message, tool_calls: full } }
  })
  return isSameList(completed, choices) ? answer : { ...answer, choices: completed }
}
