import type { JsonRecord } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import type { IncomingRequest } from './bridged-request.ts'
import { factsOfChat, isAnswer } from './is-answer.ts'
import { isFailure } from './is-failure.ts'

const requestOf = (pathname: string, body: JsonRecord = {}): IncomingRequest => ({
  ...{ format: 'openai', pathname, path: pathname, body, method: 'POST' },
  ...{ headers: new Headers(), raw: undefined, signal: undefined },
})

describe('an answer', () => {
  it.each<[string, JsonRecord[], JsonRecord[]]>([
    [
      '/chat/completions',
      [{ choices: [{ message: {} }] }],
      [{ choices: [] }, { choices: [{ text: '' }] }, {}],
    ],
    ['/completions', [{ choices: [] }], [{ choices: {} }, {}]],
    ['/responses', [{ status: 'completed' }, { output: [] }], [{ status: 1, output: {} }, {}]],
    ['/responses/compact', [{ output: [] }], [{ status: 'completed' }, {}]],
    ['/responses/input_tokens', [{ input_tokens: 0 }], [{ input_tokens: 'many' }, {}]],
    ['/v1/messages/count_tokens', [{ input_tokens: 5 }], [{ tokens: 5 }, {}]],
    ['/v1/messages', [{ content: [] }], [{ content: 'Hi' }, {}]],
    ['/embeddings', [{ data: [{}] }], [{ data: [] }, { data: {} }, {}]],
    ['/images/generations', [{ data: [{}] }], [{ data: [] }, {}]],
    ['/moderations', [{ results: [] }], [{ results: {} }, {}]],
    ['/v2/rerank', [{ results: [] }, { data: [] }], [{ results: {} }, {}]],
    [
      '/models/m:generateContent',
      [{ candidates: [] }, { promptFeedback: { blockReason: 'SAFETY' } }],
      [{ candidates: {} }, { promptFeedback: {} }, {}],
    ],
    ['/models/m:streamGenerateContent', [{ candidates: [] }], [{}]],
    ['/models/m:countTokens', [{ totalTokens: 0 }], [{ totalTokens: -1 }, {}]],
    [
      '/models/m:embedContent',
      [{ embedding: {} }, { embeddings: [] }],
      [{ embedding: [] }, { embeddings: {} }, {}],
    ],
    ['/models/m:batchEmbedContents', [{ embeddings: [] }], [{}]],
    ['/models/m:predict', [{ predictions: [] }], [{ predictions: {} }, {}]],
    ['/v2/chat', [{ message: {} }], [{ message: 'Hi' }, {}]],
    ['/v1/embed', [{ embeddings: {} }, { embeddings: [] }], [{ embeddings: null }, { embeddings: 1 }, {}]],
    ['/files/f1', [{}, { deleted: true }], []],
  ])('to %s has at least its form', (pathname, good, bad) => {
    for (const answer of good) expect([answer, isAnswer(requestOf(pathname), answer)]).toEqual([answer, true])
    for (const answer of bad) expect([answer, isAnswer(requestOf(pathname), answer)]).toEqual([answer, false])
  })

  const empty = { fault: 'invalid-response' }
  const filtered = { finishReason: 'content-filter' }
  const choice = (content: string, finish_reason: string | null = 'stop'): object => ({
    message: { role: 'assistant', content },
    finish_reason,
  })
  const said = [{ type: 'message', content: [{ text: 'Hi' }] }]

  it.each<[string, JsonRecord, object]>([
    ['/chat/completions', { choices: [choice('Hi')] }, {}],
    ['/chat/completions', { choices: [choice(''), choice('Hi')] }, {}],
    ['/chat/completions', { choices: [choice('')] }, empty],
    ['/chat/completions', { choices: [choice('', 'length')] }, {}],
    ['/chat/completions', { choices: [choice('', 'content_filter')] }, filtered],
    ['/chat/completions', { choices: [choice('Hi', 'content_filter')] }, {}],
    ['/chat/completions', { choices: [choice('', 'content_filter'), choice('', 'length')] }, {}],
    ['/responses', { status: 'completed', output: said }, {}],
    ['/responses', { status: 'completed', output: [] }, empty],
    ['/responses', { status: 'completed', background: true }, {}],
    ['/responses', { status: 'queued' }, {}],
    ['/responses', { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, filtered],
    [
      '/responses',
      { status: 'incomplete', output: said, incomplete_details: { reason: 'content_filter' } },
      {},
    ],
    ['/v1/messages', { content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn' }, {}],
    ['/v1/messages', { content: [{ type: 'text', text: '' }], stop_reason: 'end_turn' }, empty],
    ['/v1/messages', { content: [], stop_reason: 'max_tokens' }, {}],
    ['/v1/messages', { content: [], stop_reason: 'refusal' }, filtered],
    ['/v1/messages', { content: [{ type: 'text', text: 'No.' }], stop_reason: 'refusal' }, {}],
    ['/completions', { choices: [] }, {}],
    ['/models/m:generateContentLater', {}, {}],
    ['/models/generateContent', {}, {}],
    ['/v2/chat', { finish_reason: 'COMPLETE', message: { content: [{ text: 'Hi' }] } }, { isFinal: true }],
    ['/v2/chat', { finish_reason: 'COMPLETE', message: { tool_plan: 'I look.' } }, { isFinal: true }],
    ['/v2/chat', { finish_reason: 'COMPLETE', message: { tool_calls: [{}] } }, { isFinal: true }],
    ['/v2/chat', { finish_reason: 'COMPLETE', message: { content: [] } }, empty],
    ['/v2/chat', { finish_reason: 'TIMEOUT', message: {} }, { fault: 'timeout' }],
  ])('to %s: %j is %j', (pathname, answer, facts) => {
    expect(factsOfChat(requestOf(pathname), answer)).toEqual(facts)
  })

  it.each<[JsonRecord, object]>([
    [{ candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }] }, { isFinal: true }],
    [{ candidates: [{ content: { parts: [] }, finishReason: 'STOP' }] }, empty],
    [
      { candidates: [{ content: { parts: [{ text: 'Hi' }] } }] },
      { fault: 'invalid-response', words: 'the answer has no finish reason' },
    ],
    [{ promptFeedback: { blockReason: 'SAFETY' } }, { isOuterForm: true }],
  ])('of Google: %j is %j', (answer, facts) => {
    expect(factsOfChat(requestOf('/models/m:generateContent'), answer)).toMatchObject(facts)
  })
})

describe('an error where an answer should be', () => {
  it.each<JsonRecord>([
    { object: 'response', status: 'failed', error: null },
    { message: 'no such model' },
    { id: 'e1', message: 'no such model' },
    { choices: [{ error: { message: 'gone' } }] },
    { error: { message: 'gone' } },
    { error: 'gone' },
    { object: 'error', message: 'gone', code: 40_001 },
    { type: 'error', error: {} },
  ])('is %j', (answer) => {
    expect(isFailure(answer)).toBe(true)
  })

  it.each<JsonRecord>([
    { object: 'response', status: 'completed', error: { message: 'x' } },
    { message: 'Hi', text: 'Hi' },
    { message: { content: [] } },
    { finish_reason: 'ERROR', error: 'broken', message: {} },
    { choices: [{ message: { content: 'Hi' } }] },
    { data: [{}] },
    { error: null },
    {},
  ])('is not %j', (answer) => {
    expect(isFailure(answer)).toBe(false)
  })
})
