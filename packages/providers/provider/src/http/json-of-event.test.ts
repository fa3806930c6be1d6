import { expect, it } from 'vitest'
import { createHttpClient } from './http-client.ts'
import { jsonOfEvent } from './json-of-event.ts'

const http = createHttpClient({ provider: 'acme', baseURL: 'https://api.acme.example' })
const answer = { url: 'https://api.acme.example/chat', status: 200, headers: {} }

it.each([
  [{ data: '{"a":1}' }, { a: 1 }],
  [{ data: '{"a":1}', cut: true }, { a: 1 }],
  [{ data: '{"a":1,"error":null}' }, { a: 1, error: null }],
  [{ data: '{}', event: 'ping' }, {}],
  [{ data: ' ' }, undefined],
  [{ data: '[DONE]' }, undefined],
  [{ data: '[DONE] ' }, undefined],
  [{ data: '[]' }, undefined],
  [{ data: ': keepalive' }, undefined],
  [{ data: 'OPENROUTER PROCESSING' }, undefined],
  [{ data: 'null' }, undefined],
  [{ data: '"pong"' }, undefined],
  [{ data: '42' }, undefined],
  [{ data: 'pong', event: 'ping' }, undefined],
  [{ data: '', event: 'keepalive' }, undefined],
  [{ data: '{"error":"degraded"}', event: 'status' }, undefined],
  [{ data: '{"a":1}', event: 'message' }, { a: 1 }],
  [{ data: '{"a":1}', event: 'data' }, { a: 1 }],
  [{ data: '{"a":', cut: true }, undefined],
])('the event %j is %j', (event, object) => {
  expect(jsonOfEvent(event, http, answer)).toEqual(object)
})

it('an error event without JSON keeps its text for the developer', () => {
  const text = 'something broke'
  expect(() => jsonOfEvent({ data: text, event: 'error' }, http, answer)).toThrow(
    expect.objectContaining({ vendorMessage: text }),
  )
})

it.each([
  [{ data: '{"error":{"code":503,"status":"UNAVAILABLE"}}' }, 'overloaded'],
  [{ data: '[{"error":{"code":503,"status":"UNAVAILABLE"}}]' }, 'overloaded'],
  [{ data: ' [\n{"error":{"code":503,"status":"UNAVAILABLE"}}] ' }, 'overloaded'],
  [{ data: '{"type":"rate_limit_error"}', event: 'error' }, 'rate-limit'],
  [{ data: 'something broke', event: 'error' }, 'server'],
  [{ data: '{"error":{"type":"rate_limit_error"}}', event: 'message' }, 'rate-limit'],
  [{ data: '{"error":{"type":"rate_limit_error"}}', event: '' }, 'rate-limit'],
  [{ data: '{"a":' }, 'invalid-response'],
  [{ data: ' {"a":' }, 'invalid-response'],
  [{ data: '{"a":', event: 'message_start' }, 'invalid-response'],
  [{ data: '[{"a":' }, 'invalid-response'],
  [{ data: '{}{}' }, 'invalid-response'],
  [{ data: '[1]' }, 'invalid-response'],
])('the event %j is %s', (event, kind) => {
  expect(() => jsonOfEvent(event, http, answer)).toThrow(
    expect.objectContaining({ name: 'ProviderError', kind }),
  )
})
