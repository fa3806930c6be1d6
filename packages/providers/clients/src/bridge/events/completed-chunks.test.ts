import { describe, expect, it } from 'vitest'
import { completedAnswer, CompletedChunks } from './completed-chunks.ts'

const chunk = (delta: object, index = 0): Readonly<Record<string, unknown>> => ({
  id: '1',
  choices: [{ index, delta, finish_reason: null }],
})

/** The deltas of a stream once they are completed. */
const completed = (...deltas: readonly object[]): unknown[] => {
  const chunks = new CompletedChunks()
  return deltas.map((delta) => (chunks.complete(chunk(delta))['choices'] as { delta: unknown }[])[0]?.delta)
}

const call = (fields: object, name?: string, input = '') => ({
  tool_calls: [{ ...fields, function: { ...(name === undefined ? {} : { name }), arguments: input } }],
})
const role = { role: 'assistant', content: '' }

describe('the chunks of a chat', () => {
  it('are the same objects where nothing is missing', () => {
    const chunks = new CompletedChunks()
    const given = [
      chunk(role),
      chunk({ content: 'Hi' }),
      chunk(call({ index: 0, id: 'a', type: 'function' }, 'f')),
      chunk(call({ index: 0 }, undefined, '{}')),
      chunk(call({ index: 1, id: 'b', type: 'function' }, 'g', '{}')),
      { choices: [], usage: {} },
      { choices: [{ index: 0, text: 'of an older API' }] },
    ]
    for (const one of given) expect(chunks.complete(one)).toBe(one)
  })

  it('get the role of the message, once for each choice', () => {
    expect(completed({ content: 'H' }, { content: 'i' })).toEqual([
      { role: 'assistant', content: 'H' },
      { content: 'i' },
    ])
    const chunks = new CompletedChunks()
    expect(chunks.complete(chunk({ content: 'H' }, 1))).toEqual(chunk({ role: 'assistant', content: 'H' }, 1))
    expect(chunks.complete(chunk(role, 0))).toEqual(chunk(role, 0))
  })

  it('get the type and the id of a call, and not those of its later pieces', () => {
    expect(completed(role, call({}, 'f', '{"a"'), call({ index: 0 }, undefined, ':1}'))).toEqual([
      role,
      call({ index: 0, id: 'call-0', type: 'function' }, 'f', '{"a"'),
      call({ index: 0 }, undefined, ':1}'),
    ])
  })

  it('get a place for each call where a server gives them all the same', () => {
    const whole = (name: string, id = '') => call({ index: 0, id, type: 'function' }, name, '{"a":1}')
    const placesOf = (...deltas: readonly object[]): unknown[] =>
      completed(role, ...deltas)
        .slice(1)
        .map((delta) => (delta as { tool_calls: { index: number; id: string }[] }).tool_calls[0])
        .map((one) => [one?.index, one?.id])
    const made = [
      [0, 'call-0'],
      [1, 'call-1'],
      [2, 'call-2'],
    ]
    expect(placesOf(whole('f'), whole('g'), whole('f'))).toEqual(made)
    expect(placesOf(whole('f', 'a'), whole('f', 'b'))).toEqual([
      [0, 'a'],
      [1, 'b'],
    ])
    // The later pieces of a call that was moved follow it.
    expect(
      placesOf(
        whole('f', 'a'),
        call({ index: 0, id: 'b', type: 'function' }, 'g', '{'),
        call({ index: 0 }, undefined, '}'),
      ),
    ).toEqual([
      [0, 'a'],
      [1, 'b'],
      [1, undefined],
    ])
  })
})

describe('a whole answer of a chat', () => {
  const answer = (type: object) => ({
    choices: [
      { index: 0, message: { content: '', tool_calls: [{ id: 'a', ...type, function: { name: 'f' } }] } },
    ],
  })

  it('gets the type of its calls', () => {
    expect(completedAnswer(answer({}))).toEqual(answer({ type: 'function' }))
    expect(completedAnswer(answer({ type: null }))).toEqual(answer({ type: 'function' }))
  })

  it('is the same object where nothing is missing', () => {
    for (const one of [
      answer({ type: 'function' }),
      { data: [] },
      { choices: [{ message: { tool_calls: null } }, null] },
    ])
      expect(completedAnswer(one)).toBe(one)
  })
})
