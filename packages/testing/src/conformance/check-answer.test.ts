import type { StreamPart } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { checkAnswer, checkGrammar, withPlainIds } from './check-answer.ts'
import type { ReadAnswer } from './read-answer.ts'

const start: StreamPart = { type: 'stream-start', warnings: [], request: {} } as never
const finish: StreamPart = { type: 'finish' } as never
const text = (step: 'start' | 'delta' | 'end', id = 't'): StreamPart =>
  ({ type: `text-${step}`, id, ...(step === 'delta' ? { delta: 'Hi' } : {}) }) as never
const input = (step: 'start' | 'delta' | 'end', delta = '{"a":1}'): StreamPart =>
  ({ type: `tool-input-${step}`, id: 'c', ...(step === 'delta' ? { delta } : {}) }) as never
const call = (written: string): StreamPart =>
  ({ type: 'tool-call', toolCallId: 'c', toolName: 'f', input: written }) as never

const check = (...parts: readonly StreamPart[]) => {
  return () => {
    checkGrammar(parts)
  }
}

describe('the order of a stream’s parts', () => {
  it.each<[string, StreamPart[]]>([
    ['a text', [text('start'), text('delta'), text('end')]],
    ['two texts that overlap', [text('start'), text('start', 'u'), text('end', 'u'), text('end')]],
    ['a call whose input came before', [input('start'), input('delta'), input('end'), call('{"a":1}')]],
    [
      'a call with free text, which the call holds as JSON',
      [
        { ...input('start'), inputEncoding: 'text' } as never,
        input('delta', 'a "b"'),
        input('end'),
        call('"a \\"b\\""'),
      ],
    ],
    ['a call without pieces of its input', [call('{"a":1}')]],
    [
      'a source, whose id is no block’s',
      [{ type: 'source', sourceType: 'url', id: 's', url: 'https://a.example' }],
    ],
    ['nothing', []],
  ])('is good with %s', (_, parts) => {
    expect(check(start, ...parts, finish)).not.toThrow()
  })

  it.each<[string, StreamPart[], string]>([
    ['does not begin with its start', [text('start'), finish], 'the first part'],
    ['does not end with its finish', [start, text('start')], 'the last part'],
    ['has no part at all', [], 'the first part'],
    ['starts twice', [start, start, finish], 'how many parts are stream-start'],
    ['finishes twice', [start, finish, finish], 'how many parts are finish'],
    ['opens a text twice', [start, text('start'), text('start'), finish], 'text t was opened twice'],
    ['writes to a text that is not open', [start, text('delta'), finish], 'text t was not open at its delta'],
    ['closes a text that is not open', [start, text('end'), finish], 'text t was not open at its end'],
    ['leaves a text open', [start, text('start'), finish], 'blocks that were left open'],
    [
      'calls a tool with other input than was written',
      [start, input('start'), input('delta'), input('end'), call('{"a":2}'), finish],
      'the input of a tool call',
    ],
    [
      'calls a tool with input of which nothing was written',
      [start, input('start'), input('end'), call('{"a":1}'), finish],
      'the input of a tool call',
    ],
    [
      'calls a tool before its input has ended',
      [start, input('start'), input('delta'), call('{"a":1}'), input('end'), finish],
      'a tool call came before the end of its input',
    ],
  ])('is bad in a stream that %s', (_, parts, message) => {
    expect(check(...parts)).toThrow(message)
  })
})

describe('an answer that was written down', () => {
  const answer: ReadAnswer = {
    text: 'Hi',
    reasoning: 'hm',
    toolCalls: [{ id: 'c', name: 'f', input: '{"a": 1}' }],
    finish: { unified: 'stop', raw: 'end_turn' },
    usage: { input: 3, output: 2, cacheRead: 1, cacheWrite: undefined, reasoning: undefined },
  }
  const expected = {
    text: 'Hi',
    reasoning: 'hm',
    toolCalls: [{ id: 'c', name: 'f', input: '{"a":1}' }],
    finish: { unified: ['stop', 'other'], raw: 'end_turn' },
    usage: { input: 3, output: 2, cacheRead: 1 },
  } as const

  it('is met by the same answer, whatever is left to the adapter', () => {
    expect(() => {
      checkAnswer(answer, expected)
      const { text: _, reasoning: _reasoning, ...open } = expected
      checkAnswer(answer, { ...open, finish: { unified: ['stop'] }, usage: { input: 3, output: 2 } })
    }).not.toThrow()
  })

  it.each<[Partial<ReadAnswer>, string]>([
    [{ text: 'Ho' }, 'the text'],
    [{ reasoning: '' }, 'the reasoning'],
    [{ toolCalls: [] }, 'the tool calls'],
    [{ toolCalls: [{ id: 'c', name: 'f', input: '{"a":2}' }] }, 'the tool calls'],
    [{ finish: { unified: 'length', raw: 'end_turn' } }, 'the finish reason is length, not stop or other'],
    [{ finish: { unified: 'stop', raw: 'stop' } }, 'the vendor’s own finish reason'],
    [{ usage: { ...answer.usage, input: 4 } }, 'the input tokens'],
    [{ usage: { ...answer.usage, output: undefined } }, 'the output tokens'],
    [{ usage: { ...answer.usage, cacheRead: 0 } }, 'the tokens of cacheRead'],
  ])('is missed by %j', (other, message) => {
    expect(() => {
      checkAnswer({ ...answer, ...other }, expected)
    }).toThrow(message)
  })

  it('has no reasoning where none was written', () => {
    const { reasoning: _, ...plain } = expected
    expect(() => {
      checkAnswer(answer, plain)
    }).toThrow('the reasoning')
  })
})

describe('parts with plain ids', () => {
  const parts = (one: string, other: string): StreamPart[] =>
    [
      start,
      { type: 'text-start', id: one },
      { type: 'text-start', id: other },
      { type: 'text-end', id: one },
      { type: 'tool-call', toolCallId: other, toolName: 'f', input: '{}' },
      finish,
    ] as never

  it('are alike when only their ids differ, and tell apart what belongs together', () => {
    expect(withPlainIds(parts('a', 'b'))).toEqual(withPlainIds(parts('x', 'y')))
    expect(withPlainIds(parts('a', 'b'))).not.toEqual(withPlainIds(parts('a', 'a')))
  })

  it('have an id only where they had one', () => {
    expect(withPlainIds(parts('a', 'b')).map((part) => Object.keys(part as object))).toEqual(
      parts('a', 'b').map((part) => Object.keys(part)),
    )
  })
})
