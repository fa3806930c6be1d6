import { describe, expect, it } from 'vitest'
import { createHttpClient } from './http-client.ts'
import { jsonEvents } from './json-events.ts'

const read = async (body: string): Promise<unknown[]> => {
  const headers = { 'content-type': 'text/event-stream' }
  const http = createHttpClient({
    provider: 'acme',
    baseURL: 'https://api.acme.example',
    fetch: () => Promise.resolve(new Response(body, { headers })),
  })
  const objects: unknown[] = []
  for await (const object of jsonEvents(http, await http.postStream('/', {}))) objects.push(object)
  return objects
}

describe('the events of a stream', () => {
  it.each([
    ['data: {"a":1}\n\ndata: {"a":2}\n\n', [{ a: 1 }, { a: 2 }]],
    ['data: {"a":1,"error":null}\r\n\r\n', [{ a: 1, error: null }]],
    [': comment\n\ndata: \n\nevent: ping\ndata: {}\n\n', [{}]],
    ['data: {"a":1}\n\ndata: [DONE]\n\ndata: {"a":2}\n\n', [{ a: 1 }]],
    ['data: {"a":1}\n\ndata: {"a":', [{ a: 1 }]],
    ['data: {"a":1}\n\ndata: {"a":2}', [{ a: 1 }, { a: 2 }]],
    ['', []],
  ])('are JSON objects: %j', async (body, objects) => {
    expect(await read(body)).toEqual(objects)
  })

  it.each([
    ['data: {"error":{"code":503,"status":"UNAVAILABLE"}}\n\n', 'overloaded'],
    ['data: [{"error":{"code":503,"status":"UNAVAILABLE"}}]\n\n', 'overloaded'],
    ['event: error\ndata: {"type":"rate_limit_error"}\n\n', 'rate-limit'],
    ['event: error\ndata: something broke\n\n', 'server'],
    ['data: not JSON\n\n', 'invalid-response'],
    ['data: [1]\n\n', 'invalid-response'],
  ])('are thrown when they are none: %j is %s', async (body, kind) => {
    await expect(read(body)).rejects.toMatchObject({ name: 'ProviderError', kind })
  })
})
