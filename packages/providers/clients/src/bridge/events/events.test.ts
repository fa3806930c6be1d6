import { describe, expect, it } from 'vitest'
import { ChatEvents } from './chat-events.ts'
import { hasContent, type EventFacts } from './event-facts.ts'
import { MessagesEvents } from './messages-events.ts'
import { ResponsesEvents } from './responses-events.ts'

const chat = (data: object, event?: string): EventFacts =>
  new ChatEvents({ body: {}, endsWithDone: true }).read(
    { data: '', ...(event === undefined ? {} : { event }) },
    { ...data },
  )
const responses = (data: object, event?: string): EventFacts =>
  new ResponsesEvents().read({ data: '', ...(event === undefined ? {} : { event }) }, { ...data })
const fault = { message: 'out of luck', code: 'server_error' }

describe('the content of a delta, a block or a message', () => {
  it.each([
    [{ role: 'assistant', content: 'Hi' }, true],
    [{ tool_calls: [{ index: 0, function: { name: 'f' } }] }, true],
    [{ input: { city: 'Oslo' } }, true],
    [{ role: 'assistant', type: 'text', id: 'x', name: 'f' }, false],
    [{ content: '', refusal: null, tool_calls: [], input: {}, index: 7, done: true }, false],
    ['Hi', false],
    [undefined, false],
  ])('is in %j: %s', (piece, expected) => {
    expect(hasContent(piece)).toBe(expected)
  })
})

describe('an error in a stream of chat completions', () => {
  it('is the error that an event has, or the event that is named so', () => {
    expect(chat({ error: fault })).toEqual({ error: { error: fault } })
    expect(chat(fault, 'error')).toEqual({ error: { error: fault } })
    expect(chat({ object: 'error', ...fault })).toEqual({ error: { error: { object: 'error', ...fault } } })
  })
})

describe('an error in a stream of Responses', () => {
  it('is the error that an event has, or the event itself', () => {
    expect(responses({ type: 'error', error: fault })).toEqual({ error: { type: 'error', error: fault } })
    expect(responses({ type: 'error', ...fault })).toEqual({ error: { error: { type: 'error', ...fault } } })
    expect(responses(fault, 'error')).toEqual({ error: { error: fault } })
    expect(responses({ type: 'response.failed', response: { error: fault } })).toEqual({
      error: { error: fault },
    })
  })
})

describe('a response that is complete without content', () => {
  const completed = (more: object): EventFacts =>
    responses({ type: 'response.completed', response: { id: 'resp_1', ...more } })

  it('is invalid unless it runs in the background', () => {
    expect(completed({})).toEqual({ fault: 'invalid-response' })
    expect(completed({ background: false })).toEqual({ fault: 'invalid-response' })
    expect(completed({ background: true })).toMatchObject({ isFinal: true, answerId: 'resp_1' })
  })
})

describe('an item that is added to a response', () => {
  it.each([
    ['message', false],
    ['reasoning', false],
    ['function_call', true],
    ['web_search_call', true],
  ])('is content unless it is still empty: %s', (type, isContent) => {
    expect(responses({ type: 'response.output_item.added', item: { type } })).toEqual({ isContent })
  })
})

describe('a stream of Messages', () => {
  const read = (...events: readonly object[]): EventFacts | undefined => {
    const reader = new MessagesEvents()
    return events.map((data) => reader.read({ data: '' }, { ...data })).at(-1)
  }
  const delta = { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hi' } }
  const reason = (stop_reason: string | null) => ({ type: 'message_delta', delta: { stop_reason } })
  const stop = { type: 'message_stop' }

  it('is whole with its stop and a reason', () => {
    expect(read(delta, reason('end_turn'), stop)).toEqual({ isFinal: true })
    expect(read(delta, reason('end_turn'), reason(null), stop)).toEqual({ isFinal: true })
    expect(read(delta, reason('refusal'), stop)).toEqual({ isFinal: true })
    expect(read(reason('refusal'), stop)).toEqual({ isFinal: true, finishReason: 'content-filter' })
    expect(read(reason('max_tokens'), stop)).toEqual({ isFinal: true })
  })

  it('is interrupted without a reason', () => {
    expect(read(delta, stop)).toEqual({ fault: 'stream-interrupted' })
    expect(read(delta, reason(null), stop)).toEqual({ fault: 'stream-interrupted' })
  })

  it('is invalid when it ends its turn without content', () => {
    expect(read(reason('end_turn'), stop)).toEqual({ fault: 'invalid-response' })
    const started = { type: 'content_block_start', content_block: { type: 'text', text: '' } }
    expect(read(started, reason('end_turn'), stop)).toEqual({ fault: 'invalid-response' })
  })
})
