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
  [{ data: 'not JSON' }, 'invalid-response'],
  [{ data: '[1]' }, 'invalid-response'],
])('the event %j is %s', (event, kind) => {
  expect(() => jsonOfEvent(event, http, answer)).toThrow(
    expect.objectContaining({ name: 'ProviderError', kind }),
  )
})
