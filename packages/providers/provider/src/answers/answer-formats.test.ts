import { expect, it } from 'vitest'
import { chatErrorBody, messageErrorBody } from './error-body.ts'
import { sse } from './event-writer.ts'
import { fileUrl } from './file-url.ts'
import { newAnswerId } from './new-answer-id.ts'

it.each([
  [{ a: [1] }, undefined, 'data: {"a":[1]}\n\n'],
  ['[DONE]', undefined, 'data: [DONE]\n\n'],
  [{}, 'ping', 'event: ping\ndata: {}\n\n'],
])('the event of %j named %s', (data, name, text) => {
  expect(sse(data, name)).toBe(text)
})

it('a failure in the words of OpenAI', () => {
  expect(chatErrorBody({ message: 'too much', kind: 'rate-limit-of-all' })).toEqual({
    error: { message: 'too much', type: 'llm_balancer_error', param: null, code: 'rate_limit_of_all' },
  })
})

it.each([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [429, 'rate_limit_error'],
  [503, 'overloaded_error'],
  [418, 'api_error'],
  [500, 'api_error'],
])('a failure with status %i in the words of Anthropic', (status, type) => {
  expect(messageErrorBody(status, { message: 'no' })).toEqual({
    type: 'error',
    error: { type, message: 'no' },
  })
})

it('a file that a model made has an address', () => {
  const url = new URL('https://acme.example/a.pdf?b=1')
  expect(fileUrl({ type: 'file', mediaType: 'application/pdf', data: { type: 'url', url } })).toBe(url.href)
  const data = { type: 'data', data: new Uint8Array([104, 105]) } as const
  expect(fileUrl({ type: 'reasoning-file', mediaType: 'text/plain', data })).toBe(
    'data:text/plain;base64,aGk=',
  )
})

it('an id has 24 letters and digits, each as likely as the others', () => {
  const turn = (numbers: readonly number[]): string => {
    let at = 0
    return newAnswerId('msg_', () => numbers[at++ % numbers.length] ?? 0)
  }
  expect(turn([0])).toBe(`msg_${'a'.repeat(24)}`)
  expect(turn([0.999_999])).toBe(`msg_${'9'.repeat(24)}`)
  const each = Array.from({ length: 36 }, (_, index) => (index + 0.5) / 36)
  expect(turn(each)).toBe('msg_abcdefghijklmnopqrstuvwx')
  expect(turn(each.slice(24))).toBe('msg_yz0123456789yz0123456789')
})
