import { describe, expect, it } from 'vitest'
import { readFixtures, surfaces, type Fixture } from './fixtures.ts'
import { framesOf, frameWith, objectIn, rewritten, withText } from './rewrite.ts'

const fixtureOf = (body: string, stream: boolean): Fixture => ({
  ...{ surface: 'acme', name: 'chat', status: 200, headers: {}, body, stream },
})

describe('a recorded answer', () => {
  it('is made of frames, whatever their line ends, and put together again from them', () => {
    for (const surface of surfaces)
      for (const fixture of readFixtures(surface)) expect(framesOf(fixture).join('')).toBe(fixture.body)
    expect(framesOf(fixtureOf('data: 1\r\n\r\ndata: 2\n\n\n\n', true))).toEqual([
      'data: 1\r\n\r\n',
      'data: 2\n\n',
    ])
  })

  it('gives and takes the object of a frame, and keeps the rest of it', () => {
    const frame = 'event: a\r\ndata: {"b":1}\r\n\r\n'
    expect(objectIn(frame)).toEqual({ b: 1 })
    expect(frameWith(frame, { c: '$&' })).toBe('event: a\r\ndata: {"c":"$&"}\r\n\r\n')
    for (const none of ['data: [DONE]\n\n', 'data: {"half\n\n', ': comment\n\n', 'null'])
      expect(objectIn(none)).toBeUndefined()
  })

  it('is written with other values, told by their names and what is above them', () => {
    const given = fixtureOf('{"a":{"b":[1,{"c":2}]},"d":3}', false)
    const seen: string[] = []
    const { body } = rewritten(given, ({ value, name, above }) => {
      if (typeof value === 'number') seen.push(`${above.join('.')}.${name}`)
      return typeof value === 'number' ? value * 10 : value
    })
    expect(body).toBe('{"a":{"b":[10,{"c":20}]},"d":30}')
    expect(seen).toEqual(['.a.b', '.a.b.c', '.d'])
  })

  it('stays as it is, to the byte, where nothing changes', () => {
    const spaced = 'data: { "a": 1.0e-05 }\n\n'
    const given = fixtureOf(`${spaced}data: { "b": 2 }\n\n`, true)
    const { body } = rewritten(given, ({ value }) => (value === 2 ? 3 : value))
    expect(body).toBe(`${spaced}data: {"b":3}\n\n`)
  })

  it('is written with another text, in all its copies', () => {
    const frames = [
      '{"delta":{"content":"Hi "},"text":"Hi "}',
      '{"delta":{"content":"you"}}',
      '{"whole":"Hi you","id":"Hi "}',
    ]
    const given = fixtureOf(frames.map((frame) => `data: ${frame}\n\n`).join(''), true)
    const { fixture, text } = withText(given, 'Hi you', (piece, place) => (place === 0 ? 6 : piece))
    expect(text).toBe('6you')
    expect(framesOf(fixture).map(objectIn)).toEqual([
      { delta: { content: 6 }, text: 6 },
      { delta: { content: 'you' } },
      { whole: '6you', id: 'Hi ' },
    ])
    expect(() => withText(given, 'Hi you!', String)).toThrow('the text of chat was not found in its body')
  })

  const rewrittenAt = (name: string): unknown => {
    const given = fixtureOf(`data: {"${name}":"stop","text":"stop"}\n\n`, true)
    const [frame = ''] = framesOf(withText(given, 'stop', () => 'go').fixture)
    return objectIn(frame)
  }

  it.each([
    ...['id', 'item_id', 'itemId', 'call_id', 'model', 'modelVersion', 'object', 'type', 'role', 'event'],
    ...['name', 'finish_reason', 'finishReason', 'stop_reason', 'obfuscation', 'system_fingerprint'],
    ...['created', 'created_at', 'createdAt'],
  ])('keeps its label %s, though it reads as the text does', (name) => {
    expect(rewrittenAt(name)).toEqual({ [name]: 'stop', text: 'go' })
  })

  it.each(['identity', 'names', 'rename', 'models', 'subtype', 'recreated', 'role_text', 'objects'])(
    'is written with another text at %s, which is no label',
    (name) => {
      expect(rewrittenAt(name)).toEqual({ [name]: 'go', text: 'go' })
    },
  )
})
