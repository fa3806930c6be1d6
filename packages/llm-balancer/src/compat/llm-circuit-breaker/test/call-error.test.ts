import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { LLMCallError } from '../index.ts'
import { httpScene, key, prompt } from './http-scene.ts'

const failWith = async (status: number, body: string): Promise<LLMCallError> => {
  const { fail } = httpScene({ retry: { maxRetries: 0 } }, { status, body })
  return (await fail()) as LLMCallError
}

describe('an error says what the service answered, where code for axios looks for it', () => {
  it('as parsed JSON', async () => {
    const body = { error: { message: 'model `gpt-9` does not exist', code: 404, param: null, list: [1] } }
    const error = await failWith(404, JSON.stringify(body))
    expect(error.response).toEqual({ status: 404, data: body })
  })

  it('as text where it is not JSON', async () => {
    const error = await failWith(502, 'Bad gateway')
    expect(error.response).toEqual({ status: 502, data: 'Bad gateway' })
  })

  it('without keys and echoes of the request', async () => {
    const body = { error: { message: `bad key ${key}`, [key]: [`you said: "${prompt}"`] } }
    const error = await failWith(401, JSON.stringify(body))
    expect(error.response?.status).toBe(401)
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/planted-key|swordfish/)
  })

  it('in a field that logs do not show', async () => {
    const error = await failWith(500, '{"error":"internal words"}')
    expect(error.response?.data).toEqual({ error: 'internal words' })
    expect(JSON.stringify(error) + inspect(error)).not.toContain('internal words')
  })

  it('only as deep as answers of services are', async () => {
    const error = await failWith(500, `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)
    expect(JSON.stringify(error.response?.data).length).toBeLessThan(100)
  })

  it('with a time limit of the connection told apart from a network that failed', async () => {
    const failWithReason = async (reason: Error): Promise<unknown> =>
      httpScene({ retry: { maxRetries: 0 }, fetch: () => Promise.reject(reason) }).fail()
    expect(await failWithReason(new DOMException('no headers in time', 'TimeoutError'))).toMatchObject({
      kind: 'timeout',
      message: 'api.example.com: timed out',
    })
    expect(await failWithReason(new TypeError('fetch failed'))).toMatchObject({
      kind: 'network',
      message: 'api.example.com: the network failed',
    })
  })

  it.each([
    ['ECONNREFUSED', 'network', 'the network failed (ECONNREFUSED)'],
    ['ENOTFOUND', 'network', 'the network failed (ENOTFOUND)'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout', 'timed out (UND_ERR_HEADERS_TIMEOUT)'],
  ])('with the code of the network in its message: %s', async (code, kind, message) => {
    const cause = Object.assign(new Error(`connect ${code}`), { code })
    const fetch = (): Promise<Response> => Promise.reject(new TypeError('fetch failed', { cause }))
    const error = await httpScene({ retry: { maxRetries: 0 }, fetch }).fail()
    expect(error).toMatchObject({ kind, message: `api.example.com: ${message}` })
  })

  it('and has no response when there was no answer', async () => {
    const { fail } = httpScene({ retry: { maxRetries: 0 } }, 'refuse')
    const { response } = (await fail()) as LLMCallError
    expect(response).toBeUndefined()
  })
})
