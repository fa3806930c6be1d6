import { describe, expect, it } from 'vitest'
import { ChatEvents } from './chat-events.ts'
import { CohereEvents } from './cohere-events.ts'
import { excusesEmptiness, filteredBy, saidIn, type AnswerEvents, type EventFacts } from './event-facts.ts'
import { FinishWatches } from './finish-watches.ts'
import { GoogleEvents } from './google-events.ts'
import { MessagesEvents } from './messages-events.ts'
import { ResponsesEvents } from './responses-events.ts'

/** The facts of the last of some events; a text is the data of one, and may have a name before it. */
const factsOf = (
  reader: AnswerEvents,
  ...events: (object | '[DONE]' | readonly [string, object])[]
): EventFacts | undefined =>
  events
    .map((event) => {
      const [name, data] = Array.isArray(event) ? (event as [string, object]) : [undefined, event]
      const isDone = data === '[DONE]'
      return reader.read(
        { data: isDone ? '[DONE]' : '', ...(name !== undefined && { event: name }) },
        isDone ? undefined : { ...(data as object) },
      )
    })
    .at(-1)

const fault = { message: 'out of luck' }
const another = { fault: 'invalid-response', words: 'another answer began in the stream' }
const readers = {
  chat: () => new ChatEvents({ body: {}, endsWithDone: true }),
  messages: () => new MessagesEvents(),
  responses: () => new ResponsesEvents(),
  google: () => new GoogleEvents(),
  cohere: () => new CohereEvents(),
}

describe('an error under the name of an event that has none', () => {
  it.each(['chat', 'google', 'cohere'] as const)('is foreign to a stream of %s', (kind) => {
    expect(factsOf(readers[kind](), ['ping', { error: fault }])).toEqual({ isForeign: true })
    for (const name of ['error', 'message'])
      expect(factsOf(readers[kind](), [name, { error: fault }])).toEqual({ error: { error: fault } })
  })

  it('is one of Messages or Responses where its type says so', () => {
    const error = { type: 'error', error: fault }
    expect(factsOf(readers.messages(), ['ping', error])).toEqual({ isForeign: true })
    expect(factsOf(readers.messages(), error)).toEqual({ error })
    expect(factsOf(readers.responses(), ['ping', error])).toEqual({ isForeign: true })
  })

  it.each(['chat', 'google'] as const)('and an event of another kind are foreign to %s', (kind) => {
    expect(factsOf(readers[kind](), ['ping', { at: 1 }])).toEqual({ isForeign: true })
    expect(factsOf(readers[kind](), { at: 1 })).not.toHaveProperty('isForeign')
  })
})

describe('a stream of Cohere', () => {
  const start = (id: string): object => ({ type: 'message-start', id })
  const said = { type: 'content-delta', delta: { message: { content: { text: 'Hi' } } } }
  const end = (finish_reason?: string, more: object = {}): object => ({
    type: 'message-end',
    delta: { finish_reason, ...more },
  })

  it('is whole with its end, which has the usage', () => {
    const usage = { tokens: { input_tokens: 1, output_tokens: 2 } }
    const reader = readers.cohere()
    expect(reader.isFinished).toBe(false)
    expect(factsOf(reader, start('a'), start('a'))).toEqual({})
    expect(factsOf(reader, said)).toEqual({ isContent: true })
    expect(factsOf(reader, end('COMPLETE', { usage }))).toEqual({
      isFinal: true,
      usage: { inputTokens: 1, outputTokens: 2 },
    })
    expect(reader.isFinished).toBe(true)
    expect(factsOf(reader, '[DONE]')).toEqual({ isFinal: true })
  })

  it.each<[string, object[], object]>([
    ['has no end', [said], { fault: 'stream-interrupted' }],
    ['has an end without a reason', [said, end()], { fault: 'stream-interrupted' }],
    ['is empty', [start('a'), end('COMPLETE')], { fault: 'invalid-response' }],
    [
      'has only empty blocks',
      [{ type: 'content-start', delta: {} }, end('COMPLETE')],
      { fault: 'invalid-response' },
    ],
    ['is empty for want of room', [end('MAX_TOKENS')], { isFinal: true }],
    ['is empty for a filter', [end('ERROR_TOXIC')], { isFinal: true }],
    ['took too long', [said, end('TIMEOUT')], { fault: 'timeout' }],
    ['failed', [said, end('ERROR', { error: 'broken' })], { error: { message: 'broken' } }],
    ['was cancelled', [said, end('USER_CANCEL')], { error: { message: 'the answer ended with an error' } }],
    ['has called a tool', [{ type: 'tool-call-start', delta: {} }, end('TOOL_CALL')], { isFinal: true }],
  ])('that %s', (_, events, facts) => {
    expect(factsOf(readers.cohere(), ...events, '[DONE]')).toEqual(facts)
  })

  it('is invalid when a second answer begins in it', () => {
    expect(factsOf(readers.cohere(), start('a'), said, start('b'))).toEqual(another)
  })

  it('fails by a message without a type', () => {
    expect(factsOf(readers.cohere(), { message: 'no' })).toEqual({ error: { message: 'no' } })
    expect(factsOf(readers.cohere(), ['ping', { message: 'no' }])).toEqual({ isForeign: true })
  })
})

describe('a stream of Google', () => {
  const candidate = (text: string, finishReason?: string, index?: number): object => ({
    content: { parts: text === '' ? [] : [{ text }] },
    ...(finishReason === undefined ? {} : { finishReason }),
    ...(index === undefined ? {} : { index }),
  })
  const chunk = (...candidates: object[]): object => ({ candidates })

  it.each<[string, object[], object]>([
    ['says something', [chunk(candidate('Hi', 'STOP'))], { isFinal: true }],
    ['is empty', [chunk(candidate('', 'STOP'))], { fault: 'invalid-response' }],
    ['was filtered', [chunk(candidate('', 'SAFETY'))], { isFinal: true, finishReason: 'content-filter' }],
    ['was filtered in part', [chunk(candidate('', 'SPII', 0), candidate('', 'STOP', 1))], { isFinal: true }],
    ['had no room', [chunk(candidate('', 'MAX_TOKENS'))], { isFinal: true }],
    [
      'has a malformed call',
      [chunk(candidate('Hi', 'MALFORMED_FUNCTION_CALL'))],
      { fault: 'invalid-response', words: 'the model made a malformed call' },
    ],
  ])('that %s', (_, events, facts) => {
    const reader = readers.google()
    factsOf(reader, ...events)
    expect(reader.end()).toEqual(facts)
  })

  it('that refuses the prompt is given as it is', () => {
    const promptFeedback = { blockReason: 'SAFETY' }
    expect(factsOf(readers.google(), { promptFeedback })).toEqual({
      error: { promptFeedback },
      isOuterForm: true,
    })
    expect(factsOf(readers.google(), { promptFeedback: {} })).toMatchObject({ isContent: false })
  })

  it('is finished when each of the candidates that were asked for has a reason', () => {
    const two = new GoogleEvents({ generationConfig: { candidateCount: 2 } })
    factsOf(two, chunk(candidate('Hi', undefined, 0)), chunk(candidate('', 'STOP', 0)))
    expect([two.isFinished, two.endsWithClose]).toEqual([false, false])
    factsOf(two, chunk(candidate('Ho', undefined, 1)), chunk(candidate('', 'STOP', 1)))
    expect([two.isFinished, two.endsWithClose]).toEqual([true, true])
    const one = readers.google()
    factsOf(one, chunk(candidate('Hi')), chunk(candidate('', 'STOP')))
    expect(one.isFinished).toBe(true)
  })

  it.each([
    [{ text: 'Hi' }, true],
    [{ text: '' }, false],
    [{ text: '', thoughtSignature: 's' }, false],
    [{ functionCall: { name: 'f' } }, true],
    [{ text: 'Hm', thought: true }, true],
  ])('has content with the part %j: %s', (part, isContent) => {
    expect(factsOf(readers.google(), chunk({ content: { parts: [part] } }))).toMatchObject({ isContent })
  })
})

describe('a stream of Responses', () => {
  const created = (id: string): object => ({ type: 'response.created', response: { id } })

  it('is invalid when a second answer begins in it', () => {
    expect(factsOf(readers.responses(), created('a'), created('a'))).toEqual({ answerId: 'a' })
    expect(factsOf(readers.responses(), created('a'), created('b'))).toEqual(another)
  })

  it('is interrupted without its last event', () => {
    expect(readers.responses().end()).toEqual({ fault: 'stream-interrupted' })
  })

  it.each<[string, object, boolean]>([
    ['a text', { type: 'message', content: [{ text: 'Hi' }] }, true],
    ['a refusal', { type: 'message', content: [{ refusal: 'No.' }] }, true],
    ['a summary', { type: 'reasoning', summary: [{ text: 'Hm' }] }, true],
    ['an empty text', { type: 'message', content: [{ text: '' }] }, false],
    ['nothing', { type: 'message' }, false],
    ['a call', { type: 'function_call' }, true],
  ])('that only its last event tells of is whole with %s: %s', (_, item, isWhole) => {
    const facts = factsOf(readers.responses(), { type: 'response.completed', response: { output: [item] } })
    expect(facts).toMatchObject(isWhole ? { isFinal: true, isContent: true } : { fault: 'invalid-response' })
  })

  it('says that a filter has ended it with nothing', () => {
    const response = { incomplete_details: { reason: 'content_filter' } }
    expect(factsOf(readers.responses(), { type: 'response.incomplete', response })).toMatchObject({
      isFinal: true,
      finishReason: 'content-filter',
    })
  })
})

describe('a stream of Messages', () => {
  it('is invalid when a second answer begins in it', () => {
    const start = (id: string): object => ({ type: 'message_start', message: { id } })
    expect(factsOf(readers.messages(), start('a'), start('a'))).toEqual({ usage: {} })
    expect(factsOf(readers.messages(), start('a'), start('b'))).toEqual(another)
  })
})

describe('a stream of chat completions', () => {
  const choice = (content: string | undefined, finish_reason: string | null = null, index = 0): object => ({
    choices: [{ index, delta: content === undefined ? {} : { content }, finish_reason }],
  })

  it('is finished when each of the choices that were asked for has a reason', () => {
    const two = new ChatEvents({ body: { n: 2 }, endsWithDone: false })
    factsOf(two, choice('Hi'), choice(undefined, 'stop'))
    expect([two.isFinished, two.endsWithClose]).toEqual([false, false])
    expect(factsOf(two, choice('Ho', null, 1), choice(undefined, 'stop', 1))).toMatchObject({ isFinal: true })
    expect([two.isFinished, two.endsWithClose]).toEqual([true, true])
  })

  it('ends with [DONE], after a reason unless the server gives none', () => {
    expect(factsOf(readers.chat(), choice('Hi'), '[DONE]')).toEqual({ fault: 'stream-interrupted' })
    expect(factsOf(readers.chat(), choice('Hi', 'stop'), '[DONE]')).toEqual({ isFinal: true })
    const lax = new ChatEvents({ body: {}, endsWithDone: true, finishReason: 'optional' })
    expect(factsOf(lax, choice('Hi'), '[DONE]')).toEqual({ isFinal: true })
    expect(factsOf(readers.chat(), choice(undefined, 'stop'), '[DONE]')).toEqual({
      fault: 'invalid-response',
    })
    expect(factsOf(readers.chat(), choice(undefined, 'content_filter'), '[DONE]')).toEqual({
      isFinal: true,
      finishReason: 'content-filter',
    })
  })

  it('waits longer where [DONE] or the usage is still to come', () => {
    expect(readers.chat().graceMs).toBeGreaterThan(1000)
    expect(new ChatEvents({ body: {}, endsWithDone: false }).graceMs).toBeUndefined()
    const body = { stream_options: { include_usage: true } }
    const counting = new ChatEvents({ body, endsWithDone: false })
    expect(counting.graceMs).toBeGreaterThan(1000)
    factsOf(counting, { choices: [], usage: { prompt_tokens: 1 } })
    expect(counting.graceMs).toBeUndefined()
  })
})

describe('reasons and pieces', () => {
  it('that excuse an empty answer', () => {
    expect(['length', 'max_tokens', 'content_filter', 'stop', undefined].map(excusesEmptiness)).toEqual([
      ...[true, true, true, false, false],
    ])
    expect(filteredBy([])).toEqual({})
    expect(filteredBy(['content_filter', 'stop'])).toEqual({})
    expect(filteredBy(['content_filter'])).toEqual({ finishReason: 'content-filter' })
  })

  it('that say something, or think', () => {
    const pieces = [
      { content: 'Hi' },
      { reasoning: 'Hm' },
      { reasoning: 'Hm', content: 'Hi' },
      { role: 'user' },
      7,
    ]
    expect(pieces.map(saidIn)).toEqual(['content', 'thought', 'content', undefined, undefined])
  })

  it('come for every choice, and what comes last is for all of them', () => {
    const watches = new FinishWatches(2)
    for (const index of [0, 1]) watches.see(index, 'stop', { said: 'content' })
    expect([watches.reasons, watches.areFinished, watches.areTrusted]).toEqual([
      ['stop', 'stop'],
      true,
      false,
    ])
    watches.seeLast()
    expect(watches.areTrusted).toBe(true)
    watches.see(1, '', { said: 'content' })
    expect([watches.areFinished, watches.areTrusted]).toEqual([false, false])
  })
})
