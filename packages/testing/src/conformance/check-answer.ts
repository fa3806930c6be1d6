import assert from 'node:assert/strict'
import type { StreamPart } from '@llm-balancer/provider'
import type { ExpectedAnswer } from './expected.ts'
import type { ReadAnswer } from './read-answer.ts'

/** Compares an answer with what was written down by hand. */
export function checkAnswer(answer: ReadAnswer, expected: ExpectedAnswer): void {
  if (expected.text !== undefined) assert.equal(answer.text, expected.text, 'the text')
  if (expected.text !== undefined) assert.equal(answer.reasoning, expected.reasoning ?? '', 'the reasoning')
  const { toolCalls = [], finish, usage } = expected
  assert.deepEqual(
    answer.toolCalls.map(withParsedInput),
    toolCalls.map(withParsedInput),
    'the tool calls, their input parsed',
  )
  assert.ok(
    (finish.unified as readonly string[]).includes(answer.finish.unified),
    `the finish reason is ${answer.finish.unified}, not ${finish.unified.join(' or ')}`,
  )
  if (finish.raw !== undefined) assert.equal(answer.finish.raw, finish.raw, 'the vendor’s own finish reason')
  assert.equal(answer.usage.input, usage.input, 'the input tokens')
  assert.equal(answer.usage.output, usage.output, 'the output tokens')
  for (const name of ['cacheRead', 'cacheWrite', 'reasoning'] as const) {
    if (usage[name] !== undefined) assert.equal(answer.usage[name], usage[name], `the tokens of ${name}`)
  }
}

/**
 * Checks the order of a stream's parts: `stream-start` first and `finish` last, each once; every block opened, written
 * and closed in this order; every tool call after its input, to which the deltas join.
 */
export function checkGrammar(parts: readonly StreamPart[]): void {
  assert.equal(parts[0]?.type, 'stream-start', 'the first part')
  assert.equal(parts.at(-1)?.type, 'finish', 'the last part')
  assert.equal(
    parts.filter(({ type }) => type === 'stream-start').length,
    1,
    'how many parts are stream-start',
  )
  assert.equal(parts.filter(({ type }) => type === 'finish').length, 1, 'how many parts are finish')
  const open = new Map<string, string>()
  const inputs = new Map<string, string>()
  /** Calls whose input is free text, which a call holds as JSON. */
  const texts = new Set<string>()
  for (const part of parts) {
    if (part.type === 'tool-input-start' && part.inputEncoding === 'text') texts.add(part.id)
    const [, block, step] = /^(text|reasoning|tool-input)-(start|delta|end)$/.exec(part.type) ?? []
    if (block !== undefined && 'id' in part) {
      const key = `${block} ${part.id}`
      if (step === 'start') {
        assert.ok(!open.has(key), `${key} was opened twice`)
        open.set(key, '')
      } else assert.ok(open.has(key), `${key} was not open at its ${step}`)
      if ('delta' in part) open.set(key, (open.get(key) ?? '') + part.delta)
      if (step !== 'end') continue
      const written = open.get(key) ?? ''
      if (block === 'tool-input') inputs.set(part.id, texts.has(part.id) ? JSON.stringify(written) : written)
      open.delete(key)
    }
    if (part.type === 'tool-call') {
      const written = inputs.get(part.toolCallId)
      if (written !== undefined) assert.equal(part.input, written, 'the input of a tool call')
      assert.ok(!open.has(`tool-input ${part.toolCallId}`), 'a tool call came before the end of its input')
    }
  }
  assert.deepEqual([...open.keys()], [], 'blocks that were left open')
}

/** Parts with their ids numbered in order of appearance, so that two readings of one body can be compared. */
export function withPlainIds(parts: readonly StreamPart[]): unknown[] {
  const numbers = new Map<string, number>()
  const plain = (id: string): number => {
    if (!numbers.has(id)) numbers.set(id, numbers.size)
    return numbers.get(id) ?? 0
  }
  return parts.map((part) => ({
    ...part,
    ...('id' in part && { id: plain(part.id) }),
    ...('toolCallId' in part && { toolCallId: plain(part.toolCallId) }),
  }))
}

function withParsedInput(call: ReadAnswer['toolCalls'][number]): unknown {
  try {
    return { ...call, input: JSON.parse(call.input) as unknown }
  } catch {
    return call
  }
}
