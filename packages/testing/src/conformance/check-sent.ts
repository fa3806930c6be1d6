import assert from 'node:assert/strict'
import type { KeyHeader } from './key-header.ts'
import { plantedHeader, plantedKey } from './planted.ts'
import type { SentRequest } from './stub-fetch.ts'

/** Checks that a request posts a JSON object below the base URL, with the request's own headers and no secret in its URL. */
export function checkPosted({ url, method, headers, body }: SentRequest, baseURL: string): void {
  assert.ok(url.startsWith(baseURL), `the request went to ${url}`)
  assert.equal(method, 'POST')
  assert.match(headers.get('content-type') ?? '', /^application\/json\b/)
  assert.equal(typeof JSON.parse(body), 'object')
  assert.ok(!url.includes('planted'), 'what is asked or the key is in the URL')
  assert.equal(headers.get('x-planted'), plantedHeader, 'a header of the request')
}

/** Checks that the key is in its one header and nowhere else. */
export function checkKeySent({ url, headers, body }: SentRequest, { name, value }: KeyHeader): void {
  assert.equal(headers.get(name), value, `the header ${name}`)
  const others = [...headers].filter(
    ([other, text]) => other !== name.toLowerCase() && text.includes(plantedKey),
  )
  assert.deepEqual(others, [], 'other headers that carry the key')
  assert.ok(!url.includes(plantedKey) && !body.includes(plantedKey), 'the key is in the URL or in the body')
}

/** Headers of a request and of its call, of which the call's win. */
export const layeredHeaders = {
  request: { 'x-one': 'request', 'x-two': 'request', 'x-three': 'request' },
  call: { 'X-Two': 'call', 'x-three': undefined },
} as const

/** Checks what became of {@link layeredHeaders}. */
export function checkLayers({ headers }: SentRequest): void {
  const names = Object.keys(layeredHeaders.request)
  assert.deepEqual(
    names.map((name) => headers.get(name)),
    ['request', 'call', null],
  )
}
